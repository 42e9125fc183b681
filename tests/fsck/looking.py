"""Runs the check on a database file, as the command does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from nguon_ledger.engine.fsck.check import Ledger, LedgerReport, check_ledger
from nguon_ledger.engine.fsck.database import check_database
from nguon_ledger.engine.fsck.fault import Fault
from nguon_ledger.store.database import open_database


@contextmanager
def opened(path: Path) -> Iterator[Engine]:
    engine = open_database(path)
    try:
        yield engine
    finally:
        engine.dispose()


def report_on(path: Path, *, name: str = "test", second_head: bytes | None = None) -> LedgerReport:
    """Check one ledger."""
    with opened(path) as engine:
        origin = check_database(engine)[0][name]
        ledger = Ledger(name, origin, second_head)
        return check_ledger(engine, ledger, progress=lambda _done, _all: None)


def faults_of(path: Path, *, second_head: bytes | None = None) -> list[Fault]:
    """Check everything; return what is wrong with the database, then with each ledger."""
    with opened(path) as engine:
        ledgers, faults = check_database(engine)
        for name, origin in ledgers.items():
            ledger = Ledger(name, origin, second_head)
            report = check_ledger(engine, ledger, progress=lambda _done, _all: None)
            faults += report.faults
    return faults


def only_fault(path: Path) -> Fault:
    """Check everything; return the one thing that is wrong."""
    (fault,) = faults_of(path)
    return fault
