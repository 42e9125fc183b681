"""The ledger of the checks, exported; and how it is taken in elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backup.conftest import folder
from fsck.conftest import store, told
from nguon_ledger.engine.fsck.check import Ledger, check_ledger
from nguon_ledger.engine.fsck.database import check_database
from nguon_ledger.engine.moving.exporting import export_ledger
from nguon_ledger.engine.moving.importing import Import, Imported
from nguon_ledger.store.blobs.table import TableBlobs
from nguon_ledger.store.database import open_database

__all__ = ["folder", "store", "told"]


@contextmanager
def opened(where: Path | str) -> Iterator[Engine]:
    engine = open_database(where)
    try:
        yield engine
    finally:
        engine.dispose()


def exported(where: Path | str, *, start: int = 0, name: str = "test") -> bytes:
    target = io.BytesIO()
    with opened(where) as engine:
        export_ledger(engine, name, target=target, blobs=TableBlobs(engine, name), start=start)
    return target.getvalue()


def imported(where: Path | str, data: bytes, *, hold: bool = False, name: str = "test") -> Imported:
    with opened(where) as engine:
        work = Import(engine, name, blobs=TableBlobs(engine, name))
        return work.run(io.BytesIO(data), hold=hold)


def check(where: Path | str) -> dict[str, int]:
    """Check everything; return the size of each ledger that is served."""
    with opened(where) as engine:
        ledgers, faults = check_database(engine)
        assert faults == []
        sizes = {}
        for name, origin in ledgers.items():
            report = check_ledger(engine, Ledger(name, origin), progress=lambda _done, _all: None)
            assert report.is_sound, report.faults
            sizes[name] = report.found.entries
        return sizes


@pytest.fixture(scope="session")
def export(told: Path) -> bytes:
    return exported(told)
