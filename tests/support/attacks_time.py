"""Flags about when: late, out of order, in the waiting time, by somebody who was no more."""

from __future__ import annotations

from typing import Any

from nguon_ledger.encoding.rfc3339 import format_time
from support.attacks import Attack, case
from support.attacks_custody import CRABS, GROWN, POND, jars
from support.attacks_quality import result
from support.forge import HOUR, Payload
from support.market import BOX, FIELD, SHOP, U1, U2, Market, flag
from support.story import CARRIER, CERTIFIER, COOP, CRAB, CRAB_LOT, JAR_LOT, PACKER, SALT_LOT, lot

DAY = 24 * HOUR


def at(time: int) -> Payload:
    """Return the member that says when it happened."""
    return {"eventTime": format_time(time)}


def sprayed(time: int, days: Any = 7) -> Payload:
    """Return the members of a treatment."""
    return at(time) | {"nguon:step": "spraying", "nguon:isolationDays": days}


def _recorded_after(micros: int) -> Market:
    m = Market()
    m.wait(30 * DAY)
    m.make(CRABS, **at(m.time + HOUR - micros))
    return m


# late


@case(0, "")
def recorded_after_exactly_three_days() -> Attack:
    return _recorded_after(72 * HOUR).good()


@case(0, "")
def recorded_a_microsecond_too_late() -> Attack:
    m = _recorded_after(72 * HOUR + 1)
    return m.good(CRAB_LOT, flag("late", m.size - 1, hours="72"))


@case(0, "")
def recorded_weeks_later() -> Attack:
    m = _recorded_after(30 * DAY - 1)
    return m.good(CRAB_LOT, flag("late", m.size - 1, hours="719"))


@case(0, "")
def recorded_weeks_later_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.wait(30 * DAY)
    m.make(CRABS, **at(m.time - 20 * DAY))
    return m.good()


@case(0, "")
def recorded_weeks_later_and_taken_back() -> Attack:
    m = Market()
    m.crabs()
    m.wait(30 * DAY)
    seen = m.head("ObjectEvent", "seen", action="OBSERVE", bizStep="inspecting")
    seen |= {"quantityList": [CRABS]} | at(m.time - 20 * DAY)
    m.event(seen, "coop")
    declared = {"declarationTime": "2026-03-01T01:00:00Z", "reason": "did_not_occur"}
    m.event(seen | {"errorDeclaration": declared}, "coop")
    return m.good()


# out_of_order


def _made_tomorrow(rules: int = 2) -> tuple[Market, Payload]:
    """Make crabs; what happens next happened before they were made."""
    m = Market(rules=rules)
    m.crabs()
    return m, at(m.time - 1)


@case(0, "")
def used_in_the_moment_in_which_it_was_made() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.receive(CRABS)
    m.paste(CRABS)
    return m.good()


@case(0, "")
def used_before_it_was_made() -> Attack:
    m, before = _made_tomorrow()
    inputs: list[Any] = [CRABS]
    index = m.turn(inputs, [lot(f"{CRAB}/10/S1", 50)], **before)
    return m.good(f"{CRAB}/10/S1", flag("out_of_order", index, CRAB_LOT))


@case(0, "")
def used_before_it_was_made_in_the_first_version() -> Attack:
    m, before = _made_tomorrow(rules=1)
    inputs: list[Any] = [CRABS]
    m.turn(inputs, [lot(f"{CRAB}/10/S1", 50)], **before)
    return m.good(f"{CRAB}/10/S1")


@case(0, "")
def seen_and_sold_before_it_was_made() -> Attack:
    m, before = _made_tomorrow()
    seen = m.see(CRABS, **before)
    sold = m.see(CRABS, action="DELETE", bizStep="retail_selling", **before)
    flags = [flag("out_of_order", index, CRAB_LOT) for index in (seen, sold)]
    return m.good(CRAB_LOT, *flags)


@case(0, "")
def harvested_before_the_pond_was_filled() -> Attack:
    m = Market()
    m.make(POND)
    index = m.make(CRABS, **GROWN, **at(m.time - 1))
    return m.good(CRAB_LOT, flag("out_of_order", index, FIELD))


@case(0, "")
def packed_before_it_was_made() -> Attack:
    m = Market()
    m.jars(U1)
    index = m.pack(BOX, U1, jars(2), **at(m.time - 1))
    flags = [flag("out_of_order", index, thing) for thing in (U1, JAR_LOT)]
    return m.good(U1, *flags)


