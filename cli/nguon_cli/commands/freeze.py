"""``nguon freeze``: a ledger that is read and not written."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from nguon_cli.data_folder import DataFolder
from nguon_cli.options import DataFolderPath, Json
from nguon_cli.session import session_of
from nguon_cli.stores import Database

Name = Annotated[str, typer.Argument(help="The ledger's name.", metavar="LEDGER")]


def freeze(
    context: typer.Context,
    ledger: Name,
    *,
    data: DataFolderPath,
    reason: Annotated[str, typer.Option(help="What submitters are told.", metavar="TEXT")],
    database: Database = None,
    _json: Json = False,
) -> None:
    """Make a ledger read-only.

    At once, also under a server that is running. Everything can be read and verified as before;
    statements are refused with the reason, and nothing is signed, until: nguon unfreeze.
    """
    with closing(DataFolder(data, database).open_store()) as host:
        host.freeze(ledger, reason)
    session = session_of(context)
    session.show(
        {"ledger": ledger, "frozen": reason},
        lambda: session.say(f"{ledger} is frozen: nothing is recorded until nguon unfreeze."),
    )
