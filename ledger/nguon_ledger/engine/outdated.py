"""Which ledgers have projections of another form than this program's."""

from __future__ import annotations

from sqlalchemy import Connection, select

from nguon_ledger.store import tables


def outdated_ledgers(connection: Connection) -> list[str]:
    """Return the names of ledgers that must be rebuilt before they can be opened, in order."""
    version = tables.projected.c.version
    query = (
        select(tables.ledger.c.ledger)
        .outerjoin(tables.projected, tables.projected.c.ledger == tables.ledger.c.ledger)
        .where(version.is_(None) | (version != tables.PROJECTION_VERSION))
    )
    return sorted(connection.scalars(query))
