"""Taking back what moved, packed, treated or inspected something, and what that says of others.

What is left must be a history that the door would have admitted: else the entries in the way are
named, and nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from economy.agree import agreed, rebuilt
from economy.browser import Browser
from economy.rows import Row, stored_flags, stored_things
from engine.steps import corrected, corrected_event
from engine.workbench import rows_of
from frauds.stage import FIELD, NEIGHBOUR, SHOP, STALL, Stage
from frauds.steps import (
    BERRIES,
    GARDEN,
    PALLET,
    SECOND,
    change_status,
    harvest,
    inspect,
    make,
    make_jars,
    pack,
    pick,
    plant,
    recall,
    receive,
    release,
    remove,
    salt,
    see,
    ship,
    spray,
    unpack,
    work,
)
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.statement import parse_statement
from support.forge import Payload
from support.story import CARTON, COOP, CRAB_LOT, JAR_LOT, SALT_LOT, SALTED_LOT, UNIT, lot

JARS = lot(JAR_LOT, 226, "H87")
OTHER_GARDEN, THIRD_GARDEN = GARDEN.replace("V1", "V2"), GARDEN.replace("V1", "V3")
WORDS: Payload = {"nguon:material": "NPK 16-16-8", "nguon:dose": "25 kg"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(tmp_path_factory.mktemp("stage") / "nguon.db")
    stage.found()
    stage.close()
    return stage


@pytest.fixture
def stage(founded: Stage, tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    opened = founded.twin(tmp_path / "nguon.db", browser)
    yield opened
    rebuilt(opened)
    opened.close()


def stored(stage: Stage, thing: str) -> Row:
    return stored_things(stage.path)[thing]


def in_the_way(stage: Stage, index: int, *, by: str = "coop") -> list[int]:
    """Fail to take an event back; return the entries that the refusal names."""
    with stage.unsent() as statements:
        corrected(stage, index, by=by)
    before = rows_of(stage.path)
    error = stage.refused(statements[0])
    assert isinstance(error, RuleBrokenError)
    assert error.code == "correction_blocked"
    assert rows_of(stage.path) == before
    assert error.values["entries"] in error.detail
    return [int(entry) for entry in error.values["entries"].split(", ")]


def flags_of(stage: Stage, asked: str) -> list[tuple[int, str, str | None]]:
    """Return the flags in evidence, after server and browser agree."""
    trace = agreed(stage, stage.browser, asked)
    stored = [flag for flags in stored_flags(stage.path).values() for flag in flags]
    assert [flag for flag in stored if flag in trace.flags] == list(trace.flags)
    return [(flag.index, flag.rule, flag.subject) for flag in trace.flags]


def test_a_shipment_is_taken_back_until_it_is_received(stage: Stage) -> None:
    make_jars(stage)
    pack(stage, CARTON, UNIT)
    sent = ship(stage, CARTON, to=SHOP)
    corrected(stage, sent)
    assert stored(stage, CARTON)["receiver"] is None
    sent = ship(stage, CARTON, to=STALL)
    got = receive(stage, CARTON, by="stall")
    sold = remove(stage, UNIT, by="stall")
    assert in_the_way(stage, sent) == [got, sold]
    corrected(stage, sold, by="stall")
    corrected(stage, got, by="stall")
    corrected(stage, sent)
    assert stored(stage, CARTON)["holder"] == COOP
    unpack(stage, CARTON, UNIT, by="coop")
    agreed(stage, stage.browser, UNIT)


def test_a_receipt_that_is_taken_back_leaves_the_goods_on_their_way(stage: Stage) -> None:
    make_jars(stage)
    ship(stage, UNIT, to=SHOP)
    got = receive(stage, UNIT, by="shop")
    corrected(stage, got, by="shop")
    row = stored(stage, UNIT)
    assert (row["holder"], row["receiver"]) == (COOP, SHOP)
    agreed(stage, stage.browser, UNIT)
    receive(stage, UNIT, by="shop", disposition="returned")
    assert stored(stage, UNIT)["holder"] == COOP


def test_a_receipt_is_in_the_way_of_nothing_but_what_came_of_it(stage: Stage) -> None:
    make_jars(stage)
    ship(stage, UNIT, SECOND, to=SHOP)
    got = receive(stage, UNIT, SECOND, by="shop")
    elsewhere = remove(stage, f"{UNIT[:-1]}3", by="coop")
    onward = ship(stage, SECOND, by="shop", to=STALL)
    arrived = receive(stage, SECOND, by="stall")
    assert in_the_way(stage, got, by="shop") == [onward, arrived]
    assert elsewhere not in in_the_way(stage, got, by="shop")


def test_only_who_recorded_a_receipt_or_the_operator_takes_it_back(stage: Stage) -> None:
    make_jars(stage)
    ship(stage, UNIT, to=SHOP)
    got = receive(stage, UNIT, by="shop")
    with stage.unsent() as statements:
        corrected(stage, got, by="coop")
    assert stage.refused(statements[0]).code == "correction_foreign"
    corrected(stage, got, by="union")
    assert stored(stage, UNIT)["receiver"] == SHOP


def test_a_packing_is_taken_back_with_what_the_carton_was_to_hold(stage: Stage) -> None:
    make_jars(stage)
    first = pack(stage, CARTON, UNIT)
    corrected(stage, first)
    assert CARTON not in stored_things(stage.path)
    assert stored(stage, UNIT)["container"] is None
    first = pack(stage, CARTON, UNIT)
    second = pack(stage, CARTON, SECOND)
    corrected(stage, first)  # the second filling is the first now
    assert stored(stage, CARTON)["made_at"] == stage.time
    sent = ship(stage, CARTON, to=SHOP)
    assert in_the_way(stage, second) == [sent]
    agreed(stage, stage.browser, CARTON)


def test_a_carton_in_a_pallet_is_in_the_way(stage: Stage) -> None:
    make_jars(stage)
    inner = pack(stage, CARTON, UNIT)
    outer = pack(stage, PALLET, CARTON)
    out = unpack(stage, PALLET, CARTON, by="coop")
    assert in_the_way(stage, inner) == [outer, out]
    assert in_the_way(stage, outer) == [out]
    corrected(stage, out)
    assert stored(stage, CARTON)["container"] == PALLET
    agreed(stage, stage.browser, UNIT)


def test_what_was_unpacked_and_used_cannot_be_in_the_carton_again(stage: Stage) -> None:
    make_jars(stage)
    pack(stage, CARTON, UNIT, SECOND)
    out = unpack(stage, CARTON, by="coop")
    again = pack(stage, PALLET, UNIT)
    assert in_the_way(stage, out) == [again]
    remove(stage, SECOND, by="coop")  # a jar may be sold out of its carton
    assert in_the_way(stage, out) == [again]


def test_what_a_carton_holds_again_may_belong_to_a_lot_that_is_blocked(stage: Stage) -> None:
    """The jar was taken out before the carton left: with it the carton could not have left."""
    make_jars(stage)
    pack(stage, CARTON, UNIT, SECOND)
    inspect(stage, JARS, disposition="non_conformant")
    out = unpack(stage, CARTON, by="coop")
    sent = ship(stage, CARTON, to=SHOP)
    assert in_the_way(stage, out) == [sent]
    agreed(stage, stage.browser, CARTON)


def test_pieces_are_loose_again_when_their_packing_is_taken_back(stage: Stage) -> None:
    make_jars(stage)
    packed = pack(stage, CARTON, childQuantityList=[lot(JAR_LOT, 200, "H87")])
    with stage.unsent() as statements:
        remove(stage, lot(JAR_LOT, 27, "H87"), by="coop")
    assert stage.refused(statements[0]).code == "overdrawn"
    corrected(stage, packed)
    sale = remove(stage, lot(JAR_LOT, 226, "H87"), by="coop")
    assert stored(stage, JAR_LOT)["taken"] == 226
    assert sale in in_the_way(stage, index_of(stage, "filling"))


def index_of(stage: Stage, step: str) -> int:
    said = {i: parse_statement(d, log=stage.origin).payload for i, d in stage.sent.items()}
    return next(index for index, payload in said.items() if payload.get("nguon:step") == step)


def test_an_harvest_is_fine_again_when_the_treatment_before_it_is_taken_back(
    stage: Stage,
) -> None:
    plant(stage)
    treated = spray(stage)
    stage.later(days=7)
    picked = pick(stage)
    assert flags_of(stage, BERRIES) == [(picked, "isolation", GARDEN)]
    corrected(stage, treated)
    assert flags_of(stage, BERRIES) == []
    assert stored_flags(stage.path) == {}
    stage.later(hours=1)
    spray(stage, days=3, eventTime=stage.ago(days=7))  # the right number of days: late, no more
    assert [rule for _, rule, _ in flags_of(stage, BERRIES)] == ["late"]


def test_a_treatment_is_fine_again_when_the_harvest_after_it_is_taken_back(stage: Stage) -> None:
    plant(stage)
    stage.later(days=2)
    picked = pick(stage)
    treated = spray(stage, eventTime=stage.ago(days=1))
    assert flags_of(stage, BERRIES) == [(treated, "isolation", GARDEN)]
    corrected(stage, picked)
    assert flags_of(stage, GARDEN) == []
    again = pick(stage)
    assert flags_of(stage, BERRIES) == [(again, "isolation", GARDEN)]


def test_the_longest_treatment_counts_after_another_is_taken_back(stage: Stage) -> None:
    plant(stage)
    long = spray(stage, days=21)
    spray(stage, days=10)
    stage.later(days=5)
    corrected(stage, long)
    picked = pick(stage)
    (flag,) = stored_flags(stage.path)[picked]
    assert flag.values == {"days": "5"}
    assert flags_of(stage, BERRIES) == [(picked, "isolation", GARDEN)]


def test_a_bad_inspection_is_taken_back_by_who_made_it(stage: Stage) -> None:
    make_jars(stage)
    bad = inspect(stage, JARS, disposition="non_conformant")
    with stage.unsent() as statements:
        ship(stage, UNIT, to=SHOP)
    assert stage.refused(statements[0]).code == "blocked"
    corrected(stage, bad, by="certifier")
    stage.recorded(statements[0])
    agreed(stage, stage.browser, UNIT)


def test_an_earlier_block_stands_when_a_later_one_is_taken_back(stage: Stage) -> None:
    make_jars(stage)
    pack(stage, CARTON, UNIT, SECOND)
    first = inspect(stage, UNIT, disposition="non_conformant")
    second = inspect(stage, SECOND, disposition="non_conformant")
    assert stored(stage, CARTON)["blocked"] == second
    corrected(stage, second, by="certifier")
    assert stored(stage, CARTON)["blocked"] == first
    assert stored(stage, SECOND)["blocked"] is None


@pytest.mark.parametrize("what", ["inspection", "recall"])
def test_a_release_is_not_taken_back(stage: Stage, what: str) -> None:
    """It let others go than those it lists; inspect or recall anew."""
    make_jars(stage)
    if what == "inspection":
        inspect(stage, JARS, disposition="non_conformant")
        freed, by = inspect(stage, JARS, disposition="conformant"), "certifier"
    else:
        recall(stage, JARS, by="coop")
        freed, by = release(stage, JARS, by="coop"), "coop"
    assert in_the_way(stage, freed, by=by) == [freed]


def test_a_recall_that_is_taken_back_gives_the_goods_back_to_trade(stage: Stage) -> None:
    make_jars(stage)
    recalled = recall(stage, JARS, by="coop")
    with stage.unsent() as statements:
        remove(stage, UNIT, by="coop")
    assert stage.refused(statements[0]).code == "recalled_moved"
    corrected(stage, recalled)
    stage.recorded(statements[0])
    agreed(stage, stage.browser, UNIT)


def test_the_makers_recall_stands_when_the_operators_is_taken_back(stage: Stage) -> None:
    make_jars(stage)
    own = recall(stage, JARS, by="coop")
    operators = recall(stage, JARS, by="union")
    assert stored(stage, JAR_LOT)["recalled"] == operators
    corrected(stage, operators, by="union")
    row = stored(stage, JAR_LOT)
    assert (row["recalled"], row["recaller"]) == (own, COOP)
    release(stage, JARS, by="coop")
    agreed(stage, stage.browser, UNIT)


def test_a_step_is_in_order_again_when_the_late_making_before_it_is_taken_back(
    stage: Stage,
) -> None:
    """Two sacks make one lot; the first was written with the wrong day."""
    stage.later(days=2)
    wrong = harvest(stage, SALT_LOT, 20, eventTime=stage.ago(hours=-0.05))
    harvest(stage, SALT_LOT, 30, bizStep="creating_class_instance", eventTime=stage.ago(days=1))
    sold = remove(stage, lot(SALT_LOT, 10), by="coop", eventTime=stage.ago(hours=5))
    assert flags_of(stage, SALT_LOT) == [(sold, "out_of_order", SALT_LOT)]
    corrected(stage, wrong)
    assert flags_of(stage, SALT_LOT) == []


def test_flags_keep_their_order_when_some_are_judged_anew(stage: Stage) -> None:
    """What an event says of its time stands before what it says of its place, for ever."""
    harvest(stage)
    harvest(stage, SALT_LOT, 50)
    stage.later(days=2)
    more: Payload = {"readPoint": {"id": FIELD}, "certificationInfo": f"{FIELD}/none"}
    fraud = salt(stage, 300, eventTime=stage.ago(days=3), **more)
    rules = ["out_of_order", "out_of_order", "yield_high", "too_fast", "place_foreign"]
    rules.append("certificate_unknown")
    said = flags_of(stage, SALTED_LOT)
    assert said == [
        (fraud, rule, subject) for rule, (_, _, subject) in zip(rules, said, strict=True)
    ]
    seen = see(stage, lot(SALT_LOT, 1), by="shop", step="looking", biz="storing")
    corrected(stage, seen, by="shop")  # it judges the salt, and so the salting, anew
    assert flags_of(stage, SALTED_LOT) == said
    seen = see(stage, lot(SALTED_LOT, 1), by="shop", step="looking", biz="storing")
    corrected(stage, seen, by="shop")
    assert flags_of(stage, SALTED_LOT) == said


def test_a_copied_diary_is_judged_by_what_is_left_of_the_others(stage: Stage) -> None:
    gardens = [lot(garden, 1, "H87") for garden in (GARDEN, OTHER_GARDEN, THIRD_GARDEN)]
    for garden in gardens:
        plant(stage, garden["epcClass"])
    entries = []
    for garden in gardens:
        stage.later(days=2)
        entries.append(work(stage, garden, step="fertilizing", **WORDS))
    assert copies(stage) == {entries[1]: GARDEN, entries[2]: GARDEN}
    corrected(stage, entries[0])
    assert copies(stage) == {entries[2]: OTHER_GARDEN}
    assert flags_of(stage, THIRD_GARDEN) == [(entries[2], "diary_copied", OTHER_GARDEN)]
    corrected(stage, entries[1])
    assert copies(stage) == {}
    for garden in gardens:
        agreed(stage, stage.browser, garden["epcClass"])


def copies(stage: Stage) -> dict[int, str | None]:
    flags: dict[int, list[Finding]] = stored_flags(stage.path)
    return {at: flag.subject for at, found in flags.items() for flag in found}


def test_the_flags_of_what_is_taken_back_go_with_it(stage: Stage) -> None:
    stage.later(days=9)
    late = harvest(stage, eventTime=stage.ago(days=8))
    assert flags_of(stage, CRAB_LOT) == [(late, "late", None)]
    corrected(stage, late)
    harvest(stage)
    assert flags_of(stage, CRAB_LOT) == []
    assert stored_flags(stage.path) == {}


def test_a_part_of_a_process_is_taken_back_from_its_end(stage: Stage) -> None:
    vat: Payload = {"step": "salting", "transformationID": "urn:x:vat"}
    harvest(stage)
    harvest(stage, SALT_LOT, 50)
    stage.later(days=1)
    first = make(stage, [lot(CRAB_LOT, 60)], [], **vat)
    second = make(stage, [lot(CRAB_LOT, 60)], [], **vat)
    stage.later(days=2)
    out = make(stage, [], [lot(SALTED_LOT, 100)], **vat)
    assert in_the_way(stage, first) == [second, out]
    corrected(stage, out)
    assert in_the_way(stage, first) == [second]
    corrected(stage, second)
    make(stage, [], [lot(SALTED_LOT, 50)], **vat)
    assert stored(stage, CRAB_LOT)["taken"] == 60
    agreed(stage, stage.browser, SALTED_LOT)


def test_more_entries_in_the_way_than_anybody_reads_are_counted(stage: Stage) -> None:
    harvested = harvest(stage)
    with stage.unsent() as statements:
        for _ in range(25):
            see(stage, lot(CRAB_LOT, 1), by="carrier", step="weighing", biz="storing")
    stage.together(statements)
    with stage.unsent() as statements:
        corrected(stage, harvested)
    error = stage.refused(statements[0])
    assert isinstance(error, RuleBrokenError)
    assert error.values["entries"].endswith(" (+5)")
    assert error.values["entries"].count(",") == 19


def test_a_shipment_and_its_correction_come_in_one_batch(stage: Stage) -> None:
    make_jars(stage)
    with stage.unsent() as statements:
        ship(stage, UNIT, to=SHOP)
    shipped = statements[0]
    with stage.unsent() as statements:
        corrected_event(stage, shipped)
        ship(stage, UNIT, to=STALL)
    stage.together([shipped, *statements])
    assert stored(stage, UNIT)["receiver"] == STALL
    agreed(stage, stage.browser, UNIT)


def test_a_heirs_deed_is_taken_back_and_the_old_firm_holds_it_again(stage: Stage) -> None:
    make_jars(stage)
    pack(stage, CARTON, UNIT)
    change_status(stage, COOP, "merged", into=[NEIGHBOUR])
    out = unpack(stage, CARTON, by="neighbour")
    assert stored(stage, UNIT)["holder"] == NEIGHBOUR
    corrected(stage, out, by="neighbour")
    row = stored(stage, UNIT)
    assert (row["holder"], row["container"]) == (COOP, CARTON)
    assert stored(stage, CARTON)["holder"] == COOP
    agreed(stage, stage.browser, UNIT)
