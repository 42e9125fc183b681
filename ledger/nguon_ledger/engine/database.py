"""SQLite through SQLAlchemy Core: connections, transactions, and what their failures mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from nguon_ledger.engine.tables import METADATA
from nguon_ledger.errors import NguonError

BUSY_SECONDS = 5


def open_database(path: Path) -> Engine:
    """Open or create the database file.

    WAL with synchronous=FULL: a commit that returned survives a power cut
    (https://www.sqlite.org/pragma.html#pragma_synchronous).
    """
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    with storage_errors():
        METADATA.create_all(engine)
    return engine


def _configure(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 (SQLAlchemy)
    connection.isolation_level = None  # the driver begins nothing by itself; _begin does
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "BEGIN")
    connection.exec_driver_sql(mode)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Read one snapshot. Raises NguonError ``storage_unavailable``."""
    with storage_errors(), engine.begin() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Write in one transaction, taking the write lock at once.

    When the block ends without error, all of it is durable; otherwise none of it is there.
    If the commit itself fails, it is not known which: the caller reloads.
    """
    with (
        storage_errors(),
        engine.connect().execution_options(sqlite_begin="BEGIN IMMEDIATE") as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn database failures (full disk, lock, I/O) into ``storage_unavailable``."""
    try:
        yield
    except DBAPIError as e:
        raise NguonError("storage_unavailable", f"the store does not answer: {e.orig}") from e
