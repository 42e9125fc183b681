"""Reading one snapshot of a ledger: entries, tiles, proofs, and what a trace asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, select

from nguon_ledger.engine import tables
from nguon_ledger.engine.database import reading
from nguon_ledger.errors import NguonError
from nguon_ledger.log.merkle import HASH_SIZE, Span, prove_inclusion
from nguon_ledger.log.tiles import TILE_HEIGHT, TILE_WIDTH, format_entries, node_from_tiles
from nguon_ledger.log.tlog_proof import format_proof
from nguon_ledger.trace.touches import Role, Touch


@contextmanager
def snapshot(engine: Engine, ledger: str, origin: str) -> Iterator[Snapshot]:
    """Open the last published state. Raises NguonError ``storage_unavailable``."""
    with reading(engine) as connection:
        yield Snapshot(connection, ledger, origin)


class Snapshot:
    """The ledger as its checkpoint signs it; later rows do not exist here."""

    def __init__(self, connection: Connection, ledger: str, origin: str) -> None:
        self.origin = origin
        self._connection = connection
        self._ledger = ledger
        self._tiles: dict[tuple[int, int], bytes] = {}
        table = tables.checkpoint.c
        query = select(table.size, table.note).where(table.ledger == ledger)
        row = connection.execute(query).one()
        self.size: int = row.size
        self.checkpoint_note: bytes = row.note

    def entry(self, index: int) -> bytes:
        """Return an entry. Raises NguonError ``not_found``."""
        return self._entries(index, index + 1)[0]

    def entry_bundle(self, *, number: int, width: int) -> bytes:
        """Return an entry bundle of tlog-tiles. Raises NguonError ``not_found``."""
        start = number * TILE_WIDTH
        return format_entries(self._entries(start, start + width))

    def tile(self, *, level: int, number: int, width: int) -> bytes:
        """Return the first ``width`` hashes of a tile. Raises NguonError ``not_found``."""
        if (number * TILE_WIDTH + width) << (TILE_HEIGHT * level) > self.size:
            raise _not_found("the tree has no such tile")
        return self._tile(level, number)[: width * HASH_SIZE]

    def proof(self, index: int) -> bytes:
        """Return the tlog-proof of an entry. Raises NguonError ``not_found``."""
        if index >= self.size:
            raise _not_found("the tree has no such entry")
        hashes = prove_inclusion(index=index, size=self.size, read=self.node)
        return format_proof(index=index, hashes=hashes, checkpoint_note=self.checkpoint_note)

    def node(self, span: Span) -> bytes:
        """Return a tree node."""
        return node_from_tiles(span, self._tile)

    def touching(self, subject: str) -> list[Touch]:
        """Return the entries about a subject, by index."""
        table = tables.touch.c
        query = (
            select(table.subject, table.idx, table.role)
            .where(table.ledger == self._ledger, table.subject == subject, table.idx < self.size)
            .order_by(table.idx)
        )
        rows = self._connection.execute(query)
        return [Touch(row.subject, row.idx, Role(row.role)) for row in rows]

    def seal_of(self, index: int) -> int:
        """Return the index of the seal that dates an entry."""
        table = tables.seal.c
        query = (
            select(table.idx)
            .where(table.ledger == self._ledger, table.idx >= index)
            .order_by(table.idx)
            .limit(1)
        )
        return int(self._connection.execute(query).scalar_one())

    def _entries(self, start: int, end: int) -> list[bytes]:
        if end > self.size:
            raise _not_found("the log has no such entry")
        table = tables.entry.c
        query = (
            select(table.data)
            .where(table.ledger == self._ledger, table.idx >= start, table.idx < end)
            .order_by(table.idx)
        )
        return list(self._connection.execute(query).scalars())

    def _tile(self, level: int, number: int) -> bytes:
        key = (level, number)
        if key not in self._tiles:
            self._tiles[key] = read_tile(self._connection, self._ledger, key)
        return self._tiles[key]


def read_tile(connection: Connection, ledger: str, key: tuple[int, int]) -> bytes:
    """Return the hashes of tile (level, number), as many as are stored; empty if none."""
    table = tables.tile.c
    level, number = key
    query = select(table.hashes).where(
        table.ledger == ledger, table.level == level, table.number == number
    )
    return connection.execute(query).scalar_one_or_none() or b""


def _not_found(detail: str) -> NguonError:
    return NguonError("not_found", detail)
