"""Who holds what: the ledger's answers about a recall's reach and about shipments under way.

They are not verified here: they tell whom to call, not what is true. A bundle is evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from nguon_ledger.encoding import members as m
from nguon_ledger.encoding.strict_json import Json
from nguon_ledger.errors import NguonError

T = TypeVar("T")
KINDS = ("lot", "unit", "logistic_unit")
DIMENSIONS = ("mass", "volume", "pieces")
_DECIMAL = r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?"


@dataclass(frozen=True)
class Named:
    """A participant by identifier and name."""

    id: str
    name: str


@dataclass(frozen=True)
class Affected:
    """A thing that a recall reaches. Of a lot: what was made and is left, in kg, l or pieces.

    ``receiver`` is whom it is on its way to; ``units`` counts a lot's serials; ``gone``: it was
    sold, used up or destroyed, and its holder is the last one.
    """

    id: str
    kind: str
    maker: Named
    holder: Named
    receiver: Named | None
    dimension: str | None
    made: Decimal | None
    left: Decimal | None
    units: int | None
    gone: bool


@dataclass(frozen=True)
class Holder:
    """How much of it somebody has; ``gone`` of that is sold, used up or destroyed."""

    who: Named
    lots: int
    units: int
    logistic_units: int
    gone: int


@dataclass(frozen=True)
class RecallScope:
    """All that was made from a thing, and who has it; ``milliseconds`` is the ledger's time.

    ``holders`` count everything; ``things`` may leave out units where there are very many.
    """

    id: str
    things: tuple[Affected, ...]
    holders: tuple[Holder, ...]
    milliseconds: Decimal

    def of_kind(self, kind: str) -> tuple[Affected, ...]:
        """Return the lots, units or logistic units."""
        return tuple(thing for thing in self.things if thing.kind == kind)

    @property
    def under_way(self) -> tuple[Affected, ...]:
        """Return what somebody has shipped and nobody has received."""
        return tuple(thing for thing in self.things if thing.receiver is not None)


@dataclass(frozen=True)
class Shipment:
    """A thing that was shipped and not received; of a lot, how much (kg, l or pieces).

    ``shipped_at`` is in microseconds since 1970.
    """

    id: str
    holder: Named
    receiver: Named
    shipped_at: int
    shipped: Decimal | None
    dimension: str | None


def read_scope(answer: m.Object) -> RecallScope:
    """Read a ledger's answer. Raises NguonError ``malformed`` with the field at fault."""
    return RecallScope(
        id=m.need(answer, "id", m.uri),
        things=m.need(answer, "things", m.list_of(_affected)),
        holders=m.need(answer, "holders", m.list_of(_holder)),
        milliseconds=m.need(answer, "milliseconds", _number),
    )


def read_shipments(answer: m.Object) -> tuple[Shipment, ...]:
    """Read a ledger's answer. Raises as read_scope."""
    return m.need(answer, "shipments", m.list_of(_shipment))


def _affected(value: Json) -> Affected:
    p = m.an_object(value)
    return Affected(
        id=m.need(p, "id", m.uri),
        kind=m.need(p, "kind", m.one_of(*KINDS)),
        maker=m.need(p, "maker", _named),
        holder=m.need(p, "holder", _named),
        receiver=m.maybe(p, "receiver", _or_null(_named)),
        dimension=m.maybe(p, "dimension", _or_null(m.one_of(*DIMENSIONS))),
        made=m.maybe(p, "made", _or_null(_decimal)),
        left=m.maybe(p, "left", _or_null(_decimal)),
        units=m.maybe(p, "units", _or_null(m.whole)),
        gone=m.need(p, "gone", _truth),
    )


def _holder(value: Json) -> Holder:
    p = m.an_object(value)
    return Holder(
        who=_named(value),
        lots=m.need(p, "lots", m.whole),
        units=m.need(p, "units", m.whole),
        logistic_units=m.need(p, "logistic_units", m.whole),
        gone=m.need(p, "gone", m.whole),
    )


def _shipment(value: Json) -> Shipment:
    p = m.an_object(value)
    return Shipment(
        id=m.need(p, "id", m.uri),
        holder=m.need(p, "holder", _named),
        receiver=m.need(p, "receiver", _named),
        shipped_at=m.need(p, "shipped_at", m.time),
        shipped=m.maybe(p, "shipped", _or_null(_decimal)),
        dimension=m.maybe(p, "dimension", _or_null(m.one_of(*DIMENSIONS))),
    )


def _named(value: Json) -> Named:
    p = m.an_object(value)
    return Named(m.need(p, "id", m.uri), m.need(p, "name", m.text))


def _decimal(value: Json) -> Decimal:
    return Decimal(m.matching(_DECIMAL, "a decimal in a string")(value))


def _number(value: Json) -> Decimal:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    raise NguonError("malformed", "a number is expected")


def _truth(value: Json) -> bool:
    if isinstance(value, bool):
        return value
    raise NguonError("malformed", "true or false is expected")


def _or_null(read: m.Reader[T]) -> m.Reader[T | None]:
    return lambda value: None if value is None else read(value)
