"""A ledger taken in from an export: admitted again entry by entry, served only if all of it holds.

Until the cutover nobody sees it, for it is in no list of ledgers. Whatever was taken in is whole
batches up to a stored head, so an import that was cut short goes on where it stopped, and the tail
of a ledger that is still served elsewhere can follow.

The crash argument: entries, projections and head of several batches are one transaction, made
after their signatures were verified; the cutover (checkpoint, name) is another, made after the
root was compared with the signed one. Power off before it leaves an import that is not served.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from sqlalchemy import Connection, Engine, delete, insert, or_, select

from nguon_ledger.engine.commit.state import extend_registry
from nguon_ledger.engine.fsck.entries import stored_entries
from nguon_ledger.engine.fsck.named import is_named
from nguon_ledger.engine.fsck.readmission import Position, Readmission
from nguon_ledger.engine.fsck.rows import any_text
from nguon_ledger.engine.fsck.signatures import Signatures
from nguon_ledger.engine.fsck.standing import open_signed
from nguon_ledger.engine.moving.stream import (
    UnverifiedHeader,
    malformed,
    read_attachments,
    read_entries,
    read_header,
)
from nguon_ledger.engine.reading.attachments import blob_name
from nguon_ledger.errors import NguonError
from nguon_ledger.log.merkle import EMPTY_ROOT
from nguon_ledger.statement import parse_statement
from nguon_ledger.store import tables
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.database import WORK_SECONDS, inconsistent, reading, writing
from nguon_ledger.store.rows import upsert_rows
from nguon_ledger.trace.seals import Seal

COMMIT_EVERY = 8192  # entries at least, at the next seal: what a transaction costs is spread


@dataclass(frozen=True)
class Imported:
    """What came in: the entries that are there now, and how many attachments were new."""

    origin: str
    entries: int
    attachments: int
    is_served: bool


class Import:
    """One import into a database under a name; ``blobs`` keeps the attachments.

    ``progress`` is called with the number of entries that are stored, and of all.
    """

    def __init__(
        self,
        engine: Engine,
        name: str,
        *,
        blobs: Blobs,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> None:
        self._engine = engine
        self._name = name
        self._blobs = blobs
        self._progress = progress

    def run(self, source: BinaryIO, *, hold: bool = False) -> Imported:
        """Take an export in; list the ledger as one to be served unless ``hold``.

        Raises NguonError ``export_malformed``, ``ledger_exists`` if one of this name or origin is
        served, ``export_gap`` if it begins behind what is there, ``export_differs`` if it is not
        what was signed, or not what is there, ``export_refused`` naming the first entry that
        cannot stand, ``storage_unavailable``. What was admitted before stays, and is not served.
        """
        header = read_header(source)
        position = self._begin(header)
        entries = read_entries(source, header)
        self._compare(position, header, entries)
        with Signatures() as signatures:
            while position.size < header.checkpoint.size:
                position = self._take(position, header, entries, signatures)
                self._progress(position.size, header.checkpoint.size)
        self._check_signed(position, header)
        attachments = sum(map(self._keep, read_attachments(source)))
        if not hold:
            self._cut_over(header)
        return Imported(header.checkpoint.origin, position.size, attachments, not hold)

    def _begin(self, header: UnverifiedHeader) -> Position:
        """Return how far an earlier import came."""
        origin = header.checkpoint.origin
        with reading(self._engine) as connection:
            check_free(connection, self._name, origin)
            position = _position(connection, self._name, origin)
        if header.start > position.size:
            what = f"{position.size} entries are here: export again with --from {position.size}"
            raise NguonError("export_gap", f"it begins at {header.start}, and {what}")
        if position.size > header.checkpoint.size:
            raise _differs(f"{position.size} entries are here already: take a newer export")
        return position

    def _compare(
        self, position: Position, header: UnverifiedHeader, entries: Iterator[bytes]
    ) -> None:
        """Compare, byte for byte, the entries that are stored already."""
        with (
            reading(self._engine) as connection,
            any_text(connection),
            closing(stored_entries(connection, self._name, start=header.start)) as stored,
        ):
            for index in range(header.start, position.size):
                if next(entries) != next(stored, None):
                    raise _differs(f"entry {index} is not the one that is here", index)

    def _take(
        self,
        position: Position,
        header: UnverifiedHeader,
        entries: Iterator[bytes],
        signatures: Signatures,
    ) -> Position:
        """Admit some batches in one transaction."""
        first = position.size
        with writing(self._engine, idle_seconds=WORK_SECONDS) as connection:
            if _head(connection, self._name)[0] != first:
                raise NguonError("storage_unavailable", "another import of this ledger is at work")
            admission = Readmission(
                connection,
                ledger=self._name,
                origin=header.checkpoint.origin,
                position=position,
                signatures=signatures,
                keeps_entries=True,
            )
            with _refused():
                for data in entries:
                    if admission.feed(data) and admission.index - first >= COMMIT_EVERY:
                        break
                admission.finish()
            size = admission.position.size
            upsert_rows(connection, tables.head, [(self._name, size, admission.root(size))])
        return admission.position

    def _check_signed(self, position: Position, header: UnverifiedHeader) -> None:
        genesis, origin = position.registry.genesis, header.checkpoint.origin
        if genesis is None:
            raise malformed("there is no entry")
        try:
            signed = open_signed(header.note, genesis, origin)
        except NguonError as e:
            raise _differs(f"the checkpoint is not signed by the ledger's key: {e}") from e
        with reading(self._engine) as connection:
            if _head(connection, self._name) != (signed.size, signed.root):
                raise _differs("the entries do not lead to the signed root")

    def _keep(self, data: bytes) -> bool:
        digest = sha256(data).hexdigest()
        with reading(self._engine) as connection:
            if not is_named(connection, self._name, digest):
                raise _differs(f"no entry names the attachment {digest}")
        return self._blobs.put(blob_name(digest), data)

    def _cut_over(self, header: UnverifiedHeader) -> None:
        signed = header.checkpoint
        with writing(self._engine) as connection:
            check_free(connection, self._name, signed.origin)
            if _head(connection, self._name) != (signed.size, signed.root):
                raise NguonError("storage_unavailable", "another import of this ledger is at work")
            row = (self._name, signed.size, header.note)
            upsert_rows(connection, tables.checkpoint, [row])
            names = {"ledger": self._name, "origin": signed.origin}
            connection.execute(insert(tables.ledger).values(names))


def discard(engine: Engine, name: str) -> int:
    """Remove an import that is not served; return how many entries it had.

    Raises NguonError ``ledger_exists`` for a ledger that is, ``unknown_ledger`` for none.
    """
    with writing(engine) as connection:
        check_free(connection, name, "")
        size = _head(connection, name)[0]
        if not size:
            raise NguonError("unknown_ledger", f"no import of {name[:80]!r} is here")
        for table in tables.METADATA.sorted_tables:
            connection.execute(delete(table).where(table.c.ledger == name))
    return size


def check_free(connection: Connection, name: str, origin: str) -> None:
    """Refuse to touch a ledger that is served. Raises NguonError ``ledger_exists``."""
    table = tables.ledger.c
    query = select(table.ledger).where(or_(table.ledger == name, table.origin == origin))
    if connection.execute(query).first() is not None:
        raise NguonError("ledger_exists", f"there is a ledger {name} or {origin} already")


def _position(connection: Connection, name: str, origin: str) -> Position:
    size, root = _head(connection, name)
    position = Position(size)
    if size == 0:
        return position
    _check_same_log(connection, name, origin)
    table = tables.seal.c
    query = select(table.first, table.time).where(table.ledger == name, table.idx == size - 1)
    sealed = connection.execute(query).one_or_none()
    if sealed is None:
        raise inconsistent(f"what is here of {name} does not end with a seal; discard it")
    position.seal = Seal(index=size - 1, first=sealed.first, size=size - 1, time=sealed.time)
    extend_registry(connection, name, origin, position.registry, start=0)
    if Readmission(connection, ledger=name, origin=origin, position=position).root(size) != root:
        raise inconsistent(f"what is here of {name} does not lead to its head; discard it")
    return position


def _check_same_log(connection: Connection, name: str, origin: str) -> None:
    table = tables.entry.c
    query = select(table.data).where(table.ledger == name, table.idx == 0)
    try:
        parse_statement(connection.execute(query).scalar_one_or_none() or b"", log=origin)
    except NguonError as e:
        raise _differs(f"what is here under the name {name} is of another log: {e}") from e


def _head(connection: Connection, name: str) -> tuple[int, bytes]:
    table = tables.head.c
    query = select(table.size, table.root).where(table.ledger == name)
    row = connection.execute(query).one_or_none()
    return (row.size, row.root) if row is not None else (0, EMPTY_ROOT)


@contextmanager
def _refused() -> Iterator[None]:
    """Tell a fault of the export apart from one of the store."""
    try:
        yield
    except NguonError as e:
        if e.code != "store_inconsistent":
            raise
        raise NguonError("export_refused", e.detail, field=e.field) from e


def _differs(why: str, index: int | None = None) -> NguonError:
    field = None if index is None else str(index)
    return NguonError("export_differs", f"{why}; nothing of it is served", field=field)
