"""A backup put in place, unless the ledger went on after it.

Going on from an old copy makes two histories under one key, which every witness and every saved
receipt proves. So before anything is written, each ledger of the backup is compared with the
checkpoint that was signed last (the second head, which no restore writes) and with the database
that is there.

The crash argument: the old database is renamed first, then what lies beside it, then the new one
gets its name. Power off in between leaves no database under the name, and nothing opens.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from nguon_ledger.engine.backup.backup import BackedUp, opened_backup, standings
from nguon_ledger.engine.backup.second_heads import SecondHeads
from nguon_ledger.engine.fsck.quick import Standing
from nguon_ledger.engine.fsck.standing import open_signed
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import Checkpoint
from nguon_ledger.store.database import storage_errors
from nguon_ledger.store.durable_folder import make_folder, sync

_SIDES = ("-wal", "-shm", "-journal")
_WAYS = (
    "Nothing was changed. Take a newer backup; or import a longer export of another copy into a "
    "new folder; or restore this one to check and export it, with --read-only: it is not served"
)


def restore(
    backup: Path,
    database: Path,
    *,
    heads: SecondHeads,
    aside: str,
    read_only: bool = False,
    prepare: Callable[[], None] = lambda: None,
) -> list[BackedUp]:
    """Put ``backup`` in the place of ``database``; return its ledgers.

    ``aside``: ending that the database that is there gets;
    it is never deleted. ``read_only``: a backup that is older is put in place all the same; the
    second head still keeps the server from recording. ``prepare`` is called when nothing stands in
    the way, before anything is replaced.

    Raises NguonError ``store_rolled_back`` if the backup is older, ``fork`` if it contradicts what
    was signed, ``backup_malformed``, ``store_inconsistent``, ``database_in_use``,
    ``second_head_malformed``, ``file_exists`` or ``storage_unavailable``.
    """
    with opened_backup(backup) as connection:
        ledgers = standings(connection)
        if not ledgers:
            raise NguonError("backup_malformed", f"{backup} holds no ledger")
        known = [*_second_heads(ledgers, heads), *_stored_heads(ledgers, database)]
        _check_grown(ledgers, known, read_only=read_only)
        if not read_only:
            _check_complete(ledgers, heads, database)
        restored = [BackedUp(o.name, o.origin, o.size, o.signed.size) for o in ledgers]
    prepare()
    with storage_errors():
        make_folder(database.parent)
        _put_aside(database, aside)
        _place(backup, database)
    return restored


def _second_heads(
    ledgers: Iterable[Standing], heads: SecondHeads
) -> Iterator[tuple[str, Checkpoint]]:
    for ledger in ledgers:
        note = heads.read(ledger.name)
        if note is None:
            continue
        try:
            yield ledger.name, open_signed(note, ledger.genesis, ledger.origin)
        except NguonError as e:
            what = f"the second head of {ledger.name} is not this ledger's: {e}"
            raise NguonError("second_head_malformed", what) from e


def _stored_heads(ledgers: Iterable[Standing], database: Path) -> Iterator[tuple[str, Checkpoint]]:
    """Yield how far the ledgers reach in the database that is there, if it can still be read.

    A damaged one can say nothing: that is what the second head is for.
    """
    if not database.exists():
        return
    names = {ledger.name for ledger in ledgers}
    try:
        with opened_backup(database) as connection:
            there = standings(connection)
            for one in there:
                if one.name in names:
                    yield one.name, Checkpoint(one.origin, one.size, one.root_at(one.size))
    except NguonError as e:
        if e.code not in {"backup_malformed", "store_inconsistent"}:
            raise


def _check_grown(
    ledgers: Iterable[Standing], known: Iterable[tuple[str, Checkpoint]], *, read_only: bool
) -> None:
    by_name = {ledger.name: ledger for ledger in ledgers}
    for name, last in known:
        ledger = by_name[name]
        if last.size <= ledger.size:
            if last.origin != ledger.origin or ledger.root_at(last.size) != last.root:
                what = f"the backup of {name} holds other entries than the {last.size} signed here"
                raise NguonError("fork", f"{what}: it is another history")
        elif not read_only:
            missing = last.size - ledger.size
            what = f"{name} was signed up to {last.size} entries, the backup has {ledger.size}"
            raise NguonError("store_rolled_back", f"{what}: {missing} are missing. {_WAYS}")


def _check_complete(ledgers: Iterable[Standing], heads: SecondHeads, database: Path) -> None:
    """Refuse a backup that lacks a whole ledger that is here."""
    lost = set(heads.ledgers()) | set(_names_in(database))
    lost -= {ledger.name for ledger in ledgers}
    if lost:
        what = f"the backup lacks {', '.join(sorted(lost))}"
        raise NguonError("store_rolled_back", f"{what}. {_WAYS}")


def _names_in(database: Path) -> list[str]:
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as old:
            return [name for (name,) in old.execute("SELECT ledger FROM ledger")]
    except sqlite3.Error:  # there is none, or it is damaged: the second heads tell
        return []


def _put_aside(database: Path, ending: str) -> None:
    """Rename what is there. A log beside it would be played back into the new file."""
    if database.exists():
        _fold_log(database)
    for side in ("", *_SIDES):
        old = database.with_name(f"{database.name}{side}")
        if old.exists():
            kept = old.with_name(f"{database.name}{ending}{side}")
            if kept.exists():
                raise NguonError("file_exists", f"{kept} is there already")
            old.rename(kept)
    sync(database.parent)


def _fold_log(database: Path) -> None:
    """Leave WAL mode, which needs that nobody else has the file open.

    A damaged file is put aside as it is, with its log.
    """
    try:
        uri = f"{database.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(uri, uri=True, timeout=0)) as old:
            old.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as e:
        if getattr(e, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            what = f"{database} is open in another process; stop the server first"
            raise NguonError("database_in_use", what) from e
    except sqlite3.DatabaseError:
        pass  # damaged: it is kept aside, and whoever restores wants it out of the way


def _place(backup: Path, database: Path) -> None:
    partial = database.with_name(f"{database.name}.partial")
    try:
        shutil.copyfile(backup, partial)
        partial.chmod(0o600)
        sync(partial)
        partial.replace(database)
    finally:
        partial.unlink(missing_ok=True)
    sync(database.parent)
