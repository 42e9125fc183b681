"""Which entry is not the one that was recorded in its place.

An exchanged entry may stand by itself and make a later one fall. The tiles know better, if they
still lead to the head.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, select

from nguon_ledger.engine.fsck.fault import Fault, shown
from nguon_ledger.engine.fsck.rows import stored_rows
from nguon_ledger.log.merkle import HASH_SIZE, Frontier, leaf_hash
from nguon_ledger.store import tables


def first_foreign(connection: Connection, ledger: str) -> Fault | None:
    """Return the fault of the first entry that the tiles do not know; None if they cannot say."""
    columns = select(tables.head.c.size, tables.head.c.root)
    head = connection.execute(columns.where(tables.head.c.ledger == ledger)).one_or_none()
    if head is None or _root(connection, ledger) != tuple(head):
        return None
    with (
        closing(_leaves_of_tiles(connection, ledger)) as leaves,
        closing(stored_rows(connection, tables.entry, ledger)) as rows,
    ):
        return _compare(leaves, rows)


def _compare(leaves: Iterable[bytes], rows: Iterator[Sequence[Any]]) -> Fault | None:
    index = 0
    for index, leaf in enumerate(leaves):
        row = next(rows, None)
        if row is None or row[1] != index:
            return Fault("entry", "it is missing", {"idx": index})
        fault = _foreign(index, leaf, stored=row[2], data=row[3])
        if fault is not None:
            return fault
    if next(rows, None) is not None:
        return Fault("entry", "it stands behind the head", {"idx": index + 1})
    return None


def _foreign(index: int, leaf: bytes, *, stored: object, data: object) -> Fault | None:
    key = {"idx": index}
    if not isinstance(data, bytes):
        return Fault("entry", "its data is not stored as bytes", key)
    if leaf_hash(data) != leaf:
        return Fault("entry", "it is not the one that was recorded here", key)
    if stored != leaf:
        why = "it is not the hash of the entry"
        return Fault("entry", why, key, "leaf", stored=shown(stored), expected=shown(leaf))
    return None


def _root(connection: Connection, ledger: str) -> tuple[int, bytes]:
    frontier = Frontier()
    for leaf in _leaves_of_tiles(connection, ledger):
        frontier.append(leaf)
    return frontier.size, frontier.root()


def _leaves_of_tiles(connection: Connection, ledger: str) -> Generator[bytes, None, None]:
    with closing(stored_rows(connection, tables.tile, ledger)) as rows:
        for row in rows:
            level, hashes = row[1], row[3]
            if level != 0:
                return
            if isinstance(hashes, bytes):
                for start in range(0, len(hashes), HASH_SIZE):
                    yield hashes[start : start + HASH_SIZE]
