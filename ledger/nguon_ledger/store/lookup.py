"""Reading many rows by one column.

For what every batch asks by the thousand: SQLAlchemy composes the list of an IN anew each time and
wraps every row, which costs more than the database takes to find it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Row, select

from nguon_ledger.store.rows import mark_of

_CHUNK = 512  # values in one query; a power of two


def rows_by(
    connection: Connection,
    ledger: str,
    by: Column[Any],
    values: Sequence[str] | Sequence[int],
    columns: tuple[Column[Any], ...],
) -> Iterator[Row[Any]]:
    """Yield these columns of a ledger's rows in which ``by`` is one of ``values``.

    They come as the driver gives them, on SQLite a truth as 0 or 1; bytes are bytes (tables.Blob).
    """
    dialect = connection.dialect
    compose = _any if dialect.name == "postgresql" else _in
    for start in range(0, len(values), _CHUNK):
        condition, given = compose(by.name, list(values[start : start + _CHUNK]))
        query = _select(columns, mark_of(connection), condition, dialect)
        yield from connection.exec_driver_sql(query, (ledger, *given)).all()


def _in(name: str, values: list[Any]) -> tuple[str, list[Any]]:
    """Ask for as many values as a power of two: a handful of statements, kept prepared."""
    count = 1 << (len(values) - 1).bit_length()
    marks = ", ".join("?" * count)
    return f"{name} IN ({marks})", values + values[-1:] * (count - len(values))


def _any(name: str, values: list[Any]) -> tuple[str, list[Any]]:
    """Ask by an array: one statement for all, for which PostgreSQL goes to the index.

    Of a list it may think, while it knows nothing of a new table, that reading all is cheaper.
    """
    return f"{name} = ANY(%s)", [values]


@lru_cache(maxsize=256)
def _select(columns: tuple[Column[Any], ...], mark: str, condition: str, dialect: Dialect) -> str:
    chosen = select(*columns).compile(dialect=dialect)
    return f"{chosen} WHERE ledger = {mark} AND {condition}"
