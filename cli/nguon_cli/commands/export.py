"""``nguon export``: a ledger as a stream, to be taken in by another database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nguon_cli.data_folder import DataFolder
from nguon_cli.options import DataFolderPath, Json
from nguon_cli.photos import LEFT_OUT, UNKNOWN
from nguon_cli.session import session_of
from nguon_cli.stores import AttachmentsAt, Database, WithoutAttachments, kept_at, opened
from nguon_ledger.engine.backup.new_file import new_file
from nguon_ledger.engine.moving.exporting import export_ledger
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.blobs.table import TableBlobs


def export(  # noqa: PLR0913 (its options)
    context: typer.Context,
    *,
    ledger: Annotated[str, typer.Argument(help="The ledger's name.", metavar="LEDGER")],
    file: Annotated[Path, typer.Argument(help="New file.", metavar="FILE")],
    data: DataFolderPath,
    start: Annotated[
        int,
        typer.Option(
            "--from", help="First entry: only what an earlier import lacks.", min=0, metavar="N"
        ),
    ] = 0,
    database: Database = None,
    attachments: AttachmentsAt = None,
    without_attachments: WithoutAttachments = False,
    _json: Json = False,
) -> None:
    """Write a ledger out, to be moved to another database.

    Its signed checkpoint, its entries, its photos (from --attachments, as the server has it, or
    out of the database). May run beside the server; what is recorded
    later is not in it, and follows with --from.
    The export is checked by whoever takes it in, entry by entry. Keys are not in it.
    """
    session = session_of(context)
    kept = kept_at(attachments) if attachments else None
    with (
        opened(DataFolder(data), database) as engine,
        new_file(file) as partial,
        partial.open("wb") as target,
    ):
        blobs: Blobs | None = TableBlobs(engine, ledger)
        if kept is not None:
            blobs = None if without_attachments else kept(ledger)
        done = export_ledger(engine, ledger, target=target, blobs=blobs, start=start)
    result = {
        "file": str(file),
        "ledger": ledger,
        "origin": done.origin,
        "from": done.start,
        "size": done.size,
        "attachments": done.attachments,
        "missing": done.missing,
    }

    def tell() -> None:
        photos = f", {done.attachments:,} photos and papers" if done.attachments else ""
        session.say(f"{file}: {ledger}, entries {done.start:,} to {done.size:,}{photos}")
        if done.missing:
            of = f"{done.missing:,} of {done.attachments + done.missing:,} photos and papers"
            hint = LEFT_OUT if without_attachments else UNKNOWN
            session.warn(f"{ledger}: WITHOUT {of} that its entries name: {hint}")

    session.show(result, tell)
