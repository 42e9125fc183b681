"""What was sent and nobody has received, refused or called back: visible to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, or_, select

from nguon_ledger.engine.report.names import Named, Names
from nguon_ledger.store import tables

_thing, _seal = tables.thing.c, tables.seal.c


@dataclass(frozen=True, slots=True)
class Shipment:
    """A thing on its way; of a lot how much, in the base unit of ``dimension``.

    ``shipped_at``: when its sending was recorded, in microseconds.
    """

    id: str
    holder: Named
    receiver: Named
    shipped_at: int
    shipped: Decimal | None
    dimension: str | None


def find_shipments(
    connection: Connection,
    ledger: str,
    names: Names,
    *,
    participant: str | None = None,
    until: int | None = None,
) -> list[Shipment]:
    """Return what is on its way, the longest first.

    ``participant``: only from or to this one. ``until``: only what was sent then or before.
    """
    sent = (
        select(_seal.time)
        .where(_seal.ledger == _thing.ledger, _seal.idx >= _thing.sent)
        .order_by(_seal.idx)
        .limit(1)
        .scalar_subquery()
    )
    query = select(
        _thing.id,
        _thing.holder,
        _thing.receiver,
        _thing.sent,
        sent.label("shipped_at"),
        _thing.shipped,
        _thing.dimension,
    ).where(_thing.ledger == ledger, _thing.receiver.is_not(None))
    if participant is not None:
        query = query.where(or_(_thing.holder == participant, _thing.receiver == participant))
    # Here, since a database orders text by its collation.
    rows = sorted(connection.execute(query), key=lambda row: (row.sent, row.id))
    shipments = (
        Shipment(
            row.id,
            names.of(row.holder),
            names.of(row.receiver),
            row.shipped_at,
            Decimal(row.shipped) if row.shipped is not None else None,
            row.dimension,
        )
        for row in rows
    )
    return [s for s in shipments if until is None or s.shipped_at <= until]
