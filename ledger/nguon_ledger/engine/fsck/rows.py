"""Rows exactly as they are stored, in the order of their keys, without holding them all.

No type of ours mends them on the way: a number 5 where a boolean belongs, or text where bytes
belong, is seen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Connection, String, Table, collate, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import NullType

AT_ONCE = 1000  # rows that the driver holds


@contextmanager
def any_text(connection: Connection) -> Iterator[None]:
    """Let SQLite hand over text that is no UTF-8 (somebody altered it) instead of failing."""
    driver: Any = connection.connection.dbapi_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    driver.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str


def stored_rows(
    connection: Connection, table: Table, ledger: str, *, start: int = 0
) -> Generator[Sequence[Any], None, None]:
    """Yield a ledger's rows of a table by key; of ``entry`` from an index on.

    A row is a tuple in the order of the table's columns. Who stops early closes the generator
    while the connection is open: PostgreSQL keeps a cursor for it.
    """
    raw = [type_coerce(column, NullType()).label(column.name) for column in table.columns]
    order = [in_bytes(connection, column) for column in key_columns(table)]
    query = select(*raw).where(table.c.ledger == ledger).order_by(*order)
    if start:
        query = query.where(table.c.idx >= start)
    with connection.execute(query.execution_options(yield_per=AT_ONCE)) as rows:
        yield from rows


def key_columns(table: Table) -> list[Column[Any]]:
    """Return the columns that name a row within its ledger."""
    return [column for column in table.primary_key if column.name != "ledger"]


def in_bytes(connection: Connection, column: Column[Any]) -> ColumnElement[Any]:
    """Order text by its UTF-8 bytes: SQLite always does, PostgreSQL in its collation ``C``."""
    if connection.dialect.name == "postgresql" and isinstance(column.type, String):
        return collate(column, "C")
    return column
