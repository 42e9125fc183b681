"""Opening a database by its file or its URL."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError

from nguon_ledger.errors import NguonError
from nguon_ledger.store.database.failures import storage_errors
from nguon_ledger.store.database.postgres import postgres_engine
from nguon_ledger.store.database.sqlite import sqlite_engine
from nguon_ledger.store.tables import METADATA

_FILE = "sqlite:///"
_SERVER = ("postgresql://", "postgres://")


def is_url(where: str) -> bool:
    """Tell whether a text names a database by URL."""
    return where.startswith((_FILE, *_SERVER))


def open_database(where: Path | str) -> Engine:
    """Open a database: a file's path, ``sqlite:///path`` or ``postgresql://...``.

    Raises NguonError ``database_unsupported`` for any other URL, ``store_not_durable``,
    ``storage_unavailable``.
    """
    with storage_errors():
        engine = _engine(where)
        try:
            METADATA.create_all(engine)
        except BaseException:
            engine.dispose()
            raise
    return engine


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
