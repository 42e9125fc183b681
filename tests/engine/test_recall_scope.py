"""What a recall reaches: the one query finds exactly what following the entries finds."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import bindparam, text

from engine.steps import corrected, grown, made, observed, packed, sold
from engine.workbench import NAME, Workbench
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.engine.reading.snapshot import snapshot
from nguon_ledger.engine.recall import scope as recall_scope
from nguon_ledger.engine.recall.query import _CLOSURE
from nguon_ledger.errors import NguonError
from nguon_ledger.store.database import reading
from nguon_ledger.trace.downstream import downstream
from nguon_ledger.trace.reader import TraceReader, event_at
from support.forge import HOUR, Payload
from support.story import (
    CARRIER,
    CARTON,
    COOP,
    CRAB,
    CRAB_LOT,
    JAR,
    JAR_LOT,
    SALT_LOT,
    SALTED,
    SALTED_LOT,
    UNIT,
    lot,
)

PALLET = "https://id.gs1.org/00/089300000000000026"
UNITS = [f"{JAR}/21/{n:04d}" for n in range(1, 21)]
TWO = f"{JAR}/10/J2"
RULES = {"type": "RulesRaised", "version": 2}


def reached(bench: Workbench, thing: str) -> set[str]:
    """Return what the query finds, without what was asked."""
    found = [affected.id for affected in bench.ledger.recall_scope(thing).things]
    assert len(set(found)) == len(found)
    assert found[:1] in ([], [thing])
    assert found[1:] == bench.ledger.downstream(thing)
    return set(found) - {thing}


def followed(bench: Workbench, thing: str) -> set[str]:
    """Return what following the entries finds."""
    with snapshot(bench.ledger._engine, bench.name, bench.origin) as published:
        return set(downstream(thing, published))


# A random economy, in which everything that can be misread in the index happens.


class Economy:
    """Draws events about things that may be there; what cannot be is refused by the door."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lots: list[str] = []
        self.units: list[str] = []
        self.boxes = [f"https://id.gs1.org/00/08930000000000{n}" for n in ("0026", "0033", "0040")]

    @property
    def things(self) -> list[str]:
        return [*self.lots, *self.units, *self.boxes]

    def begin(self, bench: Workbench) -> None:
        for _ in range(3):
            grown(bench, quantityList=self.some(self.new_lot(), 50))

    def act(self, bench: Workbench) -> None:
        acts = (self.turn, self.turn, self.turn, self.pack, self.pack, self.grow, self.number)
        self.random.choice(acts)(bench)

    def turn(self, bench: Workbench) -> None:
        """Transform, by itself or as a part of a process; now and then into numbered pieces."""
        members: Payload = {}
        process = self.random.choice([None, None, "urn:x:one", "urn:x:two"])
        part = self.random.choice(["both", "in", "out"]) if process else "both"
        if process:
            members["transformationID"] = process
        if part != "out":
            members["inputQuantityList"] = self.some(self.any_lot(), 1)
        if part != "in":
            result, more = self.result()
            members |= more | {"outputQuantityList": self.some(result, 9)}
        if not process and self.random.random() < 0.3:
            members |= {"outputEPCList": [self.new_unit()]} | self.numbered()
        made(bench, **members)

    def pack(self, bench: Workbench) -> None:
        box = self.random.choice(self.boxes)
        action = self.random.choice(["ADD", "ADD", "DELETE", "OBSERVE"])
        inside = self.random.sample([*self.units, *self.boxes], k=min(2, len(self.units)))
        members: Payload = {"childEPCs": inside} if inside else {}
        if self.random.random() < 0.3 or not members:
            members["childQuantityList"] = self.some(self.any_lot(), 1)
        packed(bench, box, action=action, **members)

    def grow(self, bench: Workbench) -> None:
        fields = self.random.sample(self.lots, k=2)
        result, more = self.result()
        grown(bench, quantityList=self.some(result, 50), **more | {"nguon:grownFrom": fields})

    def number(self, bench: Workbench) -> None:
        units = [self.new_unit() for _ in range(self.random.randint(1, 3))]
        grown(bench, epcList=units, **self.numbered())

    def numbered(self) -> Payload:
        return {"ilmd": {"cbvmda:lotNumber": self.any_lot().rpartition("/")[2]}}

    def result(self) -> tuple[str, Payload]:
        """Choose a new lot, or more of one that is there."""
        if self.random.random() < 0.3:
            return self.any_lot(), {"bizStep": "creating_class_instance"}
        return self.new_lot(), {}

    def any_lot(self) -> str:
        return self.random.choice(self.lots)

    def new_lot(self) -> str:
        self.lots.append(f"{CRAB}/10/L{len(self.lots)}")
        return self.lots[-1]

    def new_unit(self) -> str:
        self.units.append(f"{CRAB}/21/U{len(self.units)}")
        return self.units[-1]

    def some(self, thing: str, pieces: int) -> list[Payload]:
        return [lot(thing, pieces, "H87")]


