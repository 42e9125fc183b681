"""Faults of a real store: each statement, each commit and each use of the second head."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Engine, event

from nguon_ledger.errors import NguonError
from nguon_ledger.store.head.contract import Head

T = TypeVar("T")
STATEMENT, COMMIT, SWAP, READ = "statement", "commit", "swap", "read"
AMBIGUOUS = {COMMIT, SWAP}  # their answer alone may be lost
_ERRORS: dict[str, type[Exception]] = {
    "sqlite": sqlite3.OperationalError,
    "postgresql": psycopg.OperationalError,
}


class Sabotage:
    """Counts what the stores of a ledger are asked (``kinds``), and lets one of it fail.

    With ``persisted`` it takes place all the same.
    """

    def __init__(self, *, fail_at: int | None = None, persisted: bool = False) -> None:
        self.kinds: list[str] = []
        self._fail_at = fail_at
        self._persisted = persisted

    @contextmanager
    def of(self, engine: Engine, head: FragileHead) -> Iterator[Sabotage]:
        """Be in the way of a database and of a second head."""
        names = ("do_execute", "do_execute_no_params", "do_executemany")
        dialect: Any = engine.dialect
        error, commit = _ERRORS[dialect.name]("failed on purpose"), dialect.do_commit

        def statement(*_: object) -> None:
            self.operate(STATEMENT, lambda: None, error)

        for name in names:
            event.listen(engine, name, statement)
        dialect.do_commit = lambda c: self.operate(COMMIT, lambda: commit(c), error)
        head.sabotage = self
        try:
            yield self
        finally:
            for name in names:
                event.remove(engine, name, statement)
            dialect.do_commit = commit
            head.sabotage = None

    def operate(self, kind: str, act: Callable[[], T], error: Exception) -> T:
        self.kinds.append(kind)
        if len(self.kinds) - 1 != self._fail_at:
            return act()
        if self._persisted:
            act()
        raise error


class FragileHead:
    """A head (store.head.contract.Head) that a sabotage may stand before."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.sabotage: Sabotage | None = None

    def read(self) -> bytes | None:
        return self._operate(READ, self.head.read)

    def swap(self, old: bytes | None, new: bytes) -> None:
        self._operate(SWAP, lambda: self.head.swap(old, new))

    def _operate(self, kind: str, act: Callable[[], T]) -> T:
        if self.sabotage is None:
            return act()
        error = NguonError("storage_unavailable", "failed on purpose")
        return self.sabotage.operate(kind, act, error)
