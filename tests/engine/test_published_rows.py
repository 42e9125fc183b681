"""What a trace reads ahead and together is what it would read one by one, in few round trips."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from engine.steps import corrected, made
from engine.workbench import NAME, Workbench
from nguon_ledger.engine.reading import rows as published_rows
from nguon_ledger.engine.reading import upstream
from nguon_ledger.engine.reading.rows import read_entries, read_seals, read_touches
from nguon_ledger.engine.reading.snapshot import Snapshot, snapshot
from nguon_ledger.engine.reading.upstream import find_upstream
from nguon_ledger.errors import NguonError
from nguon_ledger.store import lookup
from nguon_ledger.store.database import open_database, reading
from nguon_ledger.trace import records
from nguon_ledger.trace.make import make_bundle
from nguon_ledger.trace.touches import Role
from support.forge import ORIGIN
from support.story import CRAB_LOT, JAR_LOT, SALT_LOT, SALTED, SALTED_LOT, UNIT, lot

THINGS = [UNIT, JAR_LOT, SALTED_LOT, SALT_LOT, CRAB_LOT]


@contextmanager
def published(bench: Workbench) -> Iterator[Snapshot]:
    engine = open_database(bench.path)
    try:
        with snapshot(engine, NAME, ORIGIN) as opened:
            yield opened
    finally:
        engine.dispose()


def size_of(bench: Workbench) -> int:
    return bench.checkpoint.size


@pytest.mark.parametrize("chunk", [2, 512])
def test_many_rows_at_once_are_those_that_are_read_one_by_one(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(lookup, "_CHUNK", chunk)
    monkeypatch.setattr(published_rows, "_CHUNK", chunk)
    everything = range(size_of(bench))
    with published(bench) as opened:
        entries = opened.entries_at(list(everything))
        assert entries == {index: opened.entry(index) for index in everything}
        assert entries.items() >= bench.sent.items()
        seals = sorted(set(everything) - bench.sent.keys())
        assert opened.seals_of(list(everything)) == set(seals)
        for index in everything:
            assert opened.seals_of([index]) == {min(s for s in seals if s >= index)}
        together = opened.touching_each([*THINGS, "nobody"])
        assert together == {thing: opened.touching(thing) for thing in [*THINGS, "nobody"]}
        assert all(together[thing] for thing in THINGS)
        assert together["nobody"] == []


def test_rows_beyond_the_checkpoint_do_not_exist(bench: Workbench) -> None:
    """A writer that stopped after its entries, and before it published them."""
    engine = open_database(bench.path)
    with reading(engine) as connection:
        touches = read_touches(connection, NAME, [CRAB_LOT], size=size_of(bench))[CRAB_LOT]
        *earlier, last = touches
        assert read_touches(connection, NAME, [CRAB_LOT], size=last.index)[CRAB_LOT] == earlier
        seal = size_of(bench) - 1
        assert read_seals(connection, NAME, [seal], size=seal + 1) == {seal}
        with pytest.raises(NguonError, match=f"no seal dates entry {seal}"):
            read_seals(connection, NAME, [0, seal], size=seal)
        with pytest.raises(NguonError, match=f"entry {seal + 1} is missing"):
            read_entries(connection, NAME, [seal, seal + 1])
        assert SALTED_LOT not in find_upstream(connection, NAME, UNIT, size=last.index)
    engine.dispose()


def test_an_entry_outside_the_tree_is_not_found(bench: Workbench) -> None:
    with published(bench) as opened:
        for index in (-1, opened.size):
            with pytest.raises(NguonError, match="not_found"):
                opened.entries_at([0, index])


def test_what_is_upstream_is_known_before_an_entry_is_read(bench: Workbench) -> None:
    with published(bench) as opened:
        assert set(opened.upstream(UNIT)) == set(THINGS)
        assert set(opened.upstream(SALTED_LOT)) == {SALTED_LOT, SALT_LOT, CRAB_LOT}
        assert opened.upstream("nobody") == ["nobody"]


def test_what_was_taken_back_leads_nowhere(bench: Workbench) -> None:
    index = made(
        bench, inputQuantityList=[lot(SALT_LOT, 1)], outputQuantityList=[lot(f"{SALTED}/10/X", 1)]
    )
    with published(bench) as opened:
        assert set(opened.upstream(f"{SALTED}/10/X")) == {f"{SALTED}/10/X", SALT_LOT}
    corrected(bench, index)
    with published(bench) as opened:
        assert opened.touching(f"{SALTED}/10/X")[0] == (f"{SALTED}/10/X", index, Role.VOID)
        assert opened.upstream(f"{SALTED}/10/X") == [f"{SALTED}/10/X"]


def test_a_wide_closure_is_not_read_to_its_end(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upstream, "_LIMIT", 2)
    with published(bench) as opened:
        assert len(opened.upstream(UNIT)) == 2


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize(
    "ahead", [lambda _thing: [], lambda thing: [thing, "nobody", SALT_LOT, UNIT]]
)
def test_nothing_hangs_on_what_is_read_ahead(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch, thing: str, ahead: Any
) -> None:
    bundle = bench.ledger.trace(thing)
    monkeypatch.setattr(Snapshot, "upstream", lambda _self, asked: ahead(asked))
    assert bench.ledger.trace(thing) == bundle
    monkeypatch.setattr(records, "_AHEAD", 1)
    assert bench.ledger.trace(thing) == bundle


def test_a_longer_chain_costs_no_more_round_trips(bench: Workbench) -> None:
    last, costs = SALT_LOT, []
    for number in range(9):
        made_lot = f"{SALTED}/10/C{number}"
        inputs, outputs = [lot(last, 1)], [lot(made_lot, 1)]
        made(bench, inputQuantityList=inputs, outputQuantityList=outputs)
        last = made_lot
        costs.append(round_trips(bench, last))
    assert costs[-1] == costs[2]
    assert costs[-1] < 30


def round_trips(bench: Workbench, thing: str) -> int:
    asked: list[str] = []
    engine = open_database(bench.path)
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    with snapshot(engine, NAME, ORIGIN) as opened:
        assert make_bundle(thing, opened) == bench.ledger.trace(thing)
    engine.dispose()
    return len(asked)
