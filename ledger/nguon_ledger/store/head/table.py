"""A head in the database: the table ``checkpoint``."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine, bindparam, select, update

from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import parse_checkpoint
from nguon_ledger.log.note import parse_note
from nguon_ledger.store import tables
from nguon_ledger.store.database import inconsistent, reading, retrying
from nguon_ledger.store.head.contract import moved
from nguon_ledger.store.insert_new import insert_new

_checkpoint = tables.checkpoint.c
# Composed once: composing costs more than the database takes.
_STORED = select(tables.checkpoint).where(_checkpoint.ledger == bindparam("of_ledger"))
_REPLACE = (
    update(tables.checkpoint)
    .where(_checkpoint.ledger == bindparam("of_ledger"), _checkpoint.note == bindparam("old"))
    .values(size=bindparam("size"), note=bindparam("note"))
)


class TableHead:
    """The head of one ledger as a row (contract.Head). What it stores must be checkpoints.

    ``fence`` is called in the transaction of each swap, and raises if this process may not write.
    """

    def __init__(
        self, engine: Engine, ledger: str, *, fence: Callable[[Connection], None] | None = None
    ) -> None:
        self._engine = engine
        self._ledger = ledger
        self._fence = fence

    def read(self) -> bytes | None:
        """Return the stored note.

        Raises NguonError ``store_inconsistent`` if it is not of the size that stands beside it.
        """
        with reading(self._engine) as connection:
            row = connection.execute(_STORED, {"of_ledger": self._ledger}).one_or_none()
        if row is None:
            return None
        note: bytes = row.note
        if _size_of(note) != row.size:
            raise inconsistent(f"the checkpoint of size {row.size} signs another")
        return note

    def swap(self, old: bytes | None, new: bytes) -> None:
        """Replace the note, in a transaction of its own.

        Raises NguonError ``note_malformed`` or ``checkpoint_malformed`` for what is no checkpoint.
        """
        size = parse_checkpoint(parse_note(new).text).size
        if not retrying(self._engine, lambda c: self._replace(c, old, new, size)):
            raise moved()

    def _replace(self, connection: Connection, old: bytes | None, new: bytes, size: int) -> bool:
        if self._fence is not None:
            self._fence(connection)
        if old is None:
            row = {"ledger": self._ledger, "size": size, "note": new}
            return insert_new(connection, tables.checkpoint, row)
        # The comparison is the WHERE of the statement that writes: a writer that had to wait for
        # another's commit compares with what that one stored.
        names = {"of_ledger": self._ledger, "old": old, "size": size, "note": new}
        return connection.execute(_REPLACE, names).rowcount == 1


def _size_of(note: bytes) -> int:
    try:
        return parse_checkpoint(parse_note(note).text).size
    except NguonError as e:
        raise inconsistent(f"the stored checkpoint is not one: {e.detail}") from e
