"""What an EPCIS event says about lots and units (docs/formats.md, 7)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from nguon_ledger.events.extras import Result
from nguon_ledger.events.gs1 import Item, lot_of
from nguon_ledger.events.quantities import Quantity

OBJECT, TRANSFORMATION, AGGREGATION = "ObjectEvent", "TransformationEvent", "AggregationEvent"
ADD, OBSERVE, DELETE = "ADD", "OBSERVE", "DELETE"
LOT_NUMBER = "cbvmda:lotNumber"
GROWN_FROM = "nguon:grownFrom"
ADDING = "creating_class_instance"
RECALLED = "recalled"
SHIPPING, VOID_SHIPPING, RECEIVING = "shipping", "void_shipping", "receiving"
WORK = "other"  # the bizStep of a diary entry and of every step that makes nothing
MAX_ATTACHMENT = 2 * 2**20  # bytes; a phone's photo, scaled down


class Listed(NamedTuple):
    """One identifier in an event; lots have a quantity, units have none."""

    item: Item
    quantity: Quantity | None

    def __reduce__(self) -> tuple[object, ...]:
        """Go to another process as plain strings: five objects cost more than all the rest."""
        quantity = self.quantity
        amount = None if quantity is None else (str(quantity.amount), quantity.uom)
        return _listed, (tuple(self.item), amount)


def _listed(item: tuple[str, str, str | None, str], amount: tuple[str, str] | None) -> Listed:
    quantity = None if amount is None else Quantity(Decimal(amount[0]), amount[1])
    return Listed(Item(*item), quantity)


class Attachment(NamedTuple):
    """A photo or paper, named by its hash."""

    sha256: str
    media_type: str


class Event(NamedTuple):
    """One event, read. ``things`` are what an ObjectEvent lists."""

    type: str
    action: str | None
    event_id: str
    biz_step: str
    disposition: str | None
    happened: int
    offset: str
    places: tuple[str, ...]  # readPoint, then bizLocation, as far as given
    has_read_point: bool
    things: tuple[Listed, ...]
    inputs: tuple[Listed, ...]
    outputs: tuple[Listed, ...]
    parent: Item | None
    children: tuple[Listed, ...]
    process: str | None
    lot_number: str | None
    grown_from: tuple[Item, ...]
    step: str | None
    attachments: tuple[Attachment, ...]
    is_correction: bool
    receivers: tuple[str, ...] = ()
    lifts_recall: bool = False
    certificates: tuple[str, ...] = ()
    isolation: int = 0  # microseconds
    results: tuple[Result, ...] = ()
    diary: str | None = None

    @property
    def created(self) -> tuple[Listed, ...]:
        """The lots and units that come into being here."""
        return self.things if self.type == OBJECT and self.action == ADD else self.outputs

    @property
    def removed(self) -> tuple[Listed, ...]:
        """The lots and units that leave here: sold, lost, used up."""
        return self.things if self.type == OBJECT and self.action == DELETE else ()

    @property
    def listed(self) -> tuple[Listed, ...]:
        """Every lot and unit in the event, its container aside."""
        return self.things or (*self.inputs, *self.outputs, *self.children)

    @property
    def used(self) -> tuple[Listed, ...]:
        """The lots and units that must be there: all that are listed and not created."""
        if self.type == OBJECT:
            return () if self.action == ADD else self.things
        return self.inputs or self.children

    @property
    def read_point(self) -> str | None:
        """Where it happened."""
        return self.places[0] if self.has_read_point else None

    @property
    def is_work(self) -> bool:
        """Whether it observes work: a diary entry, a step that makes nothing."""
        return self.type == OBJECT and self.action == OBSERVE and self.biz_step == WORK

    @property
    def is_recall(self) -> bool:
        """Whether the event recalls what it lists."""
        return self.disposition == RECALLED

    @property
    def releases(self) -> bool:
        """Whether the event takes back recalls of what it lists."""
        is_observation = self.type == OBJECT and self.action == OBSERVE
        return is_observation and self.lifts_recall and not self.is_recall

    def serial_lot(self, unit: Item) -> str | None:
        """Return the lot that a unit created here is a serial of."""
        if self.lot_number is None or unit.product is None:
            return None
        return lot_of(unit.product, self.lot_number)