@case(0, "")
def numbered_before_the_lot_was_made() -> Attack:
    m = Market()
    m.jars()
    index = m.label(U1, U2, **at(m.time - 1))
    return m.good(U1, flag("out_of_order", index, JAR_LOT))


@case(0, "")
def made_more_of_before_it_was_begun() -> Attack:
    """Two weighings of one harvest may be written down in either order."""
    m = Market()
    m.crabs()
    m.make(lot(CRAB_LOT, 1), bizStep="creating_class_instance", **at(m.time - 1))
    return m.good()


@case(0, "")
def each_thing_out_of_order_once_and_as_listed() -> Attack:
    m = Market()
    m.jars(U1, U2)
    index = m.see(U2, U1, jars(1), **at(m.time - 1))
    flags = [flag("out_of_order", index, thing) for thing in (U1, JAR_LOT)]
    return m.good(U1, *flags)


# isolation


def _pond() -> Market:
    m = Market()
    m.make(POND)
    m.seal()
    return m


@case(0, "")
def harvested_when_the_waiting_time_was_over() -> Attack:
    m = _pond()
    sprayed_at = m.time
    m.work(POND, **sprayed(sprayed_at))
    m.wait(7 * DAY)
    m.make(CRABS, **GROWN, **at(sprayed_at + 7 * DAY))
    return m.good()


@case(0, "")
def harvested_a_moment_too_early() -> Attack:
    m = _pond()
    sprayed_at = m.time
    m.work(POND, **sprayed(sprayed_at))
    m.wait(7 * DAY)
    index = m.make(CRABS, **GROWN, **at(sprayed_at + 7 * DAY - 1))
    return m.good(CRAB_LOT, flag("isolation", index, FIELD, days="1"))


