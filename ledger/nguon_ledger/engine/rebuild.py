"""Rebuild every projection of a ledger from its entries.

The same admission runs again, so an entry that could not have been admitted is named. One
transaction: if anything differs or the power goes, the old projections stand.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, select

from nguon_ledger.engine.admission import EventAdmission
from nguon_ledger.engine.books import Books, Change
from nguon_ledger.engine.projections import Projections
from nguon_ledger.engine.reader import read_tile
from nguon_ledger.engine.registration import admit_registration
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import Event
from nguon_ledger.events.reading import read_event
from nguon_ledger.log.merkle import EMPTY_ROOT, HASH_SIZE, leaf_hash, root_of
from nguon_ledger.log.tiles import grow_tiles, node_from_tiles
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.state import Registry
from nguon_ledger.registry.statements import RegistryStatement
from nguon_ledger.statement import EVENT_TYP, SEAL_TYP, UnverifiedStatement, parse_statement
from nguon_ledger.store import tables
from nguon_ledger.store.database import inconsistent, reading, writing
from nguon_ledger.trace.seals import Seal, check_place, read_seal


def rebuild_ledger(engine: Engine, ledger: str, origin: str) -> int:
    """Write all projections anew; return the number of entries.

    Raises NguonError ``store_inconsistent`` naming the first entry that cannot stand, or the
    head if its root is not that of the entries.
    """
    try:
        with writing(engine) as connection:
            return _Rebuild(connection, ledger, origin).run()
    except NguonError as e:
        if e.code != "store_inconsistent":
            raise
        with reading(engine) as connection:
            raise _first_foreign(connection, ledger) or e from None


_Read = tuple[UnverifiedStatement, Event | RegistryStatement]


class _Rebuild:
    def __init__(self, connection: Connection, ledger: str, origin: str) -> None:
        self._connection = connection
        self._ledger = ledger
        self._origin = origin
        self._registry = Registry()
        self._projections = Projections(connection, ledger)
        self._size = 0

    def run(self) -> int:
        self._projections.begin()
        batch: list[_Read] = []
        for index, data in self._entries():
            statement, content = self._read(index, data)
            if content is None:
                self._replay(batch, statement)
                batch = []
            else:
                batch.append((statement, content))
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

    def _read(
        self, index: int, data: bytes
    ) -> tuple[UnverifiedStatement, Event | RegistryStatement | None]:
        """Read an entry; a seal has no content."""
        try:
            statement = parse_statement(data, log=self._origin)
            if statement.typ == SEAL_TYP:
                return statement, None
            is_event = statement.typ == EVENT_TYP
            return statement, (read_event if is_event else read_registry)(statement.payload)
        except NguonError as e:
            raise _inconsistent(index, str(e)) from e

    def _replay(self, batch: list[_Read], seal_statement: UnverifiedStatement) -> None:
        seal = self._read_seal(seal_statement, self._size + len(batch))
        books = Books(self._connection, self._ledger, self._origin, self._registry)
        books.prefetch(content for _, content in batch if isinstance(content, Event))
        for index, read in enumerate(batch, self._size):
            try:
                change = self._admit(index, read, books, seal.time)
            except NguonError as e:
                raise _inconsistent(index, str(e)) from e
            books.merge(index, read[0], change)
        self._projections.write_changes(books.changes)
        self._projections.write_seal(seal)
        statements = [statement for statement, _ in batch] + [seal_statement]
        leaves = [leaf_hash(statement.data) for statement in statements]
        tiles = grow_tiles(size=self._size, leaves=leaves, read=self._read_tile)
        self._projections.write_tiles(tiles)
        self._size += len(leaves)

    def _read_seal(self, statement: UnverifiedStatement, index: int) -> Seal:
        try:
            seal = read_seal(statement.payload, index)
            check_place(seal, None)
        except NguonError as e:
            raise _inconsistent(index, str(e)) from e
        if seal.first != self._size:
            raise _inconsistent(index, f"it dates entries from {seal.first}, not {self._size}")
        return seal

    def _admit(self, index: int, read: _Read, books: Books, time: int) -> Change:
        statement, content = read
        if isinstance(content, Event):
            admission = EventAdmission(registry=self._registry, books=books, index=index, time=time)
            return admission.admit(statement, content)
        self._projections.write_registry(index)
        return admit_registration(index, statement, content, registry=self._registry, books=books)

    def _check_head(self) -> None:
        table = tables.head.c
        query = select(table.size, table.root).where(table.ledger == self._ledger)
        head = self._connection.execute(query).one_or_none() or (0, EMPTY_ROOT)
        root = node_from_tiles((0, self._size), self._read_tile) if self._size else EMPTY_ROOT
        if head != (self._size, root):
            raise inconsistent("the entries do not lead to the head")

    def _read_tile(self, level: int, number: int) -> bytes:
        return read_tile(self._connection, self._ledger, (level, number))


def _first_foreign(connection: Connection, ledger: str) -> NguonError | None:
    """Name the first entry that is not the one recorded in its place.

    An exchanged entry may stand by itself and make a later one fall. The old tiles know better,
    if they still lead to the head.
    """
    head = connection.execute(
        select(tables.head.c.size, tables.head.c.root).where(tables.head.c.ledger == ledger)
    ).one_or_none()
    leaves = list(_leaves_of_tiles(connection, ledger))
    if head is None or (len(leaves), root_of(leaves)) != head:
        return None
    table = tables.entry.c
    query = select(table.idx, table.data).where(table.ledger == ledger)
    stored = {row.idx: leaf_hash(row.data) for row in connection.execute(query)}
    for index, leaf in enumerate(leaves):
        if stored.get(index) != leaf:
            return _inconsistent(index, "it is not the one that was recorded here")
    return None


def _leaves_of_tiles(connection: Connection, ledger: str) -> Iterator[bytes]:
    table = tables.tile.c
    query = select(table.hashes).where(table.ledger == ledger, table.level == 0)
    for hashes in connection.scalars(query.order_by(table.number)):
        for start in range(0, len(hashes), HASH_SIZE):
            yield hashes[start : start + HASH_SIZE]


def _inconsistent(index: int, why: str) -> NguonError:
    return inconsistent(f"entry {index}: {why}", field=str(index))
