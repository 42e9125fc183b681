"""``nguon migrate``: an older database for this program."""

from __future__ import annotations

from pathlib import Path

import typer

from nguon_cli.data_folder import DataFolder
from nguon_cli.options import DataFolderPath, Json
from nguon_cli.session import session_of
from nguon_cli.stores import Database
from nguon_ledger.engine.outdated import outdated_ledgers
from nguon_ledger.errors import NguonError
from nguon_ledger.store.database import connect_database, reading
from nguon_ledger.store.migrations.migrate import migrate as bring_up
from nguon_ledger.store.migrations.version import NEWEST


def migrate(
    context: typer.Context,
    *,
    data: DataFolderPath,
    database: Database = None,
    _json: Json = False,
) -> None:
    """Bring the database of an older program up to this one.

    Stop the server and make a backup first. The tables change all at once or not at all; then
    the indexes of each ledger are rebuilt out of its entries if this program has others. SQLite
    needs free space of about the size of the database for a while.
    """
    session = session_of(context)
    folder = DataFolder(data, database)
    before, outdated = _bring_up(folder)
    host = folder.open_store()
    try:
        rebuilt = {name: host.rebuild(name) for name in outdated}
    finally:
        host.close()

    def tell() -> None:
        if before == NEWEST:
            session.say(f"The tables are those of revision {NEWEST} already.")
        else:
            session.say(f"The tables went from revision {before} to {NEWEST}.")
        for name, size in rebuilt.items():
            session.say(f"{name}: {size} entries, everything rebuilt out of them")

    ledgers = [{"name": name, "entries": size} for name, size in rebuilt.items()]
    session.show({"from": before, "to": NEWEST, "rebuilt": ledgers}, tell)


def _bring_up(folder: DataFolder) -> tuple[str, list[str]]:
    where = folder.where
    if isinstance(where, Path) and not where.is_file():
        what = f"there is no ledger in {folder.path}; make one with: nguon init"
        raise NguonError("data_missing", what, field="--data")
    engine = connect_database(where)
    try:
        before = bring_up(engine) or NEWEST
        with reading(engine) as connection:
            return before, outdated_ledgers(connection)
    finally:
        engine.dispose()
