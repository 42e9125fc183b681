"""A quick look at a ledger: that it is whole at its ends, without reading every entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from nguon_ledger.engine.fsck.standing import open_signed
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import Checkpoint
from nguon_ledger.log.merkle import EMPTY_ROOT, leaf_hash
from nguon_ledger.log.tiles import node_from_tiles
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.statements import Genesis
from nguon_ledger.statement import parse_statement
from nguon_ledger.store import tables
from nguon_ledger.store.database import inconsistent
from nguon_ledger.store.sequence.database import StoredReach


@dataclass(frozen=True)
class Standing:
    """A ledger's size, its signed checkpoint, its Genesis, and the root over any prefix."""

    name: str
    origin: str
    size: int
    signed: Checkpoint
    genesis: Genesis
    root_at: Callable[[int], bytes]


def quick_look(connection: Connection, ledger: str, origin: str) -> Standing:
    """Check that the head, the last entry, the tiles and the signed checkpoint fit together.

    ``root_at`` works while the connection lives. Raises NguonError ``store_inconsistent``.
    """

    def root_at(size: int) -> bytes:
        return _root(connection, ledger, size)

    size, root = _head(connection, ledger)
    if root_at(size) != root:
        raise inconsistent(f"the tiles of {ledger} do not lead to its head")
    genesis = _genesis(connection, ledger, origin)
    note = select(tables.checkpoint.c.note).where(tables.checkpoint.c.ledger == ledger)
    try:
        signed = open_signed(connection.execute(note).scalar_one_or_none() or b"", genesis, origin)
    except NguonError as e:
        raise inconsistent(f"the checkpoint of {ledger} does not hold: {e}") from e
    if signed.size > size or signed.root != root_at(signed.size):
        raise inconsistent(f"the checkpoint of {ledger} signs other entries")
    return Standing(ledger, origin, size, signed, genesis, root_at)


def _head(connection: Connection, ledger: str) -> tuple[int, bytes]:
    head, entry = tables.head.c, tables.entry.c
    row = connection.execute(
        select(head.size, head.root).where(head.ledger == ledger)
    ).one_or_none()
    last = connection.execute(select(func.max(entry.idx)).where(entry.ledger == ledger)).scalar()
    if row is None or last != row.size - 1:
        raise inconsistent(f"the head of {ledger} is not at its last entry")
    return row.size, row.root


def _genesis(connection: Connection, ledger: str, origin: str) -> Genesis:
    entry = tables.entry.c
    query = select(entry.data, entry.leaf).where(entry.ledger == ledger, entry.idx == 0)
    row = connection.execute(query).one_or_none()
    if row is None or leaf_hash(row.data) != row.leaf:
        raise inconsistent(f"the first entry of {ledger} was altered")
    try:
        found = read_registry(parse_statement(row.data, log=origin).payload)
    except NguonError as e:
        raise inconsistent(f"the first entry of {ledger} is not Genesis: {e}") from e
    if not isinstance(found, Genesis):
        raise inconsistent(f"the first entry of {ledger} is not Genesis")
    return found


def _root(connection: Connection, ledger: str, size: int) -> bytes:
    try:
        return (
            node_from_tiles((0, size), StoredReach(connection, ledger).tile) if size else EMPTY_ROOT
        )
    except ValueError as e:
        raise inconsistent(str(e)) from e
