"""What a ledger's writer knows besides the extent; read from the store again after any error."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from nguon_ledger.errors import NguonError
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.state import Registry
from nguon_ledger.statement import parse_statement
from nguon_ledger.store import tables
from nguon_ledger.store.database import inconsistent
from nguon_ledger.store.sequence.database import StoredReach


@dataclass(frozen=True)
class LedgerState:
    """The time of the last seal (0: there is none), and the registry up to it."""

    sealed: int
    registry: Registry


def load_state(reach: StoredReach, origin: str) -> LedgerState:
    """Read the last seal and replay the registry.

    Raises NguonError ``store_inconsistent``, or ``projections_outdated`` if another version of
    this program wrote the projections.
    """
    size, connection, ledger = reach.extent().size, reach.connection, reach.ledger
    if size == 0:
        return LedgerState(0, Registry())
    _check_projections(connection, ledger)
    sealed = connection.execute(
        select(tables.seal.c.time).where(
            tables.seal.c.ledger == ledger, tables.seal.c.idx == size - 1
        )
    ).scalar_one_or_none()
    if sealed is None:
        raise inconsistent("the last entry is not a seal")
    registry = Registry()
    extend_registry(connection, ledger, origin, registry, start=0)
    if registry.genesis is None:
        raise inconsistent("the registry does not begin with Genesis")
    return LedgerState(sealed, registry)


def extend_registry(
    connection: Connection, ledger: str, origin: str, registry: Registry, *, start: int
) -> int:
    """Let a registry take in its statements from index ``start`` on; return where to go on.

    They were admitted once, so authority is not asked again; that is the auditor's work.
    """
    entry, listed = tables.entry.c, tables.registry_entry.c
    query = (
        select(entry.idx, entry.leaf, entry.data)
        .join(tables.registry_entry, (listed.ledger == entry.ledger) & (listed.idx == entry.idx))
        .where(listed.ledger == ledger, listed.idx >= start)
        .order_by(listed.idx)
    )
    following = start
    for row in connection.execute(query):
        if leaf_hash(row.data) != row.leaf:
            raise inconsistent(f"registry entry {row.idx} is not what was admitted")
        try:
            statement = parse_statement(row.data, log=origin)
            registry.record(row.idx, read_registry(statement.payload))
        except (NguonError, KeyError) as e:  # altered, or about what is not there any more
            raise inconsistent(f"registry entry {row.idx} is not what was admitted: {e}") from e
        following = row.idx + 1
    return following


def check_ledger_keys(registry: Registry, *, vkey: str, seal: str) -> None:
    """Check that Genesis names the keys that the ledger signs with (``seal``: thumbprint).

    Whatever another key sealed, no verifier would accept. Raises NguonError ``keys_mismatch``.
    """
    genesis = registry.genesis
    if genesis and (vkey not in genesis.log_keys or seal != genesis.seal_key.kid):
        raise NguonError("keys_mismatch", "Genesis names other keys for checkpoints or seals")


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
