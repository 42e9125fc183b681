"""Inserting a row unless its key is taken, in one statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert a row; return False, and change nothing, if its primary key is there already.

    Of two transactions that insert the same key, the second waits for the first.
    """
    if connection.dialect.name == "sqlite":
        into_sqlite = sqlite.insert(table).values(row).on_conflict_do_nothing()
        return connection.execute(into_sqlite).rowcount == 1
    into_postgres = postgresql.insert(table).values(row).on_conflict_do_nothing()
    return connection.execute(into_postgres).rowcount == 1
