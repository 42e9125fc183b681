"""``nguon restore``: a backup put in place, unless the ledger went on after it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from nguon_cli.commands.backup import plain
from nguon_cli.data_folder import HEADS, DataFolder
from nguon_cli.options import DataFolderPath, Json
from nguon_cli.photos import beside, code_of, tell_carried
from nguon_cli.session import session_of
from nguon_cli.stores import AttachmentsAt, SecondHead, kept_at, second_heads
from nguon_ledger.engine.backup.attachments import Carried, Way, carry_attachments
from nguon_ledger.engine.backup.restore import restore as put_in_place

NOT_BROUGHT_BACK = (
    "never sent, or kept where the server's --attachments says: name that here too, and have "
    "photos/ beside the backup"
)


def restore(
    context: typer.Context,
    *,
    backup: Annotated[Path, typer.Argument(help="A file of nguon backup.", metavar="FILE")],
    data: DataFolderPath,
    second_head: SecondHead = None,
    attachments: AttachmentsAt = None,
    read_only: Annotated[
        bool,
        typer.Option(
            "--read-only",
            help="Also one that lacks entries: for fsck, export and publish; not served.",
        ),
    ] = False,
    _json: Json = False,
) -> int:
    """Put a backup in the place of a folder's database. Stop the server first.

    Refused if any ledger was signed further than the backup reaches (store_rolled_back), or
    otherwise (fork): the second heads, and the database that is there, tell. That database is kept
    beside it under another name. Tell it the same --second-head and --attachments as the server:
    photos that are not there any more are copied back from photos/ beside the backup. Exit code 3:
    such a photo was altered.
    """
    session = session_of(context)
    folder = DataFolder(data)
    folder.check_own()
    heads = second_heads(folder, second_head)
    remembered = heads.ledgers()
    way = Way(beside(backup), kept_at(attachments, to_read=False)) if attachments else None
    carried: dict[str, Carried] = {}
    ledgers = put_in_place(
        backup,
        folder.database,
        heads=heads,
        aside=time.strftime(".before-restore-%Y-%m-%dT%H%M%SZ", time.gmtime()),
        read_only=read_only,
        prepare=lambda: carried.update(carry_attachments(backup, way)),
    )
    unknown = [one.name for one in ledgers if one.name not in remembered]

    def tell() -> None:
        for ledger in ledgers:
            session.say(f"{ledger.name}: {ledger.entries:,} entries, in {folder.database}")
        for name, one in carried.items():
            tell_carried(session, name, one, where=attachments or "", hint=NOT_BROUGHT_BACK)
        for name in unknown:
            session.warn(
                f"{name}: no second head in {second_head or folder.path / HEADS}: nothing here "
                "tells whether it went on after this backup. Compare with a witness or a saved "
                "receipt before you serve it."
            )

    session.show({"ledgers": plain(ledgers, carried), "without_second_head": unknown}, tell)
    return code_of(carried)
