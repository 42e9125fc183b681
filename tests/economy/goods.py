"""What there is in the model's economy, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from economy.acts import Amount
from economy.people import RefusedError

NONE = Fraction(0)


@dataclass
class Book:
    """How much of a lot there is, in the base unit of ``dimension``."""

    dimension: str
    made: Fraction
    taken: Fraction = NONE
    packed: Fraction = NONE
    serials: int = 0

    def count(self, amount: Amount, content: Amount | None) -> Fraction:
        """Return an amount as the lot is counted."""
        if amount.dimension == self.dimension:
            return amount.base
        if amount.dimension == "pieces" and content and content.dimension == self.dimension:
            return amount.base * content.base
        raise RefusedError("unit_mismatch")

    def loose(self, content: Amount | None) -> Fraction:
        """Return what is neither taken, nor packed, nor numbered."""
        numbered = NONE
        if self.serials:
            numbered = self.count(Amount(str(self.serials), "H87"), content)
        return self.made - self.taken - self.packed - numbered


@dataclass
class Good:
    """A lot, a unit or a carton."""

    id: str
    maker: str
    holder: str
    made_at: int
    book: Book | None = None
    receiver: str | None = None
    shipped: Fraction | None = None
    lot: str | None = None
    container: str | None = None
    gone: bool = False
    closed_until: int = 0
    harvested_at: int | None = None
    blocked: int | None = None
    recalled: int | None = None
    recaller: str | None = None


@dataclass
class Goods:
    """Everything that is or was there, by identifier."""

    all: dict[str, Good] = field(default_factory=dict)

    def around(self, good: Good) -> list[Good]:
        """Return a thing and what it is in, from the inside out.

        A carton that is just being packed for the first time is not there yet.
        """
        found = [good]
        while (outer := found[-1].container) in self.all:
            found.append(self.all[str(outer)])
        return found

    def holder(self, good: Good) -> str:
        """Return who actually holds a thing."""
        return self.around(good)[-1].holder

    def is_moving(self, good: Good) -> bool:
        return any(each.receiver is not None for each in self.around(good))

    def is_gone(self, good: Good) -> bool:
        return any(each.gone for each in self.around(good))

    def inside(self, carton: str) -> list[Good]:
        """Return what is directly in a carton."""
        return [each for each in self.all.values() if each.container == carton]

    def is_blocked(self, good: Good) -> bool:
        """Tell whether a thing, its lot, or anything in it is held back."""
        lot = self.all[good.lot] if good.lot is not None else None
        itself = good.blocked is not None or (lot is not None and lot.blocked is not None)
        return itself or any(self.is_blocked(each) for each in self.inside(good.id))

    def is_recalled(self, good: Good) -> bool:
        lot = self.all[good.lot] if good.lot is not None else None
        return good.recalled is not None or (lot is not None and lot.recalled is not None)
