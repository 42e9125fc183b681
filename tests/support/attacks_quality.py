"""Inspections, results, recalls and their release (docs/rules.md, parts 2 and 8)."""

from __future__ import annotations

from typing import Any

from support.attacks import Attack, case
from support.attacks_custody import CRABS, jars
from support.forge import Payload
from support.market import BOX, SHOP, U1, U2, Market, flag
from support.story import COOP, CRAB_LOT, JAR_LOT, PACKER, lot


def result(value: float, limit: float, **changes: Any) -> Payload:
    """Return the event's member for one result."""
    return _results([{"test": "TVC", "value": value, "limit": limit} | changes])


def _results(value: Any) -> Payload:
    return {"nguon:results": value}


def _measured(value: float, limit: float, **changes: Any) -> Market:
    m = Market()
    m.crabs()
    m.passed(CRABS, **result(value, limit, **changes))
    return m


# result_contradicts


@case(10, "result_contradicts")
def passed_with_a_result_above_its_limit() -> Attack:
    m = _measured(0.1000001, 0.1)
    return m.bad(m.size - 1, CRAB_LOT, CRAB_LOT)


@case(0, "")
def passed_with_a_result_at_its_limit() -> Attack:
    return _measured(0.1, 0.1).good()


@case(10, "result_contradicts")
def passed_with_a_result_below_its_least() -> Attack:
    m = _measured(17.999, 18, kind="min")
    return m.bad(m.size - 1, CRAB_LOT, CRAB_LOT)


@case(0, "")
def passed_with_a_result_at_its_least() -> Attack:
    return _measured(18, 18.0, kind="min").good()


@case(10, "result_contradicts")
def a_limit_of_no_known_kind_is_a_most() -> Attack:
    m = _measured(2, 1, kind="about")
    return m.bad(m.size - 1, CRAB_LOT, CRAB_LOT)


@case(10, "result_contradicts")
def second_result_above_its_limit() -> Attack:
    m = Market()
    m.jars(U1, U2)
    good, poor = result(1, 2)["nguon:results"], result(-1, -2)["nguon:results"]
    index = m.passed(U2, U1, **_results(good + poor))
    return m.bad(index, U1, U2)


@case(0, "")
def passed_with_a_result_above_its_limit_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.passed(CRABS, **result(2, 1))
    return m.good()


@case(0, "")
def results_of_other_shapes_say_nothing() -> Attack:
    m = Market()
    m.crabs()
    shapes: list[Any] = [
        {"value": 2, "limit": 1},
        {"test": "a", "value": "2", "limit": 1},
        {"test": "a", "value": 2},
        {"test": 5, "value": 2, "limit": 1},
        {"test": "a", "value": True, "limit": False},
        {"test": "a", "value": None, "limit": 0},
        [2, 1],
        "2",
    ]
    m.passed(CRABS, **_results(shapes))
    m.passed(CRABS, **_results({"test": "a", "value": 2, "limit": 1}))
    return m.good()


@case(10, "result_contradicts")
def contradiction_before_it_is_anybodys() -> Attack:
    m = Market()
    m.crabs()
    changes = {"action": "DELETE", "bizStep": "destroying"}
    return m.bad(m.passed(CRABS, by="shop", **result(2, 1), **changes), CRAB_LOT, CRAB_LOT)


@case(0, "")
def packed_as_fit_with_a_result_above_its_limit() -> Attack:
    """Tell results of an event that lists no things, and so is no inspection of any."""
    m = Market()
    m.crabs()
    jar = [lot(JAR_LOT, 10, "H87")]
    index = m.turn([lot(CRAB_LOT, 4)], list(jar), disposition="conformant", **result(2, 1))
    told = flag("limit_exceeded", index, None, test="TVC", value="2", limit="1")
    return m.good(JAR_LOT, told)


# limit_exceeded


@case(0, "")
def results_beyond_their_limits_are_told_in_order() -> Attack:
    m = Market()
    m.jars(U1)
    tests = [
        {"test": "lead", "value": 0.25, "limit": 0.2},
        {"test": "salt", "value": 10.0, "limit": 12, "kind": "min"},
        {"test": "fine", "value": 1, "limit": 1},
        {"test": "lead", "value": 1e-7, "limit": -5},
    ]
    index = m.see(U1, by="certifier", **_results(tests))
    flags = [
        flag("limit_exceeded", index, U1, test="lead", value="0.25", limit="0.2"),
        flag("limit_exceeded", index, U1, test="salt", value="10", limit="12"),
        flag("limit_exceeded", index, U1, test="lead", value="0.0000001", limit="-5"),
    ]
    return m.good(U1, *flags)


