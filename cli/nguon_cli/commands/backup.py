"""``nguon backup``: a copy while the server runs."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from nguon_cli.data_folder import DataFolder
from nguon_cli.options import DataFolderPath, Json
from nguon_cli.photos import LEFT_OUT, UNKNOWN, beside, code_of, photos_beside, tell_carried
from nguon_cli.session import session_of
from nguon_cli.stores import AttachmentsAt, WithoutAttachments, check_there, kept_at
from nguon_ledger.engine.backup.attachments import Carried, Way, carry_attachments
from nguon_ledger.engine.backup.backup import BackedUp, back_up
from nguon_ledger.engine.fsck.whole import check_file
from nguon_ledger.errors import NguonError

KEYS = "keys/ and the operator's folder are not in it: copy them once, to another place."


def backup(
    context: typer.Context,
    *,
    data: DataFolderPath,
    target: Annotated[
        Path,
        typer.Argument(
            help="New file; or a folder, which gets a file named by the time.",
            metavar="FILE-OR-FOLDER",
        ),
    ],
    full: Annotated[
        bool, typer.Option("--full", help="Check the copy with everything that fsck does.")
    ] = False,
    attachments: AttachmentsAt = None,
    without_attachments: WithoutAttachments = False,
    _json: Json = False,
) -> int:
    """Copy all ledgers into one file, also under a server.

    One consistent state, durable, and looked at (head, last tiles, signed checkpoint) before the
    file gets its name. A file that is there is never overwritten. Photos that are kept outside of
    the database (--attachments, as the server has it) are copied to the folder photos/ beside it,
    which serves all backups there: only new ones are copied. Keys are not in it, nor the
    second heads, which must not be rolled back. Exit code 3: a photo was altered where it is kept.
    """
    session = session_of(context)
    folder = DataFolder(data)
    folder.check_own()
    check_there(folder)
    kept = kept_at(attachments) if attachments and not without_attachments else None
    file = target / f"nguon-{_now()}.db" if target.is_dir() else target
    ledgers = back_up(folder.database, file, check=check_file if full else _enough)
    size = file.stat().st_size
    carried = _carry(file, Way(kept, beside(file, to_read=False)) if kept else None)

    hint = LEFT_OUT if without_attachments else UNKNOWN

    def tell() -> None:
        session.say(f"{file}: {size:,} bytes" + (", checked in full" if full else ""))
        for ledger in ledgers:
            session.say(f"  {ledger.name}: {ledger.entries:,} entries")
        for name, one in carried.items():
            tell_carried(session, name, one, where=str(photos_beside(file)), hint=hint)
        session.say(KEYS)

    result = {"file": str(file), "bytes": size, "full": full, "ledgers": plain(ledgers, carried)}
    session.show(result, tell)
    return code_of(carried)


def _carry(file: Path, way: Way | None) -> dict[str, Carried]:
    try:
        return carry_attachments(file, way)
    except NguonError as e:  # the database is safe; without its photos is better than not at all
        what = f"{file} is whole, but not all photos are beside it: {e.detail}"
        raise NguonError(e.code, what) from e


def plain(ledgers: list[BackedUp], carried: dict[str, Carried]) -> list[dict[str, object]]:
    """Return ledgers as JSON members."""
    return [
        {
            "name": one.name,
            "origin": one.origin,
            "entries": one.entries,
            "signed": one.signed,
            "attachments": asdict(carried.get(one.name, Carried())),
        }
        for one in ledgers
    ]


def _enough(_file: Path) -> None:
    """Leave it at the quick look, which every copy gets."""


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime())
