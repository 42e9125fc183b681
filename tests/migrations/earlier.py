"""A database as an earlier program left it: today's ledger put into that program's tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, insert, select

from engine.workbench import NAME, Workbench
from nguon_ledger.store import tables
from nguon_ledger.store.database import connect_database, reading, writing
from nguon_ledger.store.migrations.migrate import upgrade

CARRIED = ("ledger", "entry", "head", "checkpoint", "tile", "seal", "registry_entry")
PHOTO = b"a photo of before"
PHOTO_NAME = sha256(PHOTO).hexdigest()


@contextmanager
def opened(where: Path | str) -> Iterator[Engine]:
    engine = connect_database(where)
    try:
        yield engine
    finally:
        engine.dispose()


def put_into(revision: str, bench: Workbench, path: Path, *, noted: bool = True) -> Workbench:
    """Copy a closed ledger into the tables of a revision, with an attachment."""
    old = Workbench(path, origin=bench.origin, name=bench.name)
    old.host.close()
    clear(old.path)
    with opened(bench.path) as source, opened(old.path) as target, writing(target) as connection:
        upgrade(connection, to=revision)
        found = MetaData()
        found.reflect(connection)
        with reading(source) as before:
            for name in CARRIED:
                _carry(before, connection, name, found)
        photo = {"ledger": NAME, "sha256": PHOTO_NAME, "data": PHOTO}
        connection.execute(insert(found.tables["attachment"]).values(photo))
        if not noted:
            connection.exec_driver_sql("DROP TABLE alembic_version")
    old.time, old.clock.time = bench.time, bench.time
    old.sent, old.receipts = dict(bench.sent), dict(bench.receipts)
    return old


def clear(where: Path | str) -> None:
    """Remove every table."""
    with opened(where) as engine, writing(engine) as connection:
        found = MetaData()
        found.reflect(connection)
        found.drop_all(connection)


def _carry(before: Connection, after: Connection, name: str, found: MetaData) -> None:
    table = found.tables[name]
    columns = [tables.METADATA.tables[name].c[column.name] for column in table.columns]
    rows: list[dict[str, Any]] = [dict(r._mapping) for r in before.execute(select(*columns))]
    after.execute(insert(table), rows)
