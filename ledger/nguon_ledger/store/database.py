"""SQLite through SQLAlchemy Core: connections, transactions, and what their failures mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from nguon_ledger.errors import NguonError
from nguon_ledger.store.tables import METADATA

BUSY_SECONDS = 5


class _OpenFile(NamedTuple):
    """The file that a connection has open, and what its path led to then."""

    path: Path
    device: int
    inode: int


def open_database(path: Path) -> Engine:
    """Open or create the database file.

    WAL with synchronous=FULL: a commit that returned survives a power cut
    (https://www.sqlite.org/pragma.html#pragma_synchronous).
    """
    engine = create_engine(f"sqlite:///{path}", creator=partial(_connect, path.absolute()))
    event.listen(engine, "connect", partial(_configure, path.absolute()))
    event.listen(engine, "begin", _begin)
    with storage_errors():
        path.touch()
        METADATA.create_all(engine)
    return engine


def _connect(path: Path) -> sqlite3.Connection:
    """Open a file that is there: where the ledger has vanished, no empty one takes its place."""
    return sqlite3.connect(
        f"{path.as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS, check_same_thread=False
    )


def _configure(path: Path, connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    record.info["file"] = _OpenFile(path, *_identity(path))
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
        _check_in_place(connection)
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
        _check_in_place(connection)


def _check_in_place(connection: Connection) -> None:
    """Refuse a file that was moved away or replaced under an open connection.

    Its handle would go on working, and what it wrote would be gone after the next start.
    """
    opened: _OpenFile = connection.info["file"]
    try:
        if _identity(opened.path) == (opened.device, opened.inode):
            return
    except FileNotFoundError:
        pass
    connection.invalidate()
    raise NguonError("storage_unavailable", "the store's file was moved away or replaced")


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn database failures (full disk, lock, I/O) into ``storage_unavailable``."""
    try:
        yield
    except DBAPIError as e:
        raise NguonError("storage_unavailable", f"the store does not answer: {e.orig}") from e
    except (OSError, PoolTimeout) as e:
        raise NguonError("storage_unavailable", f"the store does not answer: {e}") from e


def inconsistent(detail: str, *, field: str | None = None) -> NguonError:
    """Return the error for a store that was altered or has lost rows."""
    return NguonError("store_inconsistent", detail, field=field)
