"""What answers about who has what look like: a recall's reach, and shipments under way.

Members that may be null have a default, since FastAPI leaves nulls out of examples.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from nguon_api.documents import Document
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.engine.reading.shipments import Shipment
from nguon_ledger.engine.recall.scope import Affected, Holding, RecallScope
from nguon_ledger.engine.report.names import Named
from nguon_ledger.events.quantities import plain

_DIMENSION = "mass (kg), volume (l) or pieces: what amounts are given in."


class NamedDocument(Document):
    """A participant."""

    id: str
    name: str


class AffectedDocument(Document):
    """A thing that a recall reaches."""

    id: str
    kind: str = Field(pattern="^(lot|unit|logistic_unit)$")
    maker: NamedDocument
    holder: NamedDocument = Field(description="Who has it, or the outermost package it is in.")
    receiver: NamedDocument | None = Field(default=None, description="To whom it is on its way.")
    dimension: str | None = Field(default=None, description=_DIMENSION)
    made: str | None = Field(default=None, description="Of a lot: an exact decimal.")
    left: str | None = Field(
        default=None, description="Of a lot: what was not used up, sold or destroyed."
    )
    units: int | None = Field(
        default=None, description="Of a lot: how many pieces have a number of their own."
    )
    gone: bool = Field(description="Sold, used up or destroyed; its holder was the last.")


class HolderDocument(NamedDocument):
    """How much of it somebody has."""

    lots: int
    units: int
    logistic_units: int
    gone: int = Field(description="How many of the units and logistic units are gone.")


class RecallScopeDocument(Document):
    """What a recall of a thing reaches, and who has it now."""

    id: str = Field(description="What was asked.")
    things: list[AffectedDocument] = Field(
        description="What was asked, then what has it in it, by the time of making."
        " At most 10,000 units are listed."
    )
    holders: list[HolderDocument] = Field(description="All are counted, listed or not.")
    milliseconds: float = Field(description="How long the ledger took to find it.")


class ShipmentDocument(Document):
    """A thing that was sent and not received."""

    id: str
    holder: NamedDocument
    receiver: NamedDocument
    shipped_at: str = Field(description="When its sending was recorded (RFC 3339).")
    shipped: str | None = Field(default=None, description="Of a lot: how much, an exact decimal.")
    dimension: str | None = Field(default=None, description=_DIMENSION)


class ShipmentsDocument(Document):
    """What is on its way, the oldest first."""

    shipments: list[ShipmentDocument]


def scope_document(scope: RecallScope, *, milliseconds: float) -> dict[str, Any]:
    """Write a RecallScopeDocument."""
    return {
        "id": scope.id,
        "things": [_affected(thing) for thing in scope.things],
        "holders": [_holder(holding) for holding in scope.holders],
        "milliseconds": round(milliseconds, 1),
    }


def shipments_document(shipments: list[Shipment]) -> dict[str, Any]:
    """Write a ShipmentsDocument."""
    return {"shipments": [_shipment(shipment) for shipment in shipments]}


def named(who: Named) -> dict[str, str]:
    """Write a NamedDocument."""
    return {"id": who.id, "name": who.name}


def _affected(thing: Affected) -> dict[str, Any]:
    return {
        "id": thing.id,
        "kind": thing.kind,
        "maker": named(thing.maker),
        "holder": named(thing.holder),
        "receiver": named(thing.receiver) if thing.receiver is not None else None,
        "dimension": thing.dimension,
        "made": plain(thing.made) if thing.made is not None else None,
        "left": plain(thing.left) if thing.left is not None else None,
        "units": thing.units,
        "gone": thing.gone,
    }


def _holder(holding: Holding) -> dict[str, Any]:
    return {
        **named(holding.who),
        "lots": holding.lots,
        "units": holding.units,
        "logistic_units": holding.logistic_units,
        "gone": holding.gone,
    }


def _shipment(shipment: Shipment) -> dict[str, Any]:
    return {
        "id": shipment.id,
        "holder": named(shipment.holder),
        "receiver": named(shipment.receiver),
        "shipped_at": format_time(shipment.shipped_at),
        "shipped": plain(shipment.shipped) if shipment.shipped is not None else None,
        "dimension": shipment.dimension,
    }
