"""The database of a data folder as a whole, for commands that check, copy or move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from nguon_cli.data_folder import DataFolder
from nguon_ledger.errors import NguonError
from nguon_ledger.store.database import open_database

Heads = Annotated[
    Path | None,
    typer.Option(
        "--heads",
        help="Folder of the second heads (LEDGER.checkpoint). Else heads/ in the data folder.",
        metavar="DIR",
    ),
]


@contextmanager
def opened(folder: DataFolder) -> Iterator[Engine]:
    """Open a folder's database, without its ledgers. Raises NguonError ``data_missing``."""
    folder.open_store().close()
    engine = open_database(folder.database)
    try:
        yield engine
    finally:
        engine.dispose()


def heads_folder(folder: DataFolder, heads: Path | None) -> Path:
    """Return where the second heads are."""
    return heads if heads is not None else folder.path / "heads"


def chosen(ledgers: dict[str, str], name: str | None, data: Path) -> dict[str, str]:
    """Return the ledger that was asked for, or all. Raises NguonError ``unknown_ledger``."""
    if name is None:
        return ledgers
    if name not in ledgers:
        there = ", ".join(ledgers) or "none"
        what = f"no ledger {name[:80]!r} in {data}; there are: {there}"
        raise NguonError("unknown_ledger", what, field="--ledger")
    return {name: ledgers[name]}
