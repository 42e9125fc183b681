"""Statements on disk until the ledger has them: one SQLite file.

The crash argument. WAL with synchronous=FULL syncs the log before a commit returns, so what
``put`` returned for is on disk. Each change of state is one statement of SQL, hence whole or not
there. A kill between the ledger's answer and ``mark_recorded`` leaves the statement queued; it is
sent again, and the ledger answers the same index for the same bytes.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from nguon_ledger.errors import NguonError

QUEUED, RECORDED, REFUSED = "queued", "recorded", "refused"
_VERSION = 1
_BUSY_SECONDS = 10.0
_COLUMNS = "number, ledger, statement, state, attempts, not_before, place, proof, code, detail"
_SCHEMA = (
    """CREATE TABLE outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    ledger TEXT NOT NULL,
    statement BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'recorded', 'refused')),
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before REAL NOT NULL DEFAULT 0,
    place INTEGER,
    proof BLOB,
    code TEXT,
    detail TEXT,
    UNIQUE (ledger, statement),
    CHECK ((state = 'recorded') = (place IS NOT NULL AND proof IS NOT NULL))
)""",
    "CREATE INDEX outbox_queue ON outbox (ledger, number) WHERE state = 'queued'",
    """CREATE TRIGGER outbox_keeps BEFORE DELETE ON outbox WHEN OLD.state <> 'recorded'
BEGIN SELECT RAISE(ABORT, 'only what is recorded may be forgotten'); END""",
)


@dataclass(frozen=True)
class Entry:
    """One statement in the outbox.

    ``attempts`` counts failures in a row, ``not_before`` is when to try again (seconds since
    1970), ``index`` and ``proof`` are there once it is recorded, ``code`` and ``detail`` tell of
    the last refusal or failure.
    """

    number: int
    ledger: str
    statement: bytes
    state: str
    attempts: int
    not_before: float
    index: int | None
    proof: bytes | None
    code: str | None
    detail: str | None


class Outbox:
    """A durable queue a ledger. ``ledger`` is any text that stands for one log.

    Raises NguonError ``outbox_unavailable`` (full disk, locked, no such folder),
    ``outbox_damaged`` or ``outbox_version`` from every method.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with _coded(path):
            # The file is made first, with its mode, so that no other user ever reads it.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            self._db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            self._prepare()
        except NguonError:
            self._db.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def put(self, statement: bytes, *, ledger: str) -> int:
        """Keep a statement; it is on disk when this returns. Return its number.

        The same bytes for the same ledger are kept once.
        """
        with self._transaction():
            self._run(
                "INSERT INTO outbox (ledger, statement) VALUES (?, ?) ON CONFLICT DO NOTHING",
                ledger,
                statement,
            )
            [row] = self._run(
                "SELECT number FROM outbox WHERE ledger = ? AND statement = ?", ledger, statement
            )
        return int(row[0])

    def head(self, ledger: str) -> Entry | None:
        """Return the first queued statement of a ledger: the only one that may be sent."""
        rows = self._run(
            f"SELECT {_COLUMNS} FROM outbox WHERE ledger = ? AND state = 'queued'"  # noqa: S608
            " ORDER BY number LIMIT 1",
            ledger,
        )
        return Entry(*rows[0]) if rows else None

    def entries(self, *, state: str | None = None) -> list[Entry]:
        """Return all entries, or those in one state, in the order in which they were put."""
        rows = self._run(
            f"SELECT {_COLUMNS} FROM outbox WHERE ?1 IS NULL OR state = ?1"  # noqa: S608
            " ORDER BY number",
            state,
        )
        return [Entry(*row) for row in rows]

    def waiting_ledgers(self) -> list[str]:
        """Return the ledgers that have queued statements."""
        rows = self._run("SELECT DISTINCT ledger FROM outbox WHERE state = 'queued' ORDER BY 1")
        return [str(row[0]) for row in rows]

    def mark_recorded(self, number: int, *, index: int, proof: bytes) -> None:
        """Keep the receipt of a statement. What is recorded stays recorded."""
        self._run(
            "UPDATE outbox SET state = 'recorded', place = ?, proof = ?, code = NULL,"
            " detail = NULL WHERE number = ? AND state <> 'recorded'",
            index,
            proof,
            number,
        )

    def mark_refused(self, number: int, *, code: str, detail: str) -> None:
        """Keep the reason why the ledger will not have a queued statement."""
        self._run(
            "UPDATE outbox SET state = 'refused', code = ?, detail = ?"
            " WHERE number = ? AND state = 'queued'",
            code,
            detail,
            number,
        )

    def mark_failed(self, number: int, *, not_before: float, code: str, detail: str) -> None:
        """Count one more failure of a queued statement, and when to try again."""
        self._run(
            "UPDATE outbox SET attempts = attempts + 1, not_before = ?, code = ?, detail = ?"
            " WHERE number = ? AND state = 'queued'",
            not_before,
            code,
            detail,
            number,
        )

    def requeue(self, number: int) -> None:
        """Send a refused statement again, in its old place: what it lacked may be there now."""
        self._run(
            "UPDATE outbox SET state = 'queued', attempts = 0, not_before = 0"
            " WHERE number = ? AND state = 'refused'",
            number,
        )

    def forget(self, number: int) -> None:
        """Delete a recorded statement with its receipt. Raises NguonError ``not_recorded``."""
        try:
            self._run("DELETE FROM outbox WHERE number = ?", number)
        except sqlite3.IntegrityError:
            raise NguonError("not_recorded", f"statement {number} is not recorded") from None

    def _prepare(self) -> None:
        self._run("PRAGMA journal_mode = WAL")
        self._run("PRAGMA synchronous = FULL")
        with self._transaction():
            [[version]] = self._run("PRAGMA user_version")
            [[tables]] = self._run("SELECT count(*) FROM sqlite_master")
            if version == 0 and tables == 0:
                for part in _SCHEMA:
                    self._run(part)
                self._run(f"PRAGMA user_version = {_VERSION}")
            elif version != _VERSION:
                what = f"{self.path} has version {version}; this program writes {_VERSION}"
                raise NguonError("outbox_version", what)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.rollback()  # does nothing where SQLite has rolled back by itself
            raise
        self._run("COMMIT")

    def _run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 (SQL values)
        with _coded(self.path):
            return self._db.execute(sql, values).fetchall()


@contextmanager
def _coded(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.OperationalError as e:
        raise NguonError("outbox_unavailable", f"{path}: {e}") from None
    except sqlite3.DatabaseError as e:
        raise NguonError("outbox_damaged", f"{path}: {e}") from None
    except OSError as e:
        raise NguonError("outbox_unavailable", f"{path}: {e.strerror}") from None
