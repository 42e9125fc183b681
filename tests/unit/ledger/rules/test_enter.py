"""Entering an event where no vector reaches: the door's own view, and what is remembered."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nguon_ledger.errors import NguonError
from nguon_ledger.rules.custody import actual_holder, containers_of, receiver_of
from nguon_ledger.rules.quality import find_block, find_recall
from support.attacks_custody import CRABS, GROWN, POND, jars
from support.attacks_time import DAY, at, sprayed
from support.forge import Payload
from support.hall import SHOP, Hall
from support.market import BOX, FIELD, PALLET, U1, U2
from support.story import COOP, CRAB, CRAB_LOT, JAR_LOT, PACKER, SALT_LOT, lot
from unit.ledger.checks import refused

MORE: Payload = {"bizStep": "creating_class_instance"}


# The door knows all that is loose, and asks for all of it.


@pytest.mark.parametrize("kilos", [99.999999, 0.000001, 100.000001])
def test_at_the_door_a_lot_is_sent_as_a_whole(kilos: float) -> None:
    hall = Hall(complete=True)
    hall.make(CRABS)
    with pytest.raises(NguonError, match=r"100 kg of .* are unpacked") as caught:
        hall.ship(lot(CRAB_LOT, kilos))
    assert caught.value.code == "shipment_partial"
    hall.ship(lot(CRAB_LOT, 100_000, "GRM"))
    assert hall[CRAB_LOT].shipped == 100


def test_at_the_door_what_is_packed_numbered_or_gone_is_no_part_of_the_whole() -> None:
    hall = Hall(complete=True)
    hall.make(jars(20))
    hall.label(U1, U2)
    hall.pack(BOX, jars(5))
    hall.remove(jars(3))
    for pieces in (20, 17, 12, 9, 11):
        with refused("shipment_partial", JAR_LOT):
            hall.ship(jars(pieces))
    hall.ship(jars(10))


def test_at_the_door_a_lot_of_which_nothing_is_loose_is_not_sent() -> None:
    hall = Hall(complete=True)
    hall.make(jars(5))
    hall.pack(BOX, jars(5))
    with refused("shipment_partial", JAR_LOT):
        hall.ship(lot(JAR_LOT, 0.000001, "H87"))


# What is not tracked is not looked at; what is tracked and not there is missing.


def test_a_harvest_from_a_pond_that_is_not_there() -> None:
    hall = Hall()
    with refused("overdrawn", FIELD):
        hall.make(CRABS, **GROWN)
    hall.things.strange.add(FIELD)
    hall.make(CRABS, **GROWN)


def test_what_is_not_tracked_is_not_looked_at() -> None:
    hall = Hall()
    hall.things.strange |= {FIELD, CRAB_LOT, U1, BOX, JAR_LOT, f"{CRAB}/21/1"}
    hall.turn([CRABS, U1], [lot(SALT_LOT, 1)])
    hall.make(CRABS, U1)
    hall.label(U2)
    hall.pack(BOX, U1, jars(1))
    hall.unpack(BOX, U1, jars(1))
    hall.unpack(BOX)
    hall.ship(U1, CRABS)
    hall.receive(U1, CRABS)
    hall.see(U1, bizStep="void_shipping")
    hall.remove(U1, CRABS)
    hall.work(U1)
    assert hall.things.found.keys() == {SALT_LOT, U2}


@pytest.mark.parametrize(
    ("thing", "code"), [(CRABS, "overdrawn"), (U1, "input_missing"), (BOX, "input_missing")]
)
def test_what_is_tracked_and_not_there_is_missing(thing: str | Payload, code: str) -> None:
    for rules in (1, 2):
        hall = Hall(rules=rules)
        name = thing if isinstance(thing, str) else thing["epcClass"]
        with refused(code, name):
            hall.turn([thing], [lot(SALT_LOT, 1)])
        with refused(code, name):
            hall.remove(thing)
        with refused(code, name):
            hall.pack(PALLET, thing)
    with refused(code, name):
        hall.ship(thing)
    hall.see(thing)
    hall.work(thing)


# What is remembered.


def test_what_is_remembered_of_a_lot() -> None:
    hall = Hall()
    hall.make(CRABS, **at(hall.time - 5))
    begun = hall[CRAB_LOT]
    assert (begun.maker, begun.holder, begun.made_at) == (COOP, COOP, hall.time - 3_600_000_005)
    hall.make(lot(CRAB_LOT, 1), **MORE)
    assert hall[CRAB_LOT].made_at == hall.time - 2 * 3_600_000_000 - 5
    hall.ship(lot(CRAB_LOT, 101))
    sent = hall[CRAB_LOT]
    assert (sent.receiver, sent.shipped, sent.sent) == (PACKER, Decimal(101), hall.index - 1)
    assert sent.holder == COOP
    hall.receive(CRABS)
    came = hall[CRAB_LOT]
    assert (came.holder, came.receiver, came.shipped, came.sent) == (PACKER, None, None, None)
    assert came.maker == COOP


def test_what_is_remembered_of_a_unit() -> None:
    hall = Hall()
    hall.make(jars(20))
    hall.label(U1)
    assert (hall[U1].lot, hall[U1].container, hall[U1].gone) == (JAR_LOT, None, False)
    assert hall[JAR_LOT].lot is None
    hall.pack(BOX, U1)
    assert (hall[U1].container, hall[BOX].maker, hall[BOX].holder) == (BOX, COOP, COOP)
    assert [thing.id for thing in hall.things.inside(BOX)] == [U1]
    hall.remove(U1)
    assert (hall[U1].container, hall[U1].gone) == (None, True)


def test_the_actual_holder_and_receiver_are_those_of_the_outermost_container() -> None:
    hall = Hall()
    hall.make(jars(20))
    hall.label(U1)
    hall.pack(BOX, U1)
    hall.pack(PALLET, BOX)
    hall.ship(PALLET, to=SHOP)
    unit = hall[U1]
    assert [thing.id for thing in containers_of(unit, hall.things)] == [BOX, PALLET]
    assert receiver_of(unit, hall.things) == SHOP
    assert actual_holder(unit, hall.things) == COOP
    hall.receive(PALLET, by="shop")
    assert receiver_of(unit, hall.things) is None
    assert actual_holder(unit, hall.things) == SHOP
    assert unit.holder == COOP
    hall.things.found.pop(PALLET)  # in evidence that holds no more of it
    assert [thing.id for thing in containers_of(unit, hall.things)] == [BOX]


def test_whoever_goes_on_with_anothers_work_holds_what_it_takes_up() -> None:
    hall = Hall()
    hall.make(jars(20))
    hall.label(U1, U2)
    hall.pack(BOX, U1, U2)
    hall.pack(PALLET, BOX)
    merged = {
        "type": "ParticipantStatusChanged",
        "participant": COOP,
        "status": "merged",
        "effective": "2026-03-01T00:00:00Z",
        "reason": "x",
        "into": [PACKER],
    }
    hall.say(merged)
    hall.unpack(PALLET, BOX, by="packer")
    assert (hall[PALLET].holder, hall[BOX].holder, hall[U1].holder) == (PACKER, PACKER, COOP)
    hall.unpack(BOX, U1, by="packer")
    assert (hall[U1].holder, hall[U2].holder, hall[JAR_LOT].holder) == (PACKER, COOP, COOP)
    hall.ship(jars(18), to=SHOP, by="packer")
    assert hall[JAR_LOT].holder == PACKER
    assert hall[JAR_LOT].maker == COOP


def test_an_inspection_and_a_recall_are_remembered_by_their_index() -> None:
    hall = Hall()
    hall.make(jars(20))
    hall.label(U1)
    hall.pack(BOX, U1)
    failed = hall.index
    hall.see(jars(1), by="certifier", disposition="non_conformant")
    recalled = hall.index
    hall.see(jars(1), by="union", bizStep="holding", disposition="recalled")
    assert hall[JAR_LOT].recaller == "https://ledger.example/participants/union"
    for thing in (U1, JAR_LOT):
        assert find_block(hall[thing], hall.things) == failed
        assert find_recall(hall[thing], hall.things) == recalled
    assert find_block(hall[BOX], hall.things) == failed
    assert find_recall(hall[BOX], hall.things) is None
    assert hall[BOX].blocked is None
    again = hall.index
    hall.see(jars(1), by="union", bizStep="holding", disposition="recalled")
    assert hall[JAR_LOT].recalled == again


def test_a_unit_of_a_lot_that_is_not_tracked_is_judged_by_itself() -> None:
    hall = Hall()
    hall.things.strange.add(JAR_LOT)
    hall.label(U1)
    assert hall[U1].lot == JAR_LOT
    assert find_block(hall[U1], hall.things) is None
    assert find_recall(hall[U1], hall.things) is None


def test_the_longest_waiting_time_and_the_last_harvest_are_remembered() -> None:
    hall = Hall()
    hall.make(POND)
    start = hall.time
    hall.work(POND, **sprayed(start, 2))
    hall.work(POND, **sprayed(start, 0.5))
    assert hall[FIELD].closed_until == start + 2 * DAY
    assert hall[FIELD].harvested_at is None
    for moment in (start + 9 * DAY, start + DAY):
        hall.make(lot(f"{CRAB}/10/X{moment}", 1), **GROWN, **at(moment))
        assert hall[FIELD].harvested_at == start + 9 * DAY


def test_the_numbers_of_a_refusal_are_those_of_the_book() -> None:
    hall = Hall(complete=True)
    hall.make(lot(JAR_LOT, 8))
    hall.label(U1)
    with pytest.raises(NguonError, match=r"only 7\.6 kg of 8 kg are left, not the 8 kg asked for"):
        hall.remove(lot(JAR_LOT, 8))
    with pytest.raises(NguonError, match=r"only 7\.6 kg of 8 kg are unpacked, not the 8 kg to be"):
        hall.pack(BOX, jars(20))
    with pytest.raises(NguonError, match=r"7\.6 kg of .* are unpacked, but the dispatch says 7 kg"):
        hall.ship(lot(JAR_LOT, 7))
    units = [f"{U1}{n}" for n in range(20)]
    with pytest.raises(NguonError, match=r"Only 8 kg of .* were made, too few for 21 items"):
        hall.label(*units)


def test_who_is_named_in_a_refusal() -> None:
    hall = Hall()
    hall.make(CRABS)
    with pytest.raises(NguonError, match="is held by Thử nghiệm coop; only the holder"):
        hall.remove(CRABS, by="shop")
    with pytest.raises(NguonError, match="is held by Thử nghiệm coop; only the holder"):
        hall.see(CRABS, by="shop", bizStep="void_shipping")
    hall.ship(CRABS)
    with pytest.raises(NguonError, match="on its way to Thử nghiệm packer"):
        hall.remove(CRABS)
    with pytest.raises(NguonError, match="was sent to Thử nghiệm packer; only they"):
        hall.receive(CRABS, by="shop")
    hall.make(lot(SALT_LOT, 1))
    hall.turn([lot(SALT_LOT, 1)], [], transformationID="urn:x:1")
    with pytest.raises(NguonError, match="was begun by Thử nghiệm coop; nobody else"):
        hall.turn([], [lot(f"{CRAB}/10/Z", 1)], "packer", transformationID="urn:x:1")
