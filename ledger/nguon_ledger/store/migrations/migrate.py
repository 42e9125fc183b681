"""Bringing a database up to the newest revision."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from nguon_ledger.errors import NguonError
from nguon_ledger.store.database import WORK_SECONDS, writing
from nguon_ledger.store.migrations.version import (
    NEWEST,
    check_version,
    create_tables,
    is_noted,
    stored_version,
    write_version,
)


def migrate(engine: Engine) -> str | None:
    """Bring a database to the newest revision; return the one that it had, None if it was empty.

    One transaction: whatever fails, and wherever the power goes, the old tables stand. Entries
    are carried over as they are; projections that change their form are empty afterwards, until
    they are rebuilt. Raises NguonError ``schema_newer``, ``storage_unavailable``.
    """
    with writing(engine, idle_seconds=WORK_SECONDS) as connection:
        before = stored_version(connection)
        if before is None:
            create_tables(connection)
            return None
        try:
            check_version(before)
        except NguonError as e:
            if e.code != "schema_outdated":
                raise
            if not is_noted(connection):
                write_version(connection, before)
            upgrade(connection)
    return before


def upgrade(connection: Connection, *, to: str = NEWEST) -> None:
    """Run the revisions between the one that is noted and another, in the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