def tell(bench: Workbench, economy: Economy) -> None:
    """Send forty events in one batch, and take some of those that were recorded back."""
    with bench.unsent() as sent:
        economy.begin(bench)
        for _ in range(40):
            economy.act(bench)
    outcomes = bench.together(sent)
    indices = [o.index for o in outcomes if not isinstance(o, NguonError)]
    assert len(indices) > 15
    bench.seal()
    for index in economy.random.sample(indices, k=6):
        with bench.unsent() as sent:
            corrected(bench, index)
        bench.outcome(sent[0])


@pytest.mark.parametrize("rules", [1, 2])
@pytest.mark.parametrize("seed", range(12))
def test_the_query_finds_what_following_the_entries_finds(
    bench: Workbench, seed: int, rules: int
) -> None:
    if rules == 2:
        bench.registry(RULES, "union")
    economy = Economy(seed)
    tell(bench, economy)
    with snapshot(bench.ledger._engine, bench.name, bench.origin) as published:
        known = [thing for thing in economy.things if published.touching(thing)]
    found = {thing: reached(bench, thing) for thing in known}
    assert found == {thing: followed(bench, thing) for thing in known}
    assert max(map(len, found.values())) > 8  # it was about something


# The story's own cases, one by one.


def test_a_lot_reaches_what_was_made_of_it_and_its_serials(bench: Workbench) -> None:
    assert reached(bench, CRAB_LOT) == {SALTED_LOT, JAR_LOT, *UNITS}
    assert reached(bench, JAR_LOT) == set(UNITS)
    assert reached(bench, UNIT) == set()


def test_things_stand_in_the_order_of_making(bench: Workbench) -> None:
    found = [affected.id for affected in bench.ledger.recall_scope(CRAB_LOT).things]
    assert found == [CRAB_LOT, SALTED_LOT, JAR_LOT, *UNITS]
    early = f"{SALTED}/10/EARLY"
    source: Payload = {"inputQuantityList": [lot(SALT_LOT, 1)]}
    happened = format_time(bench.time - 100 * HOUR)  # recorded last
    made(bench, outputQuantityList=[lot(early, 1)], eventTime=happened, **source)
    found = [affected.id for affected in bench.ledger.recall_scope(SALT_LOT).things]
    assert found == [SALT_LOT, early, SALTED_LOT, JAR_LOT, *UNITS]


def test_a_crop_reaches_what_was_harvested_from_it(bench: Workbench) -> None:
    field = f"{CRAB}/10/FIELD"
    grown(bench, quantityList=[lot(field, 9, "H87")])
    source: Payload = {"nguon:grownFrom": [field]}
    grown(bench, quantityList=[lot(f"{CRAB}/10/HARVEST", 9)], **source)
    assert reached(bench, field) == {f"{CRAB}/10/HARVEST"}


