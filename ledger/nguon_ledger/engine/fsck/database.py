"""Check a whole database: its file, its ledgers, and rows that belong to none of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Table, func, select

from nguon_ledger.engine.fsck.fault import Fault
from nguon_ledger.errors import NguonError
from nguon_ledger.store import tables
from nguon_ledger.store.database import reading

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# Work in progress, which belongs to no log.
_IN_PROGRESS = (tables.intake, tables.lease)
_TOLD = 5  # lines of SQLite's own check
_UNFINISHED = 2  # entries of a founding that was cut short: Genesis and its seal


def check_database(engine: Engine) -> tuple[dict[str, str], list[Fault]]:
    """Check what belongs to no single ledger: the file's pages and indexes, and stray rows.

    Returns the ledgers (name to origin) that can be read, and the faults. Raises NguonError
    ``storage_unavailable``.
    """
    ledgers: dict[str, str] = {}
    faults: list[Fault] = []
    with damage(faults), reading(engine) as connection:
        if engine.dialect.name == "sqlite":
            faults += _check_file(connection)
        rows = connection.execute(select(tables.ledger.c.ledger, tables.ledger.c.origin)).all()
        ledgers |= {row.ledger: row.origin for row in sorted(rows)}
        faults += _check_strays(connection, ledgers)
    return ledgers, faults


@contextmanager
def damage(faults: list[Fault]) -> Iterator[None]:
    """Note a damaged file as a fault, and end the block there."""
    try:
        yield
    except NguonError as e:
        code = getattr(getattr(e.__cause__, "orig", None), "sqlite_errorcode", None)
        if code is None or code & 0xFF not in _DAMAGED:
            raise
        faults.append(Fault("", f"the database file is damaged: {e.detail}"))


def _check_file(connection: Connection) -> Iterator[Fault]:
    """Let SQLite check its pages, and each index against its table.

    A row that an index has lost would be read here and missed there.
    """
    lines = connection.exec_driver_sql(f"PRAGMA integrity_check({_TOLD})").scalars()
    for line in lines:
        if line != "ok":
            yield Fault("", f"the database file is damaged: {line}")


def _check_strays(connection: Connection, ledgers: Mapping[str, str]) -> Iterator[Fault]:
    """Find rows under a name that is no ledger's; an unfinished founding or import is none."""
    for table in tables.METADATA.sorted_tables:
        if "ledger" not in table.c or table in {tables.ledger, *_IN_PROGRESS}:
            continue
        for name in sorted(_names(connection, table)):
            if name not in ledgers and not _is_unfinished(connection, name):
                yield Fault(table.name, "rows of a ledger that is not there", {"ledger": name})


def _names(connection: Connection, table: Table) -> Iterator[str]:
    """Yield the ledgers that a table has rows of, from key to key, not row by row."""
    column = table.c.ledger
    name = connection.execute(select(func.min(column))).scalar_one()
    while name is not None:
        yield name
        name = connection.execute(select(func.min(column)).where(column > name)).scalar_one()


def _is_unfinished(connection: Connection, name: str) -> bool:
    """Nobody was told of a ledger that has a head and is not published, or only just founded."""
    head, checkpoint = tables.head.c, tables.checkpoint.c
    size = connection.execute(select(head.size).where(head.ledger == name)).scalar_one_or_none()
    query = select(checkpoint.size).where(checkpoint.ledger == name)
    signed = connection.execute(query).scalar_one_or_none()
    return size is not None and (signed is None or signed <= _UNFINISHED)
