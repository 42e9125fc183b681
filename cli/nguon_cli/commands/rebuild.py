"""``nguon rebuild``: every projection anew from the entries."""

from __future__ import annotations

from typing import Annotated

import typer

from nguon_cli.data_folder import DataFolder
from nguon_cli.options import DataFolderPath, Json
from nguon_cli.session import session_of
from nguon_cli.stores import Database
from nguon_ledger.errors import NguonError


def rebuild(
    context: typer.Context,
    *,
    data: DataFolderPath,
    database: Database = None,
    ledger: Annotated[
        str | None, typer.Option(help="One ledger; else all of the folder.", metavar="NAME")
    ] = None,
    _json: Json = False,
) -> None:
    """Rebuild all indexes out of the entries.

    The entries and the head stay as they are. Stop the server first. Every entry is checked
    again as when it came in; if one cannot stand, or the entries do not lead to the head, it is
    named, nothing is changed, and the exit code is 3.
    """
    session = session_of(context)
    host = DataFolder(data, database).open_store()
    try:
        names = list(host.stored())
        if ledger is not None and ledger not in names:
            what = f"no ledger {ledger[:80]!r} in {data}; there are: {', '.join(names) or 'none'}"
            raise NguonError("unknown_ledger", what, field="--ledger")
        sizes = {name: host.rebuild(name) for name in ([ledger] if ledger else names)}
    finally:
        host.close()

    def tell() -> None:
        for name, size in sizes.items():
            session.say(f"{name}: {size} entries, everything rebuilt out of them")

    session.show({"ledgers": [{"name": n, "entries": s} for n, s in sizes.items()]}, tell)
