"""SQLite: the database is a file beside the program, and it is checked to stay that file."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from nguon_ledger.errors import NguonError

BUSY_SECONDS = 5


class _OpenFile(NamedTuple):
    """The file that a connection has open, and what its path led to then."""

    path: Path
    device: int
    inode: int


def sqlite_engine(path: Path) -> Engine:
    """Return an engine for a database file, made if there is none. Raises OSError.

    WAL with synchronous=FULL: a commit that returned survives a power cut
    (https://www.sqlite.org/pragma.html#pragma_synchronous).
    """
    # The URL only tells SQLAlchemy that this is a file: each transaction has its own connection.
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, creator=partial(_connect, path.absolute()))
    event.listen(engine, "connect", partial(_configure, path.absolute()))
    event.listen(engine, "begin", _begin)
    path.touch()
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


def check_in_place(connection: Connection) -> None:
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