@case(0, "")
def results_beyond_their_limits_are_not_told_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.see(CRABS, by="certifier", **result(2, 1))
    return m.good()


@case(0, "")
def results_in_an_event_that_was_taken_back_are_not_told() -> Attack:
    m = Market()
    m.crabs()
    seen = m.head("ObjectEvent", "seen", action="OBSERVE", bizStep="inspecting") | result(2, 1)
    seen["quantityList"] = [CRABS]
    m.event(seen, "certifier")
    declared = {"declarationTime": "2026-03-01T01:00:00Z", "reason": "incorrect_data"}
    m.event(seen | {"errorDeclaration": declared}, "certifier")
    m.ship(CRABS)
    return m.good()


# inspection_foreign


@case(10, "inspection_foreign")
def crabs_failed_by_a_competitor() -> Attack:
    m = Market()
    m.crabs()
    return m.bad(m.fail(CRABS, by="shop"), CRAB_LOT, CRAB_LOT)


@case(10, "inspection_foreign")
def crabs_failed_by_a_competitors_result() -> Attack:
    m = Market()
    m.crabs()
    return m.bad(m.see(CRABS, by="shop", **result(2, 1)), CRAB_LOT, CRAB_LOT)


@case(10, "inspection_foreign")
def jar_failed_by_who_gave_its_carton_away() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.ship(BOX, to=SHOP)
    m.receive(BOX, by="shop")
    return m.bad(m.fail(U1, by="coop"), U1, U1)


@case(10, "blocked")
def jar_failed_by_who_holds_its_carton() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.ship(BOX, to=SHOP)
    m.receive(BOX, by="shop")
    m.fail(U1, by="shop")
    return m.bad(m.remove(U1, by="shop"), U1, U1)


