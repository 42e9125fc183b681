"""One batch: from statements to a durable head, in one transaction.

The order is the crash argument. Everything up to the commit happens in one transaction, so a
power cut leaves the old head with the old rows, or the new head with the new rows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection, insert, select

from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.engine.admission import EventAdmission
from nguon_ledger.engine.books import Books
from nguon_ledger.engine.projections import Projections
from nguon_ledger.engine.reader import read_tile
from nguon_ledger.engine.registration import admit_registration
from nguon_ledger.engine.state import LedgerState, check_ledger_keys, check_root
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import Event
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.merkle import EMPTY_ROOT, HASH_SIZE, leaf_hash
from nguon_ledger.log.tiles import TILE_HEIGHT, TILE_WIDTH, grow_tiles, node_from_tiles
from nguon_ledger.registry.authority import check_genesis
from nguon_ledger.registry.statements import RegistryStatement
from nguon_ledger.statement import SEAL_TYP, UnverifiedStatement, sign_statement
from nguon_ledger.store import tables
from nguon_ledger.store.database import inconsistent
from nguon_ledger.store.rows import upsert_rows
from nguon_ledger.trace.seals import Seal


@dataclass(frozen=True)
class Checked:
    """A statement that passed every check that needs no order: form, schema, signature."""

    statement: UnverifiedStatement
    content: Event | RegistryStatement
    leaf: bytes


@dataclass(frozen=True)
class Placed:
    """Where a statement stands; ``is_new`` is false if its bytes were there before."""

    index: int
    is_new: bool


@dataclass(frozen=True)
class Sequenced:
    """A durable batch: the outcome of each statement, and the new head."""

    outcomes: list[Placed | NguonError]
    size: int
    root: bytes
    sealed: int


class Batch:
    """Builds one batch on top of ``state`` inside the caller's write transaction."""

    def __init__(
        self,
        connection: Connection,
        *,
        ledger: str,
        origin: str,
        vkey: str,
        state: LedgerState,
        time: int,
    ) -> None:
        self._connection = connection
        self._ledger = ledger
        self._origin = origin
        self._vkey = vkey
        self._state = state
        self._time = time
        self._books = Books(connection, ledger, origin, state.registry)
        self._projections = Projections(connection, ledger)
        self._entries: list[bytes] = []
        self._leaves: dict[bytes, int] = {}

    def run(self, batch: Sequence[Checked], seal_key: Ed25519SigningKey) -> Sequenced:
        """Admit in order, seal, and write. Nothing new is written if all are refused or known."""
        self._check_head()
        known = self._known_leaves([checked.leaf for checked in batch])
        self._books.prefetch(c.content for c in batch if isinstance(c.content, Event))
        outcomes = [self._place(checked, known) for checked in batch]
        if not self._entries:
            state = self._state
            return Sequenced(outcomes, state.size, state.root, state.sealed)
        self._projections.write_changes(self._books.changes)
        self._seal(seal_key)
        self._store_entries()
        tiles = self._grow()
        size = self._state.size + len(self._entries)
        root = self._root(size, tiles)
        self._store_head(size, root)
        return Sequenced(outcomes, size, root, self._time)

    def _check_head(self) -> None:
        """Check that the state in memory is the store's, and that the edge leads to it.

        A tile altered behind our back would otherwise make us sign another history.
        """
        table, state = tables.head.c, self._state
        query = select(table.size, table.root).where(table.ledger == self._ledger)
        stored = self._connection.execute(query).one_or_none()
        if (stored or (0, EMPTY_ROOT)) != (state.size, state.root):
            raise inconsistent("the head is not where this writer left it")
        if state.size:
            check_root(self._connection, self._ledger, size=state.size, root=state.root)

    def _place(self, checked: Checked, known: dict[bytes, int]) -> Placed | NguonError:
        old = known.get(checked.leaf, self._leaves.get(checked.leaf))
        if old is not None:
            return Placed(old, is_new=False)
        index = self._state.size + len(self._entries)
        try:
            self._admit(index, checked)
        except NguonError as e:
            return e
        self._append(checked.statement.data, checked.leaf)
        return Placed(index, is_new=True)

    def _admit(self, index: int, checked: Checked) -> None:
        registry = self._state.registry
        if isinstance(checked.content, Event):
            admission = EventAdmission(
                registry=registry, books=self._books, index=index, time=self._time
            )
            change = admission.admit(checked.statement, checked.content)
        else:
            if index == 0:
                kid = checked.statement.kid
                check_genesis(checked.content, origin=self._origin, vkey=self._vkey, kid=kid)
            change = admit_registration(
                index, checked.statement, checked.content, registry=registry, books=self._books
            )
            if index == 0:
                self._projections.begin()
            self._projections.write_registry(index)
        self._books.merge(index, checked.statement, change)

    def _append(self, data: bytes, leaf: bytes) -> None:
        self._leaves[leaf] = self._state.size + len(self._entries)
        self._entries.append(data)

    def _seal(self, key: Ed25519SigningKey) -> None:
        check_ledger_keys(self._state.registry, vkey=self._vkey, seal=key.kid)
        first = self._state.size
        index = first + len(self._entries)
        payload = {"time": format_time(self._time), "from": first, "size": index}
        data = sign_statement(
            typ=SEAL_TYP, log=self._origin, payload=json.dumps(payload).encode(), key=key
        )
        self._append(data, leaf_hash(data))
        self._projections.write_seal(Seal(index=index, first=first, size=index, time=self._time))

    def _store_entries(self) -> None:
        rows = [
            {"ledger": self._ledger, "idx": index, "leaf": leaf, "data": data}
            for (leaf, index), data in zip(self._leaves.items(), self._entries, strict=True)
        ]
        self._connection.execute(insert(tables.entry), rows)

    def _grow(self) -> dict[tuple[int, int], bytes]:
        """Grow the tree from the bytes as the store gives them back, hashed by another route."""
        table = tables.entry.c
        query = (
            select(table.data)
            .where(table.ledger == self._ledger, table.idx >= self._state.size)
            .order_by(table.idx)
        )
        stored = [sha256(b"\0" + data).digest() for data in self._connection.scalars(query)]
        if stored != list(self._leaves):
            raise inconsistent("the store gives back other bytes than it got")
        tiles = grow_tiles(size=self._state.size, leaves=stored, read=self._read_edge)
        self._check_immutable(tiles)
        self._projections.write_tiles(tiles)
        return tiles

    def _check_immutable(self, tiles: dict[tuple[int, int], bytes]) -> None:
        """Refuse to replace a tile by one that it is not a prefix of."""
        for (level, number), hashes in tiles.items():
            if not hashes.startswith(self._read_tile(level, number)):
                raise inconsistent(f"tile {level}/{number} would change")

    def _root(self, size: int, tiles: dict[tuple[int, int], bytes]) -> bytes:
        return node_from_tiles(
            (0, size),
            lambda level, number: tiles.get((level, number)) or self._read_tile(level, number),
        )

    def _store_head(self, size: int, root: bytes) -> None:
        upsert_rows(self._connection, tables.head, [(self._ledger, size, root)])

    def _read_edge(self, level: int, number: int) -> bytes:
        """Read what a tile has at this size; whatever stands behind that is not ours."""
        width = (self._state.size >> (TILE_HEIGHT * level)) - number * TILE_WIDTH
        return self._read_tile(level, number)[: width * HASH_SIZE]

    def _read_tile(self, level: int, number: int) -> bytes:
        return read_tile(self._connection, self._ledger, (level, number))

    def _known_leaves(self, leaves: list[bytes]) -> dict[bytes, int]:
        table = tables.entry.c
        found: dict[bytes, int] = {}
        for start in range(0, len(leaves), TILE_WIDTH):
            chunk = leaves[start : start + TILE_WIDTH]
            query = select(table.leaf, table.idx).where(
                table.ledger == self._ledger, table.leaf.in_(chunk)
            )
            found.update({row.leaf: row.idx for row in self._connection.execute(query)})
        return found
