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

_CHUNK = 512  # values in one IN list; a power of two


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
    mark, dialect = mark_of(connection), connection.dialect
    for start in range(0, len(values), _CHUNK):
        chunk = values[start : start + _CHUNK]
        count = 1 << (len(chunk) - 1).bit_length()
        filled = (ledger, *chunk, *[chunk[-1]] * (count - len(chunk)))
        query = _select(columns, by, count, mark, dialect)
        yield from connection.exec_driver_sql(query, filled).all()


@lru_cache(maxsize=256)
def _select(
    columns: tuple[Column[Any], ...], by: Column[Any], count: int, mark: str, dialect: Dialect
) -> str:
    """Compose it for as many values as a power of two: a handful of statements, kept prepared."""
    marks = ", ".join([mark] * count)
    chosen = select(*columns).compile(dialect=dialect)
    return f"{chosen} WHERE ledger = {mark} AND {by.name} IN ({marks})"
