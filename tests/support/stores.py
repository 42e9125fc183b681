"""What a test's path to a database means: a SQLite file there, or a database on a server.

Tests look into a store and alter it behind the engine's back with the driver alone.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import psycopg

from support.postgres import PostgresServer

Where: TypeAlias = Path | str


class Stores(Protocol):
    """Makes the databases of a test."""

    def new(self, path: Path) -> Where:
        """Return where the database that a test calls ``path`` is kept."""
        ...

    def copy(self, original: Where, path: Path) -> Where:
        """Copy a database that nobody has open, to be called ``path``."""
        ...


class Files:
    """A file each."""

    def new(self, path: Path) -> Where:
        return path

    def copy(self, original: Where, path: Path) -> Where:
        shutil.copy(original, path)
        return path


class Databases:
    """A database on a server each; what a test calls a path is only its name."""

    # For tests that are written for SQLite's function.
    ZEROBLOB = (
        "CREATE FUNCTION zeroblob(size integer) RETURNS bytea IMMUTABLE LANGUAGE sql"
        " AS $$ SELECT decode(repeat('00', size), 'hex') $$"
    )

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._found: dict[Path, str] = {}

    def new(self, path: Path) -> Where:
        if path not in self._found:
            self._found[path] = self._server.create()
            with psycopg.connect(self._found[path]) as connection:
                connection.execute(self.ZEROBLOB)
        return self._found[path]

    def copy(self, original: Where, path: Path) -> Where:
        self._found[path] = self._server.create(template=str(original))
        return self._found[path]

    def found(self) -> set[Path]:
        """Return the names of all databases that are there."""
        return set(self._found)

    def drop(self, paths: set[Path]) -> None:
        for path in paths:
            self._server.drop(self._found.pop(path))


def read_all(where: Where, table: str) -> list[tuple[Any, ...]]:
    """Return every row of a table as the database itself gives them, in no order."""
    return read_tables(where, [table])[table]


def read_tables(where: Where, tables: Iterable[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of some tables, over one connection: each costs a server a process."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with _cursor(where) as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 (our own names)
            found[table] = cursor.fetchall()
    return found


def execute(where: Where, sql: str, *values: Any) -> int:
    """Run one statement, with ? for values, and commit; return how many rows it changed."""
    with _cursor(where) as cursor:
        cursor.execute(sql if isinstance(where, Path) else sql.replace("?", "%s"), values)
        count: int = cursor.rowcount
        return count


def execute_many(where: Where, sql: str, rows: Iterator[tuple[Any, ...]]) -> None:
    """Run one statement for each row, and commit."""
    with _cursor(where) as cursor:
        cursor.executemany(sql if isinstance(where, Path) else sql.replace("?", "%s"), rows)


@contextmanager
def _cursor(where: Where) -> Iterator[Any]:
    if isinstance(where, Path):
        with closing(sqlite3.connect(where)) as file, file:
            yield file.cursor()
    else:
        with psycopg.connect(where) as server, server.cursor() as cursor:
            yield cursor
