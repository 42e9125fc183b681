"""``nguon import``: a ledger taken in from an export, and served when all of it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nguon_cli.data_folder import DataFolder
from nguon_cli.options import DataFolderPath, Json
from nguon_cli.progress import Progress
from nguon_cli.session import Session, session_of
from nguon_cli.stores import AttachmentsAt, Database, kept_at, opened
from nguon_ledger.engine.moving.importing import Import, Imported, discard
from nguon_ledger.errors import NguonError
from nguon_ledger.store.blobs.table import TableBlobs


def import_(  # noqa: PLR0913 (its options)
    context: typer.Context,
    *,
    file: Annotated[
        Path | None, typer.Argument(help="A file of nguon export.", metavar="FILE")
    ] = None,
    ledger: Annotated[str, typer.Option(help="The name that it gets here.", metavar="NAME")],
    data: DataFolderPath,
    hold: Annotated[
        bool, typer.Option("--hold", help="Do not serve it yet: more entries will follow.")
    ] = False,
    remove: Annotated[
        bool, typer.Option("--discard", help="Remove an import that is not served.")
    ] = False,
    database: Database = None,
    attachments: AttachmentsAt = None,
    _json: Json = False,
) -> None:
    """Take a ledger in from an export, and check all of it.

    Every entry is checked as when it was recorded. It is served only if the entries lead to the
    signed root. An import that was cut short goes on where it stopped. Photos go where the new
    server keeps them (--attachments). To move a ledger that is in use: import with --hold, stop
    the old server, export the rest with --from, import that. The new server needs the ledger's
    own keys.
    """
    session = session_of(context)
    if remove == (file is not None):
        raise typer.BadParameter("name the file of an export, or --discard")
    kept = kept_at(attachments, to_read=False) if attachments else None
    with opened(DataFolder(data), database, may_be_new=not remove) as engine:
        if file is None:
            size = discard(engine, ledger)
            what = f"{ledger}: {size:,} imported entries removed"
            session.show({"ledger": ledger, "discarded": size}, lambda: session.say(what))
            return
        progress = Progress(session, ledger)
        blobs = kept(ledger) if kept else TableBlobs(engine, ledger)
        work = Import(engine, ledger, blobs=blobs, progress=progress)
        done = _take_in(work, file, hold=hold)
    result = {
        "ledger": ledger,
        "origin": done.origin,
        "entries": done.entries,
        "attachments": done.attachments,
        "served": done.is_served,
    }
    session.show(result, lambda: _tell(session, ledger, done))


def _take_in(work: Import, file: Path, *, hold: bool) -> Imported:
    try:
        with file.open("rb") as source:
            return work.run(source, hold=hold)
    except FileNotFoundError:
        raise NguonError("file_missing", f"{file} is not there", field="FILE") from None
    except OSError as e:
        raise NguonError("file_unreadable", f"{file}: {e.strerror}", field="FILE") from None


def _tell(session: Session, ledger: str, done: Imported) -> None:
    photos = f", {done.attachments:,} new photos and papers" if done.attachments else ""
    session.say(f"{ledger}: {done.entries:,} entries, every one checked{photos}")
    if done.is_served:
        session.say("It is served from here from now on, with the ledger's own keys.")
        session.say("Never start the old server again: two histories under one key are a fork.")
    else:
        session.say(f"Not served yet. The rest: nguon export {ledger} --from {done.entries}")
