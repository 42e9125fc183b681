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


Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        help="postgresql://USER@HOST/NAME. Else what init was given, or nguon.db in the folder.",
        envvar="NGUON_DATABASE",
        show_envvar=False,
        metavar="URL",
    ),
]


@contextmanager
def opened(
    folder: DataFolder, database: str | None = None, *, may_be_new: bool = False
) -> Iterator[Engine]:
    """Open a database by its URL, or the folder's own; without its ledgers.

    Raises NguonError ``data_missing`` if the folder has none and may not get one,
    ``file_unwritable``, or as open_database.
    """
    where = database or folder.where
    if isinstance(where, Path):
        _make_or_check(folder, may_be_new=may_be_new)
    engine = open_database(where)
    try:
        yield engine
    finally:
        engine.dispose()


def check_there(folder: DataFolder) -> None:
    """Raise NguonError ``data_missing`` if the folder has no database file."""
    if not folder.database.is_file():
        what = f"there is no ledger in {folder.path}; make one with: nguon init"
        raise NguonError("data_missing", what, field="--data")


def _make_or_check(folder: DataFolder, *, may_be_new: bool) -> None:
    if not may_be_new:
        check_there(folder)
        return
    try:
        folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as e:
        what = f"{folder.path}: {e.strerror}"
        raise NguonError("file_unwritable", what, field="--data") from None


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
