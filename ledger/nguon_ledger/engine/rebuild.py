"""Rebuild every projection of a ledger from its entries.

The same admission runs again, so an entry that could not have been admitted is named. One
transaction: if anything differs or the power goes, the old projections stand.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, select

from nguon_ledger.engine import tables
from nguon_ledger.engine.admission import EventAdmission
from nguon_ledger.engine.books import Books, Change
from nguon_ledger.engine.database import inconsistent, reading, writing
from nguon_ledger.engine.projections import Projections
from nguon_ledger.engine.reader import read_tile
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import read_event
from nguon_ledger.log.merkle import EMPTY_ROOT, HASH_SIZE, leaf_hash
from nguon_ledger.log.tiles import TILE_WIDTH, grow_tiles, node_from_tiles
from nguon_ledger.registry.authority import authorize
from nguon_ledger.registry.state import Registry
from nguon_ledger.registry.statements import read_registry
from nguon_ledger.statement import EVENT_TYP, SEAL_TYP, UnverifiedStatement, parse_statement
from nguon_ledger.trace.seals import Seal, check_place, read_seal
from nguon_ledger.trace.touches import registry_touches


def rebuild_ledger(engine: Engine, ledger: str, origin: str) -> int:
    """Write all projections anew; return the number of entries.

    Raises NguonError ``store_inconsistent`` naming the first entry that cannot stand, or the
    head if its root is not that of the entries.
    """
    try:
        with writing(engine) as connection:
            return _Rebuild(connection, ledger, origin).run()
    except _HeadDiffersError:
        with reading(engine) as connection:
            raise _first_foreign(connection, ledger) from None


class _HeadDiffersError(Exception):
    """Every entry could stand, but together they are not what the head says."""


class _Rebuild:
    def __init__(self, connection: Connection, ledger: str, origin: str) -> None:
        self._connection = connection
        self._ledger = ledger
        self._origin = origin
        self._registry = Registry()
        self._projections = Projections(connection, ledger)
        self._size = 0

    def run(self) -> int:
        self._projections.clear()
        batch: list[bytes] = []
        for index, data in self._entries():
            batch.append(data)
            statement = self._parse(index, data)
            if statement.typ == SEAL_TYP:
                self._replay(batch, statement)
                batch = []
        if batch:
            raise _inconsistent(self._size, "no seal after it")
        self._check_head()
        return self._size

    def _entries(self) -> Iterator[tuple[int, bytes]]:
        table = tables.entry.c
        query = (
            select(table.idx, table.leaf, table.data)
            .where(table.ledger == self._ledger)
            .order_by(table.idx)
        )
        for expected, row in enumerate(self._connection.execute(query)):
            if row.idx != expected:
                raise _inconsistent(expected, "it is missing")
            if leaf_hash(row.data) != row.leaf:
                raise _inconsistent(expected, "its bytes are not those of its leaf hash")
            yield row.idx, row.data

    def _parse(self, index: int, data: bytes) -> UnverifiedStatement:
        try:
            return parse_statement(data, log=self._origin)
        except NguonError as e:
            raise _inconsistent(index, str(e)) from e

    def _replay(self, batch: list[bytes], seal_statement: UnverifiedStatement) -> None:
        seal = self._read_seal(seal_statement, self._size + len(batch) - 1)
        books = Books(self._connection, self._ledger, self._origin)
        for index, data in enumerate(batch[:-1], self._size):
            statement = self._parse(index, data)
            try:
                change = self._admit(index, statement, books, seal.time)
            except NguonError as e:
                raise _inconsistent(index, str(e)) from e
            books.merge(index, statement, change)
        self._projections.write_changes(books.changes)
        self._projections.write_seal(seal)
        leaves = [leaf_hash(data) for data in batch]
        tiles = grow_tiles(size=self._size, leaves=leaves, read=self._read_tile)
        self._projections.write_tiles(tiles)
        self._size += len(batch)

    def _read_seal(self, statement: UnverifiedStatement, index: int) -> Seal:
        try:
            seal = read_seal(statement.payload, index)
            check_place(seal, None)
        except NguonError as e:
            raise _inconsistent(index, str(e)) from e
        if seal.first != self._size:
            raise _inconsistent(index, f"it dates entries from {seal.first}, not {self._size}")
        return seal

    def _admit(self, index: int, statement: UnverifiedStatement, books: Books, time: int) -> Change:
        if statement.typ == EVENT_TYP:
            admission = EventAdmission(registry=self._registry, books=books, index=index, time=time)
            return admission.admit(statement, read_event(statement.payload))
        content = read_registry(statement.payload)
        if index > 0:
            authorize(self._registry, content, self._registry.signer_at(statement.kid, index))
        self._registry.record(index, content)
        self._projections.write_registry(index)
        return Change(index, registry_touches(index, content))

    def _check_head(self) -> None:
        table = tables.head.c
        query = select(table.size, table.root).where(table.ledger == self._ledger)
        head = self._connection.execute(query).one_or_none() or (0, EMPTY_ROOT)
        root = node_from_tiles((0, self._size), self._read_tile) if self._size else EMPTY_ROOT
        if head != (self._size, root):
            raise _HeadDiffersError

    def _read_tile(self, level: int, number: int) -> bytes:
        return read_tile(self._connection, self._ledger, (level, number))


def _first_foreign(connection: Connection, ledger: str) -> NguonError:
    """Name the first entry whose hash is not the one that the old tiles have in its place."""
    table = tables.entry.c
    query = select(table.idx, table.leaf).where(table.ledger == ledger).order_by(table.idx)
    hashes = b""
    for row in connection.execute(query):
        number, offset = divmod(row.idx, TILE_WIDTH)
        if offset == 0:
            hashes = read_tile(connection, ledger, (0, number))
        if hashes[offset * HASH_SIZE : (offset + 1) * HASH_SIZE] != row.leaf:
            return _inconsistent(row.idx, "it is not the one that was recorded here")
    return inconsistent("the entries do not lead to the head")


def _inconsistent(index: int, why: str) -> NguonError:
    return inconsistent(f"entry {index}: {why}", field=str(index))
