"""What people do in an economy: the words that the model, the engine and the checks share.

A Deed is an event without its clothes. It has the members that the model reads; ``dress`` is
what only flags look at (places, certificates, words of a diary).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from support.forge import Payload

OBJECT, TRANSFORMATION, AGGREGATION = "ObjectEvent", "TransformationEvent", "AggregationEvent"
ADD, OBSERVE, DELETE = "ADD", "OBSERVE", "DELETE"
ADDING = "creating_class_instance"

_BASES = {"KGM": ("mass", Fraction(1)), "GRM": ("mass", Fraction(1, 1000)),
          "TNE": ("mass", Fraction(1000)), "LTR": ("volume", Fraction(1)),
          "MLT": ("volume", Fraction(1, 1000)), "H87": ("pieces", Fraction(1))}  # fmt: skip


@dataclass(frozen=True)
class Amount:
    """``number`` is a decimal as it is written."""

    number: str
    uom: str

    @property
    def dimension(self) -> str:
        return _BASES[self.uom][0]

    @property
    def base(self) -> Fraction:
        return Fraction(self.number) * _BASES[self.uom][1]

    def payload(self) -> Payload:
        number = float(self.number)
        return {"quantity": int(number) if number.is_integer() else number, "uom": self.uom}


@dataclass(frozen=True)
class Item:
    """A thing in a list; lots have an amount."""

    id: str
    amount: Amount | None = None


@dataclass(frozen=True)
class Result:
    value: int
    limit: int
    is_least: bool = False

    @property
    def is_outside(self) -> bool:
        return self.value < self.limit if self.is_least else self.value > self.limit


@dataclass(frozen=True)
class Deed:
    """An event. ``by`` is a key's name; ``happened`` is in microseconds."""

    by: str
    type: str
    step: str
    happened: int
    action: str | None = None
    things: tuple[Item, ...] = ()
    inputs: tuple[Item, ...] = ()
    outputs: tuple[Item, ...] = ()
    children: tuple[Item, ...] = ()
    parent: str | None = None
    process: str | None = None
    lot_number: str | None = None
    grown: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    disposition: str | None = None
    lifts: bool = False
    results: tuple[Result, ...] = ()
    days: int = 0
    dress: Payload = field(default_factory=dict, hash=False)

    @property
    def created(self) -> tuple[Item, ...]:
        return self.things if (self.type, self.action) == (OBJECT, ADD) else self.outputs

    @property
    def removed(self) -> tuple[Item, ...]:
        return self.things if (self.type, self.action) == (OBJECT, DELETE) else ()

    @property
    def observed(self) -> tuple[Item, ...]:
        return self.things if (self.type, self.action) == (OBJECT, OBSERVE) else ()

    @property
    def listed(self) -> tuple[Item, ...]:
        return (*self.things, *self.inputs, *self.outputs, *self.children)

    @property
    def is_recall(self) -> bool:
        return self.disposition == "recalled"

    @property
    def is_release(self) -> bool:
        return bool(self.observed) and self.lifts and not self.is_recall

    def lot_of(self, unit: str) -> str | None:
        """Return the lot that a unit made here belongs to."""
        product, _, _ = unit.partition("/21/")
        return f"{product}/10/{self.lot_number}" if self.lot_number else None

    @property
    def numbered(self) -> dict[str, int]:
        """How many units the deed gives to each lot."""
        lots: dict[str, int] = {}
        for made in self.created:
            lot = self.lot_of(made.id) if made.amount is None else None
            if lot is not None:
                lots[lot] = lots.get(lot, 0) + 1
        return lots


@dataclass(frozen=True)
class Back:
    """Take back the deed at an index of the log."""

    by: str
    index: int


@dataclass(frozen=True)
class Status:
    who: str
    status: str
    into: tuple[str, ...] = ()
    effective: int = 0


@dataclass(frozen=True)
class NewKey:
    by: str
    who: str
    key: str


@dataclass(frozen=True)
class KeyGone:
    key: str
    since: int | None = None


@dataclass(frozen=True)
class Content:
    """A product is registered again: another owner, another content of a piece."""

    product: str
    owner: str
    content: Amount | None


@dataclass(frozen=True)
class Land:
    """A place is registered again: another owner, another area."""

    place: str
    owner: str
    area: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class Paper:
    """A registry statement that changes no custody: a certificate, or its end."""

    by: str
    payload: Payload = field(hash=False)


Act = Deed | Back | Status | NewKey | KeyGone | Content | Land | Paper
