"""A copy of a SQLite database while a server writes to it.

SQLite's backup API, on a connection that holds one read transaction for the whole time. In WAL
mode a reader keeps nobody from writing, and while it reads its own snapshot the copy never begins
anew, which it would after each foreign commit without that transaction
(https://www.sqlite.org/c3ref/backup_finish.html). Rejected: VACUUM INTO, which has the same
snapshot but writes every row anew; copying the file, which is torn under a writer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from nguon_ledger.engine.backup.new_file import new_file
from nguon_ledger.engine.fsck.quick import Standing, quick_look
from nguon_ledger.errors import NguonError
from nguon_ledger.store import tables
from nguon_ledger.store.database import inconsistent, storage_errors

_PAGES = 4096  # copied at a time: 16 MiB between two looks at a signal


@dataclass(frozen=True)
class BackedUp:
    """A ledger as it stands in a backup."""

    name: str
    origin: str
    entries: int
    signed: int


def back_up(
    database: Path, target: Path, *, check: Callable[[Path], None] = lambda _copy: None
) -> list[BackedUp]:
    """Copy a database to a new file: one snapshot, durable when this returns.

    The copy is looked at (head, last tiles, checkpoint) and then given to ``check``, before it
    gets its name; if either raises there is no file. Raises NguonError ``file_exists``,
    ``file_unwritable``, ``storage_unavailable`` or ``store_inconsistent``.
    """
    with new_file(target) as partial:
        _copy(database, partial)
        ledgers = [
            BackedUp(one.name, one.origin, one.size, one.signed.size) for one in looked_at(partial)
        ]
        check(partial)
    return ledgers


def looked_at(file: Path) -> list[Standing]:
    """Take a quick look at every ledger of a database file, which is only read.

    Raises NguonError ``backup_malformed`` if it is none, ``store_inconsistent``.
    """
    with opened_backup(file) as connection:
        return standings(connection)


def standings(connection: Connection) -> list[Standing]:
    """Take a quick look at every ledger. Raises NguonError ``store_inconsistent``."""
    table = tables.ledger.c  # these two columns every version of the schema has
    rows = connection.execute(select(table.ledger, table.origin)).all()
    return [quick_look(connection, row.ledger, row.origin) for row in sorted(rows)]


@contextmanager
def opened_backup(file: Path) -> Iterator[Connection]:
    """Open a database file to read. Raises NguonError ``backup_malformed``."""
    uri = f"{file.absolute().as_uri()}?mode=ro"
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(uri, uri=True), poolclass=NullPool
    )
    with _told_apart(file), engine.connect() as connection:
        yield connection


@contextmanager
def _told_apart(file: Path) -> Iterator[None]:
    """Turn what SQLite says of the file into our error, and nothing that another store says."""
    try:
        with storage_errors():
            yield
    except NguonError as e:
        if e.code != "storage_unavailable" or not isinstance(e.__cause__, DBAPIError):
            raise
        raise _no_backup(file, e.detail) from e


def _no_backup(file: Path, why: str) -> NguonError:
    return NguonError("backup_malformed", f"{file} is no database of ledgers: {why}")


def _copy(database: Path, target: Path) -> None:
    try:
        uri = f"{database.absolute().as_uri()}?mode=rw"
        with (
            closing(sqlite3.connect(uri, uri=True)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.isolation_level = None
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM ledger").fetchone()  # the snapshot begins here
            source.backup(copy, pages=_PAGES)
            # One file, without a log beside it that somebody would forget to carry along.
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as e:
        code = getattr(e, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise inconsistent(f"the database file is damaged: {e}") from e
        raise NguonError("storage_unavailable", f"the copy failed: {e}") from e
