"""Writing many rows of a table at once.

SQLAlchemy composes a dictionary and a parameter set a row, which costs more than the database
takes to store it; here a row is a tuple in the order of the table's columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table

Row: TypeAlias = tuple[Any, ...]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows; one that is there already is an error."""
    if rows:
        connection.exec_driver_sql(_insert(table, mark_of(connection)), rows)


def upsert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, or replace those with the same primary key."""
    if rows:
        connection.exec_driver_sql(_upsert(table, mark_of(connection)), rows)


def mark_of(connection: Connection) -> str:
    """Return how the driver marks the place of a value."""
    return {"qmark": "?", "pyformat": "%s", "format": "%s"}[connection.dialect.paramstyle]


@cache
def _insert(table: Table, mark: str) -> str:
    columns = ", ".join(column.name for column in table.columns)
    marks = ", ".join([mark] * len(table.columns))
    return f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"  # noqa: S608 (our own names)


@cache
def _upsert(table: Table, mark: str) -> str:
    key = ", ".join(column.name for column in table.primary_key)
    values = ", ".join(
        f"{column.name} = excluded.{column.name}"
        for column in table.columns
        if not column.primary_key
    )
    return f"{_insert(table, mark)} ON CONFLICT ({key}) DO UPDATE SET {values}"
