"""No answer depends on how a database orders text: here one orders it backwards.

PostgreSQL sorts by the collation that the database was made with, SQLite by bytes. Every column
of text gets a collation in which Z comes before A, and the same story must be told.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, String, event, insert

from engine.steps import made, observed
from engine.workbench import NAME, Workbench
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.engine.fsck.check import Ledger as CheckedLedger
from nguon_ledger.engine.fsck.check import check_ledger
from nguon_ledger.engine.fsck.database import check_database
from nguon_ledger.engine.report.flags import FIRST, FlagQuestion
from nguon_ledger.engine.report.period import make_period
from nguon_ledger.store import tables
from nguon_ledger.store.blobs.table import TableBlobs
from nguon_ledger.store.database import open_database, writing
from support.forge import HOUR, Payload
from support.story import CARRIER, CRAB, CRAB_LOT, SALT_LOT, SALTED, UNIT, lot

FOREVER = 10**17
THINGS = [f"{CRAB}/10/{name}" for name in ("B", "A", "C")]


def _backwards(one: str, other: str) -> int:
    return (other > one) - (other < one)


def _teach(connection: Any, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.create_collation("backwards", _backwards)


@contextmanager
def backwards() -> Iterator[None]:
    """Let tables that are made in this block order their text backwards."""
    columns = [c for table in tables.METADATA.tables.values() for c in table.columns]
    with pytest.MonkeyPatch.context() as patch:
        for column in columns:
            if isinstance(column.type, String):
                patch.setattr(column.type, "collation", "backwards")
        event.listen(Engine, "connect", _teach)
        try:
            yield
        finally:
            event.remove(Engine, "connect", _teach)


def told(path: Path) -> Workbench:
    """Tell a story in which one event flags, sends and makes several things at once."""
    bench = Workbench(path)
    bench.tell()
    bench.registry({"type": "RulesRaised", "version": 2}, "union")
    for thing in THINGS:
        bench.harvest(thing, 3)
    bench.seal()
    to: Payload = {"destinationList": [{"type": "possessing_party", "destination": CARRIER}]}
    quantities = [lot(thing, 3) for thing in THINGS]
    observed(bench, by="coop", bizStep="shipping", quantityList=quantities, **to)
    old = format_time(bench.time - 200 * HOUR)
    both: Payload = {"outputQuantityList": [lot(f"{SALTED}/10/F", 1), lot(f"{CRAB}/10/F", 1)]}
    made(bench, inputQuantityList=[lot(SALT_LOT, 2)], eventTime=old, **both)
    bench.seal()
    return bench


def answers(bench: Workbench) -> dict[str, Any]:
    """Ask for everything that comes as a list."""
    ledger = bench.ledger
    found: dict[str, Any] = {
        "shipments": ledger.shipments(),
        "flags": ledger.flags(FlagQuestion(), after=FIRST, limit=1000),
        "report": ledger.report(make_period(0, FOREVER, offset=0)),
        "traces": [ledger.trace(thing) for thing in (CRAB_LOT, UNIT)],
        "downstream": [ledger.downstream(thing) for thing in (CRAB_LOT, SALT_LOT)],
        "recall": ledger.recall_scope(CRAB_LOT),
        "ledgers": list(bench.host.stored().items()),
    }
    bench.close()
    engine = open_database(bench.path)
    found["origins"], faults = check_database(engine)
    asked = CheckedLedger(NAME, bench.origin)
    report = check_ledger(engine, asked, progress=lambda _done, _all: None)
    found["faults"] = [fault.plain() for fault in (*faults, *report.faults)]
    engine.dispose()
    return found


def test_a_database_that_orders_text_backwards_gives_the_same_answers(tmp_path: Path) -> None:
    usual = answers(_with_neighbours(told(tmp_path / "usual.db")))
    with backwards():
        other = answers(_with_neighbours(told(tmp_path / "backwards.db")))
    assert [s.id for s in usual["shipments"]] == sorted(THINGS)
    assert len(usual["flags"]) > 1
    assert [name for name, _ in usual["ledgers"]] == ["a", NAME, "z"]
    assert [fault["key"]["ledger"] for fault in usual["faults"]] == ["bs", "ys"]
    for name, answer in usual.items():
        assert other[name] == answer, name
    assert [*usual["origins"]] == [*other["origins"]] == ["a", NAME, "z"]


def _with_neighbours(bench: Workbench) -> Workbench:
    """Note a ledger before it and one behind, and rows of two that are not there."""
    engine = open_database(bench.path)
    with writing(engine) as connection:
        for name in ("z", "a"):
            origin = f"{bench.origin}/{name}"
            connection.execute(insert(tables.ledger).values(ledger=name, origin=origin))
        for name in ("ys", "bs"):
            connection.execute(insert(tables.projected).values(ledger=name, version=1))
    engine.dispose()
    return bench


def test_blobs_are_all_named_page_by_page_in_any_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nguon_ledger.store.blobs.table._PAGE", 2)
    with backwards():
        engine = open_database(tmp_path / "nguon.db")
        blobs = TableBlobs(engine, NAME)
        names = {f"attachments/{name}" for name in ("a", "B", "c", "D", "e")}
        for name in names:
            blobs.put(name, b"")
        found = list(blobs.names("attachments/"))
        engine.dispose()
    assert sorted(found) == sorted(names)
