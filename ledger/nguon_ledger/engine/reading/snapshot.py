"""Reading one snapshot of a ledger: entries, tiles, proofs, and what a trace asks.

Stored bytes are served as they are, altered or not: the verifier names an altered entry. What
cannot be served at all (a row is gone, a tile is cut off) is ``store_inconsistent``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import zip_longest

from sqlalchemy import BindParameter, Connection, Engine, bindparam, select

from nguon_ledger.engine.reading.rows import (
    missing_entry,
    read_entries,
    read_seals,
    read_touches,
)
from nguon_ledger.engine.reading.upstream import find_upstream
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import parse_checkpoint
from nguon_ledger.log.merkle import HASH_SIZE, Span, prove_inclusion
from nguon_ledger.log.note import parse_note
from nguon_ledger.log.tile_nodes import TileNodes
from nguon_ledger.log.tiles import MAX_LEVEL, TILE_HEIGHT, TILE_WIDTH, format_entries
from nguon_ledger.log.tlog_proof import format_proof
from nguon_ledger.log.tlog_proofs import format_proofs
from nguon_ledger.rules.finding import Finding
from nguon_ledger.store import tables
from nguon_ledger.store.database import inconsistent, reading
from nguon_ledger.store.sequence.database import StoredReach
from nguon_ledger.trace.touches import Touch

_entry, _seal = tables.entry.c, tables.seal.c
_checkpoint = tables.checkpoint.c
_LEDGER: BindParameter[str] = bindparam("ledger")
_START: BindParameter[int] = bindparam("start")
_END: BindParameter[int] = bindparam("end")

# Written once: composing a query costs more than its answer.
_ENTRIES = (
    select(_entry.idx, _entry.data)
    .where(_entry.ledger == _LEDGER, _entry.idx >= _START, _entry.idx < _END)
    .order_by(_entry.idx)
)
_CHECKPOINT = select(_checkpoint.size, _checkpoint.note).where(_checkpoint.ledger == _LEDGER)


@contextmanager
def snapshot(engine: Engine, ledger: str, origin: str) -> Iterator[Snapshot]:
    """Open the last published state. Raises NguonError ``storage_unavailable``."""
    with reading(engine) as connection:
        yield Snapshot(connection, ledger, origin)


class Snapshot:
    """The ledger as its checkpoint signs it; later rows do not exist here.

    Every method may raise NguonError ``store_inconsistent``.
    """

    def __init__(self, connection: Connection, ledger: str, origin: str) -> None:
        self.origin = origin
        self._connection = connection
        self._ledger = ledger
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._stored = StoredReach(connection, ledger)
        self._nodes = TileNodes(self._tile)
        row = connection.execute(_CHECKPOINT, {"ledger": ledger}).one_or_none()
        if row is None:
            raise inconsistent("there is no checkpoint")
        self.size: int = row.size
        self.checkpoint_note: bytes = row.note
        signed = _signed_size(self.checkpoint_note)
        if signed != self.size:
            raise inconsistent(f"the checkpoint of size {self.size} signs {signed} entries")

    def entry(self, index: int) -> bytes:
        """Return an entry. Raises NguonError ``not_found``."""
        return self.entries_at([index])[index]

    def entries_at(self, indices: Sequence[int]) -> dict[int, bytes]:
        """Return entries of this tree by their indices, which differ from each other."""
        if any(not 0 <= index < self.size for index in indices):
            raise _not_found("the log has no such entry")
        return read_entries(self._connection, self._ledger, indices)

    def index_of(self, subject: str, data: bytes) -> int | None:
        """Return where the very bytes of a statement stand among those about its identity."""
        said = self.touching(subject)
        return next((t.index for t in said if self.entry(t.index) == data), None)

    def entry_bundle(self, *, number: int, width: int) -> bytes:
        """Return an entry bundle of tlog-tiles. Raises NguonError ``not_found``."""
        start = number * TILE_WIDTH
        return format_entries(self._entries(start, start + width))

    def tile(self, *, level: int, number: int, width: int) -> bytes:
        """Return the first ``width`` hashes of a tile. Raises NguonError ``not_found``."""
        last = number * TILE_WIDTH + width
        if level > MAX_LEVEL or last << (TILE_HEIGHT * level) > self.size:
            raise _not_found("the tree has no such tile")
        hashes = self._tile(level, number)[: width * HASH_SIZE]
        if len(hashes) != width * HASH_SIZE:
            raise inconsistent(f"tile {level}/{number} is cut off")
        return hashes

    def proof(self, index: int) -> bytes:
        """Return the tlog-proof of an entry. Raises NguonError ``not_found``."""
        if not 0 <= index < self.size:
            raise _not_found("the tree has no such entry")
        hashes = prove_inclusion(index=index, size=self.size, read=self.node)
        return format_proof(index=index, hashes=hashes, checkpoint_note=self.checkpoint_note)

    def proofs(self, indices: Iterable[int]) -> dict[int, bytes]:
        """Return the tlog-proofs of entries of this tree."""
        asked = sorted(set(indices))
        proofs = format_proofs(
            asked, size=self.size, read=self.node, checkpoint_note=self.checkpoint_note
        )
        return dict(proofs)

    def node(self, span: Span) -> bytes:
        """Return a tree node. Proofs of neighbours share most of theirs, so they are kept."""
        try:
            return self._nodes.node(span)
        except ValueError as e:
            raise inconsistent(str(e)) from e

    def touching(self, subject: str) -> list[Touch]:
        """Return the entries about a subject, by index and role."""
        return self.touching_each([subject])[subject]

    def touching_each(self, subjects: Sequence[str]) -> dict[str, list[Touch]]:
        """Return the same for many subjects."""
        return read_touches(self._connection, self._ledger, subjects, size=self.size)

    def upstream(self, thing: str) -> list[str]:
        """Return the subjects that a thing seems to come of, to read ahead."""
        return find_upstream(self._connection, self._ledger, thing, size=self.size)

    def seals_of(self, indices: Sequence[int]) -> set[int]:
        """Return the indices of the seals that date entries."""
        return read_seals(self._connection, self._ledger, indices, size=self.size)

    def sealed(self) -> int:
        """Return the time of the last seal, in microseconds since 1970."""
        query = select(_seal.time).where(_seal.ledger == self._ledger, _seal.idx == self.size - 1)
        time: int | None = self._connection.execute(query).scalar_one_or_none()
        if time is None:
            raise inconsistent("the last entry is not a seal")
        return time

    def flags(self, index: int) -> list[Finding]:
        """Return what the rules flag of an event, hindsight apart."""
        return read_flags(self._connection, self._ledger, index)

    def _entries(self, start: int, end: int) -> list[bytes]:
        if not 0 <= start < end <= self.size:
            raise _not_found("the log has no such entry")
        names = {"ledger": self._ledger, "start": start, "end": end}
        rows = self._connection.execute(_ENTRIES, names).all()
        for index, row in zip_longest(range(start, end), rows):
            if row is None or row[0] != index:
                raise missing_entry(index)
        return [row[1] for row in rows]

    def _tile(self, level: int, number: int) -> bytes:
        key = (level, number)
        if key not in self._tiles:
            self._tiles[key] = self._stored.tile(level, number)
        return self._tiles[key]


@lru_cache(maxsize=64)  # of a few ledgers; it changes with each batch, and every answer reads it
def _signed_size(note: bytes) -> int:
    try:
        return parse_checkpoint(parse_note(note).text).size
    except NguonError as e:
        raise inconsistent(f"the stored checkpoint is not one: {e.detail}") from e


def read_flags(connection: Connection, ledger: str, index: int) -> list[Finding]:
    """Return the stored flags of an event, in their order."""
    table = tables.flag.c
    query = (
        select(tables.flag).where(table.ledger == ledger, table.idx == index).order_by(table.number)
    )
    rows = connection.execute(query)
    return [Finding(row.rule, row.idx, row.subject, json.loads(row.details)) for row in rows]


def _not_found(detail: str) -> NguonError:
    return NguonError("not_found", detail)
