"""Faults of the store, made on purpose."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

IO_ERROR = sqlite3.OperationalError("disk I/O error")


class Sabotage:
    """Counts what an engine asks of SQLite, and lets the n-th of it fail."""

    def __init__(self, engine: Engine, *, fail_at: int | None = None) -> None:
        self.asked = 0
        self._engine = engine
        self._fail_at = fail_at

    @contextmanager
    def statements(self) -> Iterator[Sabotage]:
        """Fail at a statement, before it runs."""
        names = ("do_execute", "do_execute_no_params", "do_executemany")
        for name in names:
            event.listen(self._engine, name, self._statement)
        try:
            yield self
        finally:
            for name in names:
                event.remove(self._engine, name, self._statement)

    @contextmanager
    def commits(self, *, persisted: bool) -> Iterator[Sabotage]:
        """Fail at a commit, which has or has not taken place."""
        dialect: Any = self._engine.dialect
        commit: Callable[[Any], None] = dialect.do_commit

        def failing(connection: Any) -> None:
            is_hit = self._is_hit()
            if persisted or not is_hit:
                commit(connection)
            if is_hit:
                raise IO_ERROR

        dialect.do_commit = failing
        try:
            yield self
        finally:
            dialect.do_commit = commit

    def _statement(self, *_arguments: object) -> None:
        if self._is_hit():
            raise IO_ERROR

    def _is_hit(self) -> bool:
        self.asked += 1
        return self.asked - 1 == self._fail_at