@case(0, "")
def harvested_days_too_early() -> Attack:
    m = _pond()
    m.work(POND, **sprayed(m.time, 7.5))
    m.wait(5 * DAY)
    index = m.make(CRABS, **GROWN, **at(m.time - DAY // 2))
    return m.good(CRAB_LOT, flag("isolation", index, FIELD, days="3"))


@case(0, "")
def harvested_too_early_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.make(POND)
    m.work(POND, **sprayed(m.time))
    m.make(CRABS, **GROWN)
    return m.good()


@case(0, "")
def treated_in_the_first_version_and_harvested_too_early_in_the_second() -> Attack:
    m = Market(rules=1)
    m.make(POND)
    m.work(POND, **sprayed(m.time))
    m.raise_rules()
    index = m.make(CRABS, **GROWN)
    return m.good(CRAB_LOT, flag("isolation", index, FIELD, days="7"))


@case(0, "")
def the_longest_waiting_time_counts() -> Attack:
    m = _pond()
    m.work(POND, **sprayed(m.time, 10))
    m.work(POND, **sprayed(m.time + HOUR, 3))
    m.wait(4 * DAY)
    index = m.make(CRABS, **GROWN, **at(m.time))
    return m.good(CRAB_LOT, flag("isolation", index, FIELD, days="6"))


@case(0, "")
def treatment_written_down_after_the_harvest() -> Attack:
    m = _pond()
    sprayed_at = m.time
    m.wait(2 * DAY)
    m.make(CRABS, **GROWN, **at(m.time))
    index = m.work(POND, **sprayed(sprayed_at))
    return m.good(CRAB_LOT, flag("isolation", index, FIELD, days="5"))


@case(0, "")
def treatment_on_the_moment_of_the_harvest() -> Attack:
    m = _pond()
    m.make(CRABS, **GROWN, **at(m.time))
    index = m.work(POND, **sprayed(m.time, 1))
    return m.good(CRAB_LOT, flag("isolation", index, FIELD, days="1"))


@case(0, "")
def treatment_after_the_last_harvest_written_down_out_of_order() -> Attack:
    """Take the harvest of the greatest time for the last, not the one written down last."""
    m = _pond()
    m.wait(9 * DAY)
    now = m.time
    m.make(CRABS, **GROWN, **at(now))
    m.make(lot(CRAB_LOT, 1), bizStep="creating_class_instance", **GROWN, **at(now - 2 * DAY))
    index = m.work(POND, **sprayed(now - DAY, 1.5))
    after = m.work(POND, **sprayed(now + 1, 1.5))
    assert after > index
    return m.good(CRAB_LOT, flag("isolation", index, FIELD, days="1"))


@case(0, "")
def treatment_whose_waiting_time_ended_with_the_harvest() -> Attack:
    m = _pond()
    m.wait(9 * DAY)
    m.make(CRABS, **GROWN, **at(m.time))
    m.work(POND, **sprayed(m.time - DAY, 1))
    return m.good()


@case(0, "")
def waiting_times_of_other_shapes_say_nothing() -> Attack:
    m = _pond()
    for days in ("7", -1, 0, 3650.000001, True, None, [7]):
        m.work(POND, **sprayed(m.time, days))
    seen: Payload = {"bizStep": "inspecting", "nguon:isolationDays": 7}
    m.see(POND, **seen)
    m.make(CRABS, **GROWN)
    return m.good()


@case(0, "")
def waiting_time_said_in_passing_after_the_harvest() -> Attack:
    m = _pond()
    m.make(CRABS, **GROWN)
    seen: Payload = {"bizStep": "inspecting", "nguon:isolationDays": 7}
    m.see(POND, **seen, **at(m.time))
    return m.good()


@case(0, "")
def work_without_a_waiting_time_closes_nothing() -> Attack:
    m = _pond()
    m.wait(9 * HOUR)
    m.work(POND, **at(m.time))
    m.make(CRABS, **GROWN, **at(m.time - 5 * HOUR))
    return m.good()


@case(0, "")
def the_longest_waiting_time_that_there_is() -> Attack:
    m = _pond()
    m.work(POND, **sprayed(m.time, 3650))
    index = m.make(CRABS, **GROWN)
    return m.good(CRAB_LOT, flag("isolation", index, FIELD, days="3650"))


@case(0, "")
def waiting_time_in_an_entry_that_was_taken_back() -> Attack:
    m = _pond()
    work = m.head("ObjectEvent", "spraying", action="OBSERVE", bizStep="other")
    work |= sprayed(m.time) | {"quantityList": [POND]}
    m.event(work, "coop")
    declared = {"declarationTime": "2026-03-01T02:00:00Z", "reason": "incorrect_data"}
    m.event(work | {"errorDeclaration": declared}, "coop")
    m.make(CRABS, **GROWN)
    return m.good()


# signer_ended


def _ended(status: str, effective: int, *, then: tuple[int, ...] = ()) -> tuple[Market, int]:
    """Harvest, and hear afterwards that the cooperative was no more; then that it was again."""
    m = Market()
    index = m.crabs()
    m.status(COOP, status, effective=m.time + effective)
    for reinstated in then:
        m.status(COOP, "active", effective=m.time + reinstated)
    return m, index


@case(0, "")
def harvested_in_the_moment_of_the_dissolution() -> Attack:
    m, index = _ended("dissolved", 0)
    return m.good(CRAB_LOT, flag("signer_ended", index, COOP, status="dissolved"))


@case(0, "")
def harvested_just_before_the_dissolution() -> Attack:
    m, _ = _ended("dissolved", 1)
    return m.good()


def _each_end(status: str) -> Attack:
    m, index = _ended(status, -DAY)
    return m.good(CRAB_LOT, flag("signer_ended", index, COOP, status=status))


@case(0, "")
def harvested_while_suspended() -> Attack:
    return _each_end("suspended")


@case(0, "")
def harvested_after_a_merger() -> Attack:
    return _each_end("merged")


@case(0, "")
def harvested_after_a_split() -> Attack:
    return _each_end("split")


@case(0, "")
def harvested_after_a_conversion() -> Attack:
    return _each_end("converted")


@case(0, "")
def harvested_after_being_reinstated() -> Attack:
    m, _ = _ended("suspended", -DAY, then=(0,))
    return m.good()


@case(0, "")
def reinstated_in_the_moment_of_the_suspension() -> Attack:
    m, _ = _ended("suspended", -DAY, then=(-DAY,))
    return m.good()


@case(0, "")
def harvested_before_being_reinstated() -> Attack:
    m, index = _ended("suspended", -DAY, then=(1, -2 * DAY))
    return m.good(CRAB_LOT, flag("signer_ended", index, COOP, status="suspended"))


@case(0, "")
def the_first_of_two_ends_is_told() -> Attack:
    m = Market()
    index = m.crabs()
    m.status(COOP, "merged", PACKER, effective=m.time - DAY)
    m.status(COOP, "dissolved", effective=m.time - 2 * DAY)
    return m.good(CRAB_LOT, flag("signer_ended", index, COOP, status="merged"))


@case(0, "")
def suspended_and_active_again_before_the_harvest() -> Attack:
    m = Market()
    m.status(COOP, "suspended", effective=m.time - DAY)
    m.status(COOP, "active", effective=m.time + DAY)
    m.crabs()
    return m.good()


@case(0, "")
def harvested_after_the_end_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.status(COOP, "dissolved", effective=m.time - DAY)
    return m.good()


@case(0, "")
def told_of_whoever_had_ended_and_after_all_else() -> Attack:
    m = Market()
    m.crabs()
    index = m.see(CRABS, by="certifier", **at(m.time - 1), **result(2, 3, kind="min"))
    m.status(CERTIFIER, "split", SHOP, CARRIER, effective=m.time - 1)
    flags = [
        flag("out_of_order", index, CRAB_LOT),
        flag("limit_exceeded", index, CRAB_LOT, test="TVC", value="2", limit="3"),
        flag("signer_ended", index, CERTIFIER, status="split"),
    ]
    return m.good(CRAB_LOT, *flags)


# of the way or not


@case(0, "")
def late_harvest_of_what_this_was_not_made_of() -> Attack:
    m = Market()
    m.crabs()
    m.make(POND)
    m.wait(30 * DAY)
    m.make(lot(f"{CRAB}/10/X", 1), **GROWN, **at(m.time - 20 * DAY))
    return m.good()


@case(0, "")
def late_use_of_the_same_lot_for_something_else() -> Attack:
    m = Market()
    m.crabs()
    m.wait(30 * DAY)
    inputs: list[Any] = [lot(CRAB_LOT, 1)]
    m.turn(inputs, [lot(f"{CRAB}/10/X", 1)], **at(m.time - 20 * DAY))
    return m.good()


@case(0, "")
def late_use_of_the_same_lot_in_a_process_of_its_own() -> Attack:
    m = Market()
    m.crabs()
    m.wait(30 * DAY)
    process = {"transformationID": "urn:uuid:00000000-0000-4000-9000-0000000000ad"}
    m.turn([lot(CRAB_LOT, 1)], [], **process, **at(m.time - 20 * DAY))
    m.turn([], [lot(f"{CRAB}/10/X", 1)], **process, **at(m.time - 19 * DAY))
    return m.good()


@case(0, "")
def late_part_of_the_process_that_this_comes_from() -> Attack:
    m = Market()
    m.crabs()
    m.make(lot(SALT_LOT, 5))
    m.wait(30 * DAY)
    process = {"transformationID": "urn:uuid:00000000-0000-4000-9000-0000000000ab"}
    first = m.turn([CRABS], [], **process, **at(m.time - 20 * DAY))
    m.turn([lot(SALT_LOT, 5)], [lot(f"{CRAB}/10/S1", 50)], **process)
    return m.good(f"{CRAB}/10/S1", flag("late", first, hours="481"))


@case(0, "")
def late_labels_of_other_jars() -> Attack:
    m = Market()
    m.jars(U1)
    m.wait(30 * DAY)
    m.label(U2, **at(m.time - 20 * DAY))
    return m.good(JAR_LOT)


@case(0, "")
def late_carton_of_other_jars_of_the_lot() -> Attack:
    m = Market()
    m.jars(U1)
    m.wait(30 * DAY)
    m.pack(BOX, jars(2), **at(m.time - 20 * DAY))
    return m.good(U1)


@case(0, "")
def late_carton_of_this_lot() -> Attack:
    m = Market()
    m.jars()
    m.wait(30 * DAY)
    index = m.pack(BOX, jars(2), **at(m.time - 20 * DAY))
    return m.good(JAR_LOT, flag("late", index, hours="481"))


@case(0, "")
def late_sale_of_some_of_the_same_lot() -> Attack:
    m = Market()
    m.crabs()
    m.wait(30 * DAY)
    index = m.see(lot(CRAB_LOT, 1), action="DELETE", bizStep="destroying", **at(m.time - 20 * DAY))
    return m.good(CRAB_LOT, flag("late", index, hours="481"))
