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

_CHUNK = 512  # keys in one statement; for more PostgreSQL may read through the table


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows; one that is there already is an error."""
    if len(rows) > 1 and connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_copy(table), rows)
    elif rows:
        connection.exec_driver_sql(_insert(table, mark_of(connection)), rows)


def upsert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, or replace those with the same primary key."""
    if rows:
        connection.exec_driver_sql(_upsert(table, mark_of(connection)), rows)


def replace_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert many rows of one ledger, no two of the same key, or replace those that are there.

    As upsert_rows, for a table whose key is the ledger and one more column.
    """
    if len(rows) > 1 and connection.dialect.name == "postgresql":
        # COPY cannot replace, and is so fast that rows may go first.
        for start in range(0, len(rows), _CHUNK):
            keys = [row[1] for row in rows[start : start + _CHUNK]]
            connection.exec_driver_sql(_delete(table), (rows[0][0], keys))
        insert_rows(connection, table, rows)
    else:
        upsert_rows(connection, table, rows)


def mark_of(connection: Connection) -> str:
    """Return how the driver marks the place of a value."""
    return {"qmark": "?", "pyformat": "%s", "format": "%s"}[connection.dialect.paramstyle]


@cache
def _insert(table: Table, mark: str) -> str:
    columns = ", ".join(column.name for column in table.columns)
    marks = ", ".join([mark] * len(table.columns))
    return f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"  # noqa: S608 (our own names)


@cache
def _copy(table: Table) -> str:
    columns = ", ".join(column.name for column in table.columns)
    return f"COPY {table.name} ({columns}) FROM STDIN WITH BINARY"


@cache
def _delete(table: Table) -> str:
    ledger, key = table.primary_key
    return f"DELETE FROM {table.name} WHERE {ledger.name} = %s AND {key.name} = ANY(%s)"  # noqa: S608


@cache
def _upsert(table: Table, mark: str) -> str:
    key = ", ".join(column.name for column in table.primary_key)
    values = ", ".join(
        f"{column.name} = excluded.{column.name}"
        for column in table.columns
        if not column.primary_key
    )
    return f"{_insert(table, mark)} ON CONFLICT ({key}) DO UPDATE SET {values}"
