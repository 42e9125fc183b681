"""The durable sequence in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, bindparam, func, select

from nguon_ledger.store import tables
from nguon_ledger.store.database import reading, writing
from nguon_ledger.store.rows import insert_rows, upsert_rows
from nguon_ledger.store.sequence.contract import NOTHING, Extent, Tiles

_head, _entry, _tile = tables.head.c, tables.entry.c, tables.tile.c
_EXTENT = select(_head.size, _head.root).where(_head.ledger == bindparam("ledger"))
_LAST = select(func.max(_entry.idx)).where(_entry.ledger == bindparam("ledger"))
_DATA = (
    select(_entry.data)
    .where(_entry.ledger == bindparam("ledger"), _entry.idx >= bindparam("start"))
    .order_by(_entry.idx)
)
_TILE = select(_tile.hashes).where(
    _tile.ledger == bindparam("ledger"),
    _tile.level == bindparam("level"),
    _tile.number == bindparam("number"),
)


# A process that shares the ledger and stops in the midst of its transaction keeps the others out
# until the server ends it. Whose batch takes longer tries again with a smaller one.
SHARED_SECONDS = 3.5


class StoredReach:
    """A view of a ledger's sequence over a connection (contract.Reach)."""

    def __init__(self, connection: Connection, ledger: str) -> None:
        self.connection = connection
        self.ledger = ledger

    def extent(self) -> Extent:
        """Return the stored extent."""
        row = self.connection.execute(_EXTENT, {"ledger": self.ledger}).one_or_none()
        return Extent(row.size, row.root) if row is not None else NOTHING

    def length(self) -> int:
        """Return the number of the last entry plus one."""
        last: int | None = self.connection.execute(_LAST, {"ledger": self.ledger}).scalar_one()
        return 0 if last is None else last + 1

    def tile(self, level: int, number: int) -> bytes:
        """Return the hashes of a tile, as many as are stored."""
        names = {"ledger": self.ledger, "level": level, "number": number}
        return self.connection.execute(_TILE, names).scalar_one_or_none() or b""


class StoredExtension(StoredReach):
    """A write transaction (contract.Extension); projections are written on its connection."""

    def append(self, start: int, entries: Sequence[tuple[bytes, bytes]]) -> None:
        """Insert entries; the primary key refuses an index that is taken."""
        rows = [(self.ledger, i, leaf, data) for i, (leaf, data) in enumerate(entries, start)]
        insert_rows(self.connection, tables.entry, rows)

    def entries(self, start: int) -> list[bytes]:
        """Read entries back."""
        names = {"ledger": self.ledger, "start": start}
        return list(self.connection.scalars(_DATA, names))

    def put_tiles(self, tiles: Tiles) -> None:
        """Write edge tiles and tiles that filled up."""
        rows = [(self.ledger, level, number, hashes) for (level, number), hashes in tiles.items()]
        upsert_rows(self.connection, tables.tile, rows)

    def reach(self, extent: Extent) -> None:
        """Write the head."""
        upsert_rows(self.connection, tables.head, [(self.ledger, *extent)])


class StoredSequence:
    """The sequence of one ledger in a database (contract.DurableSequence).

    ``fence`` is called at the start of each transaction, and raises if this process may not write.
    """

    def __init__(
        self, engine: Engine, ledger: str, *, fence: Callable[[Connection], None] | None = None
    ) -> None:
        self._engine = engine
        self._ledger = ledger
        self._fence = fence

    @contextmanager
    def extending(self) -> Iterator[StoredExtension]:
        """Open a write transaction."""
        seconds = None if self._fence is None else SHARED_SECONDS
        with writing(self._engine, whole_seconds=seconds) as connection:
            if self._fence is not None:
                self._fence(connection)
            yield StoredExtension(connection, self._ledger)

    @contextmanager
    def looking(self) -> Iterator[StoredReach]:
        """Open a snapshot."""
        with reading(self._engine) as connection:
            yield StoredReach(connection, self._ledger)
