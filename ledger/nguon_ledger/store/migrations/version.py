"""Which revision a database has, and whether this program can use it."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
    inspect,
    select,
)

from nguon_ledger.errors import NguonError
from nguon_ledger.store.tables import METADATA, PROJECTIONS

FIRST, NEWEST = "0001", "0003"

# As Alembic keeps it (https://alembic.sqlalchemy.org/en/latest/api/runtime.html).
_VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def stored_version(connection: Connection) -> str | None:
    """Return the revision of a database, None if it has no tables of ours.

    Those made before there were revisions have none written down. They count as the first:
    the second takes what it brings as it finds it.
    """
    names = inspect(connection).get_table_names()
    if _VERSION.name in names:
        version: str | None = connection.execute(select(_VERSION)).scalar_one_or_none()
        return version
    return FIRST if "entry" in names else None


def check_version(version: str) -> None:
    """Raise NguonError ``schema_outdated`` or ``schema_newer`` unless it is the newest."""
    if version == NEWEST:
        return
    if FIRST <= version < NEWEST:
        what = f"the database has revision {version} of the tables, this program {NEWEST}:"
        raise NguonError("schema_outdated", f"{what} stop the server and run nguon migrate")
    what = f"the database has revision {version[:32]!r} of the tables, later than {NEWEST}:"
    raise NguonError("schema_newer", f"{what} use the newer program that made it")


def create_tables(connection: Connection) -> None:
    """Make all tables, in their newest form, and note that."""
    METADATA.create_all(connection, checkfirst=False)
    write_version(connection, NEWEST)


def write_version(connection: Connection, version: str) -> None:
    """Note the revision of a database that has none noted."""
    _VERSION.create(connection)
    connection.execute(insert(_VERSION).values(version_num=version))


def is_noted(connection: Connection) -> bool:
    """Tell whether a database has its revision written down."""
    return inspect(connection).has_table(_VERSION.name)


def restore_projections(engine: Engine) -> None:
    """Make projections that were lost, empty, so that a rebuild can fill them."""
    METADATA.create_all(engine, tables=list(PROJECTIONS))
