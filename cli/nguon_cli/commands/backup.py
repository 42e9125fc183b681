"""``nguon backup``: a copy while the server runs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from nguon_cli.data_folder import DataFolder
from nguon_cli.options import DataFolderPath, Json
from nguon_cli.session import session_of
from nguon_cli.stores import check_there
from nguon_ledger.engine.backup.backup import BackedUp, back_up
from nguon_ledger.engine.fsck.whole import check_file

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
    _json: Json = False,
) -> None:
    """Copy all ledgers into one file, also under a server.

    One consistent state, durable, and looked at (head, last tiles, signed checkpoint) before the
    file gets its name. A file that is there is never overwritten. Keys are not in it, nor the
    second heads, which must not be rolled back.
    """
    session = session_of(context)
    folder = DataFolder(data)
    folder.check_own()
    check_there(folder)
    file = target / f"nguon-{_now()}.db" if target.is_dir() else target
    ledgers = back_up(folder.database, file, check=check_file if full else _enough)
    size = file.stat().st_size

    def tell() -> None:
        session.say(f"{file}: {size:,} bytes" + (", checked in full" if full else ""))
        for ledger in ledgers:
            session.say(f"  {ledger.name}: {ledger.entries:,} entries")
        session.say(KEYS)

    result = {"file": str(file), "bytes": size, "full": full, "ledgers": plain(ledgers)}
    session.show(result, tell)


def plain(ledgers: list[BackedUp]) -> list[dict[str, object]]:
    """Return ledgers as JSON members."""
    return [
        {"name": one.name, "origin": one.origin, "entries": one.entries, "signed": one.signed}
        for one in ledgers
    ]


def _enough(_file: Path) -> None:
    """Leave it at the quick look, which every copy gets."""


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime())
