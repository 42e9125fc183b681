"""Opening a database by its file or its URL."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from nguon_ledger.errors import NguonError
from nguon_ledger.store.database.failures import storage_errors
from nguon_ledger.store.database.postgres import postgres_engine
from nguon_ledger.store.database.sqlite import sqlite_engine
from nguon_ledger.store.database.transactions import reading, retrying
from nguon_ledger.store.migrations.version import (
    NEWEST,
    check_version,
    create_tables,
    restore_projections,
    stored_version,
)

_FILE = "sqlite:///"
_SERVER = ("postgresql://", "postgres://")


def is_url(where: str) -> bool:
    """Tell whether a text names a database by URL."""
    return where.startswith((_FILE, *_SERVER))


def open_database(where: Path | str) -> Engine:
    """Open a database: a file's path, ``sqlite:///path`` or ``postgresql://...``.

    One without tables gets them. Raises NguonError ``database_unsupported`` for any other URL,
    ``schema_outdated``, ``schema_newer``, ``store_not_durable``, ``storage_unavailable``.
    """
    engine = connect_database(where)
    try:
        with storage_errors():
            _prepare(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def connect_database(where: Path | str) -> Engine:
    """Return an engine for a database whatever tables it has. Raises as open_database."""
    with storage_errors():
        return _engine(where)


def _prepare(engine: Engine) -> None:
    version = _version(engine)
    if version is None:
        try:
            retrying(engine, _make_tables)
        except NguonError:
            # PostgreSQL tells whoever comes second in words that differ from table to table.
            if _version(engine) is None:
                raise
    check_version(version or NEWEST)
    restore_projections(engine)


def _version(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return stored_version(connection)


def _make_tables(connection: Connection) -> None:
    """Make the tables, unless another process was first."""
    if stored_version(connection) is None:
        create_tables(connection)


def _engine(where: Path | str) -> Engine:
    if isinstance(where, Path):
        return sqlite_engine(where)
    if where.startswith(_FILE) and len(where) > len(_FILE):
        return sqlite_engine(Path(where.removeprefix(_FILE)))
    if where.startswith(_SERVER):
        try:
            return postgres_engine(make_url(where))
        except (ArgumentError, ValueError):
            pass  # the message would show the URL, and with it the password
    what = "not a database that Nguon knows: sqlite:///FILE or postgresql://USER@HOST/NAME"
    raise NguonError("database_unsupported", what, field="--database")
