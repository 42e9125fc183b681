"""What the writer keeps in memory between batches; reloaded from the store after any error."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, Engine, func, select

from nguon_ledger.engine.reader import read_tile
from nguon_ledger.errors import NguonError
from nguon_ledger.log.merkle import EMPTY_ROOT, leaf_hash
from nguon_ledger.log.tiles import node_from_tiles
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.state import Registry
from nguon_ledger.statement import parse_statement
from nguon_ledger.store import tables
from nguon_ledger.store.database import inconsistent, reading


@dataclass
class LedgerState:
    """The head, the time of its seal, and the registry up to it."""

    size: int
    root: bytes
    sealed: int
    registry: Registry


def load_state(engine: Engine, ledger: str, origin: str) -> LedgerState:
    """Read the head and replay the registry.

    The head must agree with the tiles and with the number of entries: NguonError
    ``store_inconsistent`` otherwise, ``projections_outdated`` if another version of this program
    wrote the other tables.
    """
    with reading(engine) as connection:
        head = connection.execute(
            select(tables.head.c.size, tables.head.c.root).where(tables.head.c.ledger == ledger)
        ).one_or_none()
        if head is None:
            return LedgerState(0, EMPTY_ROOT, 0, Registry())
        _check_head(connection, ledger, head.size, head.root)
        _check_projections(connection, ledger)
        sealed = connection.execute(
            select(tables.seal.c.time).where(
                tables.seal.c.ledger == ledger, tables.seal.c.idx == head.size - 1
            )
        ).scalar_one_or_none()
        if sealed is None:
            raise inconsistent("the last entry is not a seal")
        registry = replay_registry(connection, ledger, origin)
        if registry.genesis is None:
            raise inconsistent("the registry does not begin with Genesis")
        return LedgerState(head.size, head.root, sealed, registry)


def replay_registry(connection: Connection, ledger: str, origin: str) -> Registry:
    """Rebuild the registry from the entries that are registry statements.

    They were admitted once, so authority is not asked again; that is the auditor's work.
    """
    registry = Registry()
    entry, listed = tables.entry.c, tables.registry_entry.c
    query = (
        select(entry.idx, entry.leaf, entry.data)
        .join(tables.registry_entry, (listed.ledger == entry.ledger) & (listed.idx == entry.idx))
        .where(entry.ledger == ledger)
        .order_by(entry.idx)
    )
    for row in connection.execute(query):
        if leaf_hash(row.data) != row.leaf:
            raise inconsistent(f"registry entry {row.idx} is not what was admitted")
        try:
            statement = parse_statement(row.data, log=origin)
            registry.record(row.idx, read_registry(statement.payload))
        except (NguonError, KeyError) as e:  # altered, or about what is not there any more
            raise inconsistent(f"registry entry {row.idx} is not what was admitted: {e}") from e
    return registry


def check_ledger_keys(registry: Registry, *, vkey: str, seal: str) -> None:
    """Check that Genesis names the keys that the ledger signs with (``seal``: thumbprint).

    Whatever another key sealed, no verifier would accept. Raises NguonError ``keys_mismatch``.
    """
    genesis = registry.genesis
    if genesis and (vkey not in genesis.log_keys or seal != genesis.seal_key.kid):
        raise NguonError("keys_mismatch", "Genesis names other keys for checkpoints or seals")


def check_root(connection: Connection, ledger: str, *, size: int, root: bytes) -> None:
    """Check that the tiles lead to ``root``. Raises NguonError ``store_inconsistent``."""
    read = partial(read_tile, connection, ledger)
    try:
        found = node_from_tiles((0, size), lambda level, number: read((level, number)))
    except ValueError as e:
        raise inconsistent(str(e)) from e
    if found != root:
        raise inconsistent(f"the tiles do not lead to the root of the first {size} entries")


def _check_projections(connection: Connection, ledger: str) -> None:
    table = tables.projected.c
    version = connection.execute(
        select(table.version).where(table.ledger == ledger)
    ).scalar_one_or_none()
    if version != tables.PROJECTION_VERSION:
        raise NguonError(
            "projections_outdated",
            f"the ledger {ledger} was written by another version: run nguon rebuild once",
            field=ledger,
        )


def _check_head(connection: Connection, ledger: str, size: int, root: bytes) -> None:
    entries = connection.execute(
        select(func.max(tables.entry.c.idx)).where(tables.entry.c.ledger == ledger)
    ).scalar_one()
    if entries != size - 1:
        raise inconsistent(f"the head says {size} entries, the last one stored is {entries}")
    check_root(connection, ledger, size=size, root=root)
