"""``nguon unfreeze``: a frozen ledger is written again."""

from __future__ import annotations

from contextlib import closing

import typer

from nguon_cli.commands.freeze import Name
from nguon_cli.data_folder import DataFolder
from nguon_cli.options import DataFolderPath, Json
from nguon_cli.session import session_of
from nguon_cli.stores import Database


def unfreeze(
    context: typer.Context,
    ledger: Name,
    *,
    data: DataFolderPath,
    database: Database = None,
    _json: Json = False,
) -> None:
    """Let a frozen ledger record again.

    A server that is running goes on by itself.
    """
    with closing(DataFolder(data, database).open_store()) as host:
        host.freeze(ledger, None)
    session = session_of(context)
    session.show(
        {"ledger": ledger, "frozen": None}, lambda: session.say(f"{ledger} records again.")
    )
