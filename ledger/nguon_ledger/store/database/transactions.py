"""Transactions: one snapshot to read, all or nothing to write, again after a conflict."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from nguon_ledger.store.database.failures import is_conflict, storage_errors
from nguon_ledger.store.database.postgres import limit_idling, limit_whole
from nguon_ledger.store.database.sqlite import check_in_place

IDLE_SECONDS = 3.0  # that a writer may stand still in its transaction
WORK_SECONDS = 60.0  # the same, for an operator's command that computes in one or reads a stream
ATTEMPTS = 8
FIRST_PAUSE = 0.005  # seconds at most before the second attempt; twice that before the third, ...

_T = TypeVar("_T")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Read one snapshot. Raises NguonError ``storage_unavailable``."""
    options = {"postgresql_readonly": True}
    with (
        storage_errors(),
        engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        if engine.dialect.name == "sqlite":
            check_in_place(connection)
        yield connection


@contextmanager
def writing(
    engine: Engine, *, idle_seconds: float = IDLE_SECONDS, whole_seconds: float | None = None
) -> Iterator[Connection]:
    """Write in one transaction. Raises NguonError ``storage_unavailable``.

    When the block ends without error, all of it is durable; otherwise none of it is there.
    If the commit itself fails, it is not known which: the caller reloads.

    SQLite takes the write lock at once. PostgreSQL refuses a block that writes what another has
    written since it began, and ends one that sends nothing for ``idle_seconds``, or has taken
    ``whole_seconds`` (None: no limit).
    """
    with storage_errors(), _transaction(engine, idle_seconds, whole_seconds) as connection:
        yield connection


def retrying(engine: Engine, work: Callable[[Connection], _T]) -> _T:
    """Run ``work`` in one write transaction; after a conflict with another, run it again.

    Raises NguonError ``storage_unavailable`` when that did not help ATTEMPTS times, or when the
    store failed otherwise: then nothing is run again, for a commit may have taken place.
    ``work`` changes nothing but the database, and starts from what it reads there.
    """
    pause = FIRST_PAUSE
    with storage_errors():
        for _ in range(ATTEMPTS - 1):
            try:
                return _run(engine, work)
            except DBAPIError as e:
                if not is_conflict(e):
                    raise
            time.sleep(random.uniform(0, pause))  # noqa: S311 (two that collided part ways)
            pause *= 2
        return _run(engine, work)


def _run(engine: Engine, work: Callable[[Connection], _T]) -> _T:
    with _transaction(engine, IDLE_SECONDS) as connection:
        return work(connection)


@contextmanager
def _transaction(
    engine: Engine, idle_seconds: float, whole_seconds: float | None = None
) -> Iterator[Connection]:
    options = {"sqlite_begin": "BEGIN IMMEDIATE"}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        if engine.dialect.name == "sqlite":
            yield connection
            check_in_place(connection)
        else:
            limit_idling(connection, idle_seconds)
            if whole_seconds is not None:
                limit_whole(connection, whole_seconds)
            yield connection
