"""A filled ledger is one that the engine itself would have written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import chain as flatten

import pytest
from bench.chain_rows import Tables, Told, learn, read_tables
from bench.filler import fill
from bench.ledger_under_test import LedgerUnderTest
from bench.names import LEDGER
from bench.traces import measure_traces, record_long_chain
from bench.workload import sign_chains

from nguon_ledger.log.merkle import leaf_hash, root_of

SIZE = 9_000  # across batches and tiles


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> LedgerUnderTest:
    ledger = LedgerUnderTest.create(tmp_path_factory.mktemp("filled"))
    ledger.register_everybody()
    assert fill(ledger, SIZE) >= SIZE
    return ledger


def test_rebuilding_finds_every_row_as_it_was_filled(filled: LedgerUnderTest) -> None:
    with closing(sqlite3.connect(filled.folder.database)) as store:
        before = read_tables(store)
        filled.run("rebuild", passphrase=False)
        after = read_tables(store)
    assert {name: len(rows) for name, rows in before.items()}["touch"] > 2 * SIZE
    assert {n for n, rows in after.items() if rows != before[n]} == set()


def test_its_checkpoint_is_that_of_its_entries(filled: LedgerUnderTest) -> None:
    with closing(sqlite3.connect(filled.folder.database)) as store:
        rows = store.execute("SELECT idx, leaf, data FROM entry ORDER BY idx").fetchall()
        ((size, root),) = store.execute("SELECT size, root FROM head").fetchall()
    assert [index for index, _, _ in rows] == list(range(size))
    assert all(leaf_hash(data) == leaf for _, leaf, data in rows)
    assert len({leaf for _, leaf, _ in rows}) == size
    assert root_of([leaf for _, leaf, _ in rows]) == root


def test_new_events_are_appended_and_traced_for_real(filled: LedgerUnderTest) -> None:
    with filled.opened() as host:
        statements = list(flatten.from_iterable(sign_chains(range(10))))
        futures = [host.ledgers[LEDGER].submit(statement) for statement in statements]
        assert all(future.result().is_new for future in futures)
    traces = measure_traces(filled, record_long_chain(filled))
    assert traces.size > SIZE + len(statements)


def test_it_can_be_filled_further(filled: LedgerUnderTest) -> None:
    with filled.opened() as host:
        before = int(host.ledgers[LEDGER].checkpoint().split(b"\n")[1])
    assert fill(filled, before + 5_000) >= before + 5_000
    with filled.opened() as host:
        host.ledgers[LEDGER].check_ready()


def told(token: str, first: int, *row: int | str | bytes | None) -> Told:
    rows: Tables = {"thing": {("bench", *row)}}
    return Told(token, [first, first + 2], [b"%d" % first, b"x%d" % first], [first * 10] * 2, rows)


def test_what_two_chains_have_apart_is_written_for_any_chain() -> None:
    one = told("0007", 100, "lot-0007", 102, 1000, b"x100", None, "it's", 0)
    two = told("0008", 110, "lot-0008", 112, 1100, b"x110", None, "it's", 0)
    with closing(sqlite3.connect(":memory:")) as store:
        store.execute("CREATE TABLE thing (a, b, c, d, e, f, g, h)")
        learn(one, two).write(store, [("0042", 500, 77, b"first", b"second")])
        assert store.execute("SELECT * FROM thing").fetchall() == [
            ("bench", "lot-0042", 501, 77, b"second", None, "it's", 0)
        ]


@pytest.mark.parametrize(("one", "two"), [(5, 101), ("lot-1234", "lot-9999"), (b"z", b"y")])
def test_a_value_that_nothing_explains_is_refused(
    one: int | str | bytes, two: int | str | bytes
) -> None:
    with pytest.raises(ValueError, match="explains"):
        learn(told("0007", 100, one), told("0008", 110, two))


def test_chains_that_leave_unlike_rows_are_refused() -> None:
    two = told("0008", 110, "lot-0008")
    two.rows["thing"].add(("bench", "another"))
    with pytest.raises(ValueError, match="1 and 2 rows in thing"):
        learn(told("0007", 100, "lot-0007"), two)
