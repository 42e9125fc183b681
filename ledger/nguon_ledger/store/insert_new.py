"""Inserting a row unless its key is taken, in one statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert a row; return False, and change nothing, if its primary key is there already.

    Of two transactions that insert the same key, the second waits for the first.
    """
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table).values(row).on_conflict_do_nothing()
    # What comes back is told by RETURNING: not every driver counts the rows of an INSERT.
    return connection.execute(statement.returning(*table.primary_key)).first() is not None