def test_serials_are_those_of_the_lot_and_not_of_another_in_the_same_event(
    bench: Workbench,
) -> None:
    """One event numbers pieces of two products, whose lots have the same number."""
    crabs = f"{CRAB}/10/SAME"
    grown(bench, quantityList=[lot(crabs, 5, "H87"), lot(f"{JAR}/10/SAME", 5, "H87")])
    both = [f"{CRAB}/21/a", f"{JAR}/21/a"]
    grown(bench, epcList=both, ilmd={"cbvmda:lotNumber": "SAME"})
    assert reached(bench, crabs) == {f"{CRAB}/21/a"}
    assert reached(bench, f"{JAR}/10/SAME") == {f"{JAR}/21/a"}


def test_a_lot_that_is_numbered_in_a_process_reaches_its_own_serials_alone(
    bench: Workbench,
) -> None:
    """What else comes out of the process was not made of that lot."""
    grown(bench, quantityList=[lot(TWO, 5, "H87")])
    process: Payload = {"transformationID": "urn:x:days"}
    made(
        bench,
        inputQuantityList=[lot(SALT_LOT, 1)],
        outputEPCList=[f"{JAR}/21/p"],
        ilmd={"cbvmda:lotNumber": "J2"},
        **process,
    )
    made(bench, outputQuantityList=[lot(f"{SALTED}/10/P", 1)], **process)
    assert reached(bench, TWO) == {f"{JAR}/21/p"}
    assert reached(bench, SALT_LOT) > {f"{JAR}/21/p", f"{SALTED}/10/P"}


def test_a_process_gives_what_comes_out_after_the_input_not_before(bench: Workbench) -> None:
    process: Payload = {"transformationID": "urn:x:days"}
    late = f"{CRAB}/10/LATE-IN"
    grown(bench, quantityList=[lot(late, 9)])
    results = [f"{SALTED}/10/D{day}" for day in range(4)]
    made(bench, inputQuantityList=[lot(SALT_LOT, 1)], **process)
    made(bench, outputQuantityList=[lot(results[0], 1)], **process)
    made(
        bench,
        inputQuantityList=[lot(late, 1)],
        outputQuantityList=[lot(results[1], 1)],
        **process,
    )
    made(bench, outputQuantityList=[lot(results[2], 1)], **process)
    gone = made(bench, outputQuantityList=[lot(results[3], 1)], **process)
    assert reached(bench, late) == set(results[1:])
    assert reached(bench, SALT_LOT) >= set(results)
    bench.seal()
    corrected(bench, gone)
    assert reached(bench, late) == {results[1], results[2]}
    made(bench, outputQuantityList=[lot(f"{SALTED}/10/AFTER", 1)], **process)
    assert reached(bench, late) == {results[1], results[2], f"{SALTED}/10/AFTER"}


def test_a_process_of_many_days_is_walked_once(bench: Workbench) -> None:
    """All its inputs come from one lot: each entry follows the next, not all the later ones."""
    process: Payload = {"transformationID": "urn:x:long"}
    days = 300
    with bench.unsent() as sent:
        for day in range(days):
            made(
                bench,
                inputQuantityList=[lot(SALT_LOT, 0.01)],
                outputQuantityList=[lot(f"{SALTED}/10/D{day}", 1)],
                **process,
            )
    bench.together(sent)
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    with reading(bench.ledger._engine) as connection:
        raw: Any = connection.connection.driver_connection
        raw.set_progress_handler(count, 1000)
        names = {"ledger": NAME, "size": bench.checkpoint.size, "seeds": [SALT_LOT]}
        assert len(connection.execute(_CLOSURE, names).all()) > days
        raw.set_progress_handler(None, 0)
    assert steps < days  # a thousand instructions a day; all later ones would be 45,000 joins