@case(10, "blocked")
def crabs_failed_by_the_operator() -> Attack:
    m = Market()
    m.crabs()
    m.fail(CRABS, by="union")
    return m.bad(m.ship(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "blocked")
def crabs_failed_by_their_holder() -> Attack:
    m = Market()
    m.crabs()
    m.fail(CRABS, by="coop", bizStep="sampling")
    return m.bad(m.ship(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "blocked")
def crabs_failed_by_a_result_without_a_word() -> Attack:
    m = Market()
    m.crabs()
    m.see(CRABS, by="certifier", bizStep="sampling", **result(2, 1))
    return m.bad(m.ship(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "blocked")
def crabs_failed_by_who_followed_their_holder() -> Attack:
    m = Market()
    m.crabs()
    m.status(COOP, "merged", PACKER)
    m.fail(CRABS, by="packer")
    return m.bad(m.ship(CRABS, to=SHOP, by="packer"), CRAB_LOT, CRAB_LOT)


@case(0, "")
def crabs_failed_by_a_competitor_in_the_first_version_do_not_count() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.fail(CRABS, by="shop")
    m.raise_rules()
    m.ship(CRABS)
    return m.good()


@case(10, "blocked")
def crabs_failed_by_a_certifier_in_the_first_version_count() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.fail(CRABS)
    m.raise_rules()
    return m.bad(m.ship(CRABS), CRAB_LOT, CRAB_LOT)


@case(0, "")
def crabs_sold_as_unfit_are_no_inspection() -> Attack:
    m = Market()
    m.crabs()
    half = lot(CRAB_LOT, 50)
    m.see(half, action="DELETE", bizStep="destroying", disposition="non_conformant")
    m.remove(half)
    return m.good()


# release of a block


@case(0, "")
def crabs_released_by_another_certifier() -> Attack:
    m = Market()
    m.crabs()
    m.fail(CRABS, by="coop")
    m.passed(CRABS)
    m.ship(CRABS)
    return m.good()


@case(0, "")
def crabs_released_by_the_operator() -> Attack:
    m = Market()
    m.crabs()
    m.fail(CRABS)
    m.passed(CRABS, by="union")
    m.ship(CRABS)
    return m.good()


@case(10, "release_foreign")
def crabs_released_by_their_holder() -> Attack:
    m = Market()
    m.crabs()
    m.fail(CRABS, by="coop")
    return m.bad(m.passed(CRABS, by="coop"), CRAB_LOT, CRAB_LOT)


@case(0, "")
def crabs_released_by_their_holder_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.fail(CRABS)
    m.passed(CRABS, by="coop")
    m.ship(CRABS)
    return m.good()


@case(10, "blocked")
def crabs_released_by_their_holder_in_the_first_version_stay_blocked() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.fail(CRABS)
    m.passed(CRABS, by="coop")
    m.raise_rules()
    return m.bad(m.ship(CRABS), CRAB_LOT, CRAB_LOT)


@case(0, "")
def crabs_released_by_a_certifier_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.fail(CRABS)
    m.passed(CRABS)
    m.raise_rules()
    m.ship(CRABS)
    return m.good()


@case(0, "")
def crabs_that_never_failed_passed_by_anybody() -> Attack:
    m = Market()
    m.crabs()
    m.passed(CRABS, by="shop")
    return m.good()


@case(10, "blocked")
def crabs_found_fit_in_passing_are_not_released() -> Attack:
    m = Market()
    m.crabs()
    m.fail(CRABS)
    m.passed(CRABS, bizStep="sampling")
    return m.bad(m.ship(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "blocked")
def crabs_inspected_without_a_word_are_not_released() -> Attack:
    m = Market()
    m.crabs()
    m.fail(CRABS)
    m.see(CRABS, by="certifier")
    return m.bad(m.ship(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "blocked")
def crabs_failed_twice_and_released_once_and_failed_again() -> Attack:
    m = Market()
    m.crabs()
    m.fail(CRABS)
    m.fail(CRABS)
    m.passed(CRABS)
    m.fail(CRABS)
    return m.bad(m.ship(CRABS), CRAB_LOT, CRAB_LOT)


# recall and release


@case(0, "")
def recall_released_by_who_recalled() -> Attack:
    m = Market()
    m.crabs()
    m.recall(CRABS)
    m.release(CRABS)
    m.ship(CRABS)
    return m.good()


@case(0, "")
def recall_released_by_the_operator() -> Attack:
    m = Market()
    m.crabs()
    m.recall(CRABS)
    m.release(CRABS, by="union")
    m.ship(CRABS)
    return m.good()


@case(10, "release_foreign")
def recall_released_by_somebody_else() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.receive(CRABS)
    m.recall(CRABS)
    return m.bad(m.release(CRABS, by="packer"), CRAB_LOT, CRAB_LOT)


@case(10, "release_foreign")
def recall_of_the_operator_released_by_the_maker() -> Attack:
    m = Market()
    m.crabs()
    m.recall(CRABS, by="union")
    return m.bad(m.release(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "release_foreign")
def recall_of_the_operator_recalled_once_more_to_be_released() -> Attack:
    m = Market()
    m.crabs()
    m.recall(CRABS, by="union")
    m.recall(CRABS)
    return m.bad(m.release(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "release_foreign")
def recall_of_the_maker_taken_up_by_the_operator() -> Attack:
    m = Market()
    m.crabs()
    m.recall(CRABS)
    m.recall(CRABS, by="union")
    return m.bad(m.release(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "release_foreign")
def recall_of_the_maker_taken_up_by_who_followed() -> Attack:
    m = Market()
    m.crabs()
    m.recall(CRABS)
    m.status(COOP, "merged", PACKER)
    m.recall(CRABS, by="packer")
    m.status(COOP, "active")
    return m.bad(m.release(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "release_foreign")
def recall_of_the_operator_released_by_who_followed_the_maker() -> Attack:
    m = Market()
    m.crabs()
    m.recall(CRABS, by="union")
    m.status(COOP, "merged", PACKER)
    return m.bad(m.release(CRABS, by="packer"), CRAB_LOT, CRAB_LOT)


@case(0, "")
def recall_released_by_who_followed_the_maker() -> Attack:
    m = Market()
    m.crabs()
    m.recall(CRABS)
    m.status(COOP, "merged", PACKER)
    m.release(CRABS, by="packer")
    return m.good()


@case(11, "recalled")
def recall_released_too_early() -> Attack:
    m = Market()
    m.crabs()
    m.release(CRABS)
    index = m.recall(CRABS)
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(11, "recalled")
def recall_after_a_release() -> Attack:
    m = Market()
    m.crabs()
    m.recall(CRABS)
    m.release(CRABS)
    index = m.recall(CRABS)
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(11, "recalled")
def recall_of_the_lot_is_not_released_with_the_jar() -> Attack:
    m = Market()
    m.jars(U1)
    m.recall(U1)
    index = m.recall(jars(20))
    m.release(U1)
    return m.bad(index, U1, JAR_LOT)


@case(11, "recalled")
def recall_of_two_jars_released_for_one() -> Attack:
    m = Market()
    m.jars(U1, U2)
    index = m.recall(U2, U1)
    m.release(U2)
    return m.bad(index, U1, U1)


@case(0, "")
def recall_of_two_jars_released_for_this_one() -> Attack:
    m = Market()
    m.jars(U1, U2)
    m.recall(U2, U1)
    m.release(U1)
    return m.good(U1)


@case(11, "recalled")
def recall_that_says_it_is_a_release() -> Attack:
    m = Market()
    m.crabs()
    m.recall(CRABS)
    unset: Payload = {"persistentDisposition": {"unset": ["recalled"], "set": ["recalled"]}}
    m.recall(CRABS, **unset)
    return m.bad(m.size - 2, CRAB_LOT, CRAB_LOT)


@case(11, "recalled")
def release_of_something_else_than_a_recall() -> Attack:
    m = Market()
    m.crabs()
    index = m.recall(CRABS)
    for shape in (
        {"unset": ["damaged"]},
        {"unset": "recalled"},
        {"set": ["recalled"]},
        ["recalled"],
    ):
        m.see(CRABS, bizStep="holding", persistentDisposition=shape)
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(11, "recalled")
def release_by_selling() -> Attack:
    m = Market()
    m.crabs()
    index = m.recall(CRABS)
    m.release(CRABS, action="DELETE", bizStep="destroying")
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(11, "recalled")
def release_in_the_first_version_does_not_count() -> Attack:
    m = Market(rules=1)
    m.crabs()
    index = m.recall(CRABS)
    m.release(CRABS)
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(10, "recalled_moved")
def release_in_the_first_version_does_not_count_in_the_second() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.recall(CRABS)
    m.release(CRABS)
    m.raise_rules()
    return m.bad(m.ship(CRABS), CRAB_LOT, CRAB_LOT)


@case(0, "")
def recall_of_the_first_version_released_in_the_second() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.recall(CRABS)
    m.raise_rules()
    m.release(CRABS)
    m.ship(CRABS)
    return m.good()


@case(11, "recalled")
def recall_of_what_is_not_there_yet_released_by_somebody_else() -> Attack:
    """Nothing is remembered of a thing before it is made; the recall stands in the log."""
    m = Market(rules=1)
    index = m.recall(CRABS)
    m.crabs()
    m.raise_rules()
    m.release(CRABS, by="shop")
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(0, "")
def recall_of_what_is_not_there_yet_released() -> Attack:
    m = Market()
    m.recall(CRABS)
    m.crabs()
    m.release(CRABS)
    return m.good()


@case(11, "recalled")
def recall_by_who_followed_the_maker() -> Attack:
    m = Market()
    m.crabs()
    m.status(COOP, "merged", PACKER)
    index = m.recall(CRABS, by="packer")
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(9, "recall_foreign")
def recall_by_who_followed_the_maker_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.status(COOP, "merged", PACKER)
    index = m.recall(CRABS, by="packer")
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(9, "recall_foreign")
def recall_by_who_will_follow_the_maker() -> Attack:
    m = Market()
    m.crabs()
    index = m.recall(CRABS, by="packer")
    m.status(COOP, "merged", PACKER)
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(9, "recall_foreign")
def recall_by_a_holder_who_is_not_the_maker() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.receive(CRABS)
    index = m.recall(CRABS, by="packer")
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(11, "recalled")
def flags_are_told_of_what_is_recalled() -> Attack:
    m = Market()
    m.crabs()
    index = m.recall(CRABS, **result(2, 1))
    told = flag("limit_exceeded", index, CRAB_LOT, test="TVC", value="2", limit="1")
    return m.bad(index, CRAB_LOT, CRAB_LOT, told)
