"""The database of a data folder as a whole, for commands that check, copy or move it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from nguon_cli.data_folder import HEADS, DataFolder
from nguon_ledger.engine.backup.second_heads import SecondHeads
from nguon_ledger.errors import NguonError
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.database import open_database
from nguon_ledger.store.places import folder_at, open_blobs

SecondHead = Annotated[
    str | None,
    typer.Option(
        "--second-head",
        help="Where the last signed head is kept besides: a folder, s3://..., gs://..., az://...; "
        "else heads/ in the data folder.",
        envvar="NGUON_SECOND_HEAD",
        metavar="PLACE",
    ),
]
AttachmentsAt = Annotated[
    str | None,
    typer.Option(
        "--attachments",
        help="Where photos are kept: a folder, s3://...; else in the database.",
        envvar="NGUON_ATTACHMENTS",
        metavar="PLACE",
    ),
]
WithoutAttachments = Annotated[
    bool,
    typer.Option(
        "--without-attachments", help="Leave out photos that are kept outside of the database."
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


def second_heads(folder: DataFolder, place: str | None) -> SecondHeads:
    """Open the second heads to read: those at a place, or in the data folder.

    Raises NguonError ``data_missing``, or as open_blobs.
    """
    if place is not None:
        check_mounted(place, "--second-head")
    return SecondHeads(open_blobs(place or str(folder.path), HEADS, to_read=True))


def kept_at(place: str, *, to_read: bool = True) -> Callable[[str], Blobs]:
    """Return how the attachments of a ledger that are kept at a place are opened.

    Raises NguonError ``data_missing``.
    """
    check_mounted(place, "--attachments")
    return lambda ledger: open_blobs(place, ledger, to_read=to_read)


def check_mounted(place: str, option: str) -> None:
    """Raise NguonError ``data_missing`` for a folder that is not there.

    Made anew, or taken for empty, where a disk is not mounted, it would know nothing.
    """
    folder = folder_at(place)
    if folder is not None and not folder.is_dir():
        raise NguonError(
            "data_missing", f"there is no folder {folder}; make it, or mount it", field=option
        )


def chosen(ledgers: dict[str, str], name: str | None, data: Path) -> dict[str, str]:
    """Return the ledger that was asked for, or all. Raises NguonError ``unknown_ledger``."""
    if name is None:
        return ledgers
    if name not in ledgers:
        there = ", ".join(ledgers) or "none"
        what = f"no ledger {name[:80]!r} in {data}; there are: {there}"
        raise NguonError("unknown_ledger", what, field="--ledger")
    return {name: ledgers[name]}