def test_what_was_taken_back_reaches_nothing(bench: Workbench) -> None:
    pack = packed(bench, CARTON, childEPCs=[UNIT])
    assert reached(bench, UNIT) == {CARTON}
    bench.seal()
    corrected(bench, pack)
    assert reached(bench, UNIT) == set()
    alone = grown(bench, quantityList=[lot(f"{CRAB}/10/ALONE", 1)])
    bench.seal()
    corrected(bench, alone)
    scope = bench.ledger.recall_scope(f"{CRAB}/10/ALONE")
    assert (scope.things, scope.holders) == ((), ())


def test_what_nobody_recorded_is_unknown(bench: Workbench) -> None:
    for ask in (bench.ledger.recall_scope, bench.ledger.downstream):
        with pytest.raises(NguonError) as caught:
            ask(f"{CRAB}/10/NOBODY")
        assert (caught.value.code, caught.value.field) == ("unknown_id", "id")


def entries_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Listen to which entries are read."""
    read: list[int] = []

    def listen(reader: TraceReader, index: int) -> Any:
        read.append(index)
        return event_at(reader, index)

    monkeypatch.setattr(recall_scope, "event_at", listen)
    return read


def test_cartons_are_found_without_reading_an_entry(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed(bench, CARTON, childEPCs=UNITS[:2])
    packed(bench, PALLET, childEPCs=[CARTON])
    packed(bench, CARTON, childEPCs=UNITS[2:3])
    packed(bench, CARTON, action="DELETE", childEPCs=UNITS[:1])
    read = entries_read(monkeypatch)
    assert reached(bench, CRAB_LOT) == {SALTED_LOT, JAR_LOT, *UNITS, CARTON, PALLET}
    assert reached(bench, UNITS[0]) == {CARTON, PALLET}
    assert read == []


def test_a_carton_whose_first_filling_was_taken_back_was_filled_first_by_the_next(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = packed(bench, CARTON, childEPCs=UNITS[:1])
    bench.seal()
    corrected(bench, wrong)
    packed(bench, CARTON, childEPCs=UNITS[1:2])
    read = entries_read(monkeypatch)
    assert reached(bench, UNITS[0]) == set()
    assert reached(bench, UNITS[1]) == {CARTON}
    assert read == []


def test_what_came_later_into_a_carton_and_what_was_only_looked_at_are_told_apart(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed(bench, CARTON, childEPCs=UNITS[:1])
    packed(bench, PALLET, childEPCs=[CARTON])
    later = packed(bench, CARTON, childEPCs=UNITS[1:2])
    looked = packed(bench, CARTON, action="OBSERVE", childEPCs=UNITS[2:3])
    opened = packed(bench, CARTON, action="DELETE", childEPCs=UNITS[3:4])  # version 1 lets it
    read = entries_read(monkeypatch)
    assert reached(bench, UNITS[1]) == {CARTON, PALLET}
    assert reached(bench, UNITS[2]) == set()
    assert reached(bench, UNITS[3]) == set()
    assert set(read) == {later, looked, opened}
    for unit in UNITS[:4]:
        assert followed(bench, unit) == reached(bench, unit)


# Who has it.


def test_a_lot_says_what_was_made_and_what_is_left(bench: Workbench) -> None:
    found = {affected.id: affected for affected in bench.ledger.recall_scope(CRAB_LOT).things}
    salted, jars, unit = found[SALTED_LOT], found[JAR_LOT], found[UNIT]
    assert (salted.kind, salted.dimension, salted.made, salted.left, salted.units) == (
        "lot",
        "mass",
        Decimal(95),
        Decimal(2),
        0,
    )
    assert (jars.dimension, jars.left, jars.units) == ("pieces", Decimal(232), 20)
    assert (unit.kind, unit.dimension, unit.made, unit.left, unit.units) == ("unit", *[None] * 4)
    assert salted.maker == salted.holder
    assert (salted.maker.id, salted.maker.name) == (COOP, "Thử nghiệm coop")


def shipped(bench: Workbench, thing: str, *, by: str = "coop", to: str = CARRIER) -> int:
    party = [{"type": "possessing_party", "destination": to}]
    step = {"bizStep": "shipping", "destinationList": party}
    return observed(bench, by=by, epcList=[thing], **step)


def test_the_holder_is_that_of_the_outermost_container_and_so_is_the_receiver(
    bench: Workbench,
) -> None:
    bench.registry(RULES, "union")
    packed(bench, CARTON, childEPCs=UNITS[:2])
    packed(bench, PALLET, childEPCs=[CARTON])
    shipped(bench, PALLET)
    found = {affected.id: affected for affected in bench.ledger.recall_scope(JAR_LOT).things}
    for thing in (UNITS[0], CARTON, PALLET):
        receiver = found[thing].receiver
        assert receiver is not None
        assert (found[thing].holder.id, receiver.id) == (COOP, CARRIER)
    assert found[UNITS[2]].receiver is None
    assert (found[CARTON].kind, found[PALLET].kind) == ("logistic_unit", "logistic_unit")
    observed(bench, bizStep="receiving", epcList=[PALLET])
    scope = bench.ledger.recall_scope(JAR_LOT)
    found = {affected.id: affected for affected in scope.things}
    for thing in (UNITS[0], CARTON, PALLET):
        assert (found[thing].holder.id, found[thing].receiver) == (CARRIER, None)
    assert [(h.who.id, h.lots, h.units, h.logistic_units) for h in scope.holders] == [
        (COOP, 1, 18, 0),
        (CARRIER, 0, 2, 2),
    ]


def test_what_is_in_a_carton_is_on_its_way_with_it(bench: Workbench) -> None:
    """Before custody was guarded, a carton that was sent could be put onto a pallet."""
    packed(bench, CARTON, childEPCs=UNITS[:1])
    shipped(bench, CARTON)
    packed(bench, PALLET, childEPCs=[CARTON])
    found = {affected.id: affected for affected in bench.ledger.recall_scope(UNITS[0]).things}
    receivers = {
        thing: affected.receiver and affected.receiver.id for thing, affected in found.items()
    }
    assert receivers == {UNITS[0]: CARRIER, CARTON: CARRIER, PALLET: None}


def test_what_was_sold_is_gone_and_its_last_holder_is_named(bench: Workbench) -> None:
    sold(bench, epcList=UNITS[:3])
    scope = bench.ledger.recall_scope(JAR_LOT)
    assert {affected.id for affected in scope.things if affected.gone} == set(UNITS[:3])
    assert [(h.who.id, h.units, h.gone) for h in scope.holders] == [(COOP, 20, 3)]


def test_many_units_are_counted_and_not_all_listed(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall_scope, "MAX_LISTED_UNITS", 7)
    scope = bench.ledger.recall_scope(CRAB_LOT)
    assert [affected.id for affected in scope.things] == [
        CRAB_LOT,
        SALTED_LOT,
        JAR_LOT,
        *UNITS[:7],
    ]
    assert [(h.lots, h.units) for h in scope.holders] == [(3, 20)]


def test_the_planner_goes_by_subject_then_by_entry_and_scans_no_table(bench: Workbench) -> None:
    """Without the ``+ 0`` SQLite reads the index of entries from end to end for each thing."""
    query = text(f"EXPLAIN QUERY PLAN {_CLOSURE.text}")
    query = query.bindparams(bindparam("seeds", expanding=True))
    with reading(bench.ledger._engine) as connection:
        rows = connection.execute(query, {"ledger": NAME, "size": 9, "seeds": ["x"]}).all()
    plan = [str(row[3]) for row in rows]
    by_subject = "SEARCH used USING PRIMARY KEY (ledger=? AND subject=? AND idx>? AND idx<?)"
    by_entry = "SEARCH made USING COVERING INDEX touch_by_entry (ledger=? AND idx=? AND role=?)"
    assert by_subject in plan
    assert by_entry in plan
    assert [line for line in plan if line.startswith("SCAN")] == ["SCAN reached", "SCAN reached"]
