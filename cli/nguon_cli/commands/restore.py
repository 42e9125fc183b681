"""``nguon restore``: a backup put in place, unless the ledger went on after it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from nguon_cli.commands.backup import plain
from nguon_cli.data_folder import DataFolder
from nguon_cli.options import DataFolderPath, Json
from nguon_cli.session import session_of
from nguon_cli.stores import Heads, heads_folder
from nguon_ledger.engine.backup.restore import restore as put_in_place
from nguon_ledger.engine.backup.second_heads import remembered_ledgers


def restore(
    context: typer.Context,
    *,
    backup: Annotated[Path, typer.Argument(help="A file of nguon backup.", metavar="FILE")],
    data: DataFolderPath,
    heads: Heads = None,
    read_only: Annotated[
        bool,
        typer.Option(
            "--read-only",
            help="Also one that lacks entries: for fsck, export and publish; not served.",
        ),
    ] = False,
    _json: Json = False,
) -> None:
    """Put a backup in the place of a folder's database. Stop the server first.

    Refused if any ledger was signed further than the backup reaches (store_rolled_back), or
    otherwise (fork): the second heads, and the database that is there, tell. That database is kept
    beside it under another name.
    """
    session = session_of(context)
    folder = DataFolder(data)
    folder.check_own()
    places = heads_folder(folder, heads)
    ledgers = put_in_place(
        backup,
        folder.database,
        heads=places,
        aside=time.strftime(".before-restore-%Y-%m-%dT%H%M%SZ", time.gmtime()),
        read_only=read_only,
    )
    unknown = [one.name for one in ledgers if one.name not in remembered_ledgers(places)]

    def tell() -> None:
        for ledger in ledgers:
            session.say(f"{ledger.name}: {ledger.entries:,} entries, in {folder.database}")
        for name in unknown:
            session.warn(
                f"{name}: no second head in {places}: nothing here tells whether it went on after "
                "this backup. Compare with a witness or a saved receipt before you serve it."
            )

    session.show({"ledgers": plain(ledgers), "without_second_head": unknown}, tell)
