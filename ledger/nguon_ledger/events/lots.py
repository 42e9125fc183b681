"""How much of a lot there is, was taken, packed, and given serial numbers.

One arithmetic for the server's door and for every verifier (docs/rules.md, "Entering an event").
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from nguon_ledger.events.quantities import EXACT, PIECES, Quantity
from nguon_ledger.rules.refusal import RuleBrokenError

_NOTHING = Decimal(0)


class LotBalance(NamedTuple):
    """Amounts in the base unit of the lot's dimension (kg, litres, pieces); serials in pieces."""

    lot: str
    dimension: str
    made: Decimal
    taken: Decimal = _NOTHING
    packed: Decimal = _NOTHING
    serials: int = 0

    @property
    def left(self) -> Decimal:
        """What was not taken, packed and numbered pieces included."""
        return EXACT.subtract(self.made, self.taken)

    def loose(self, content: Quantity | None) -> Decimal:
        """Return what is neither taken, nor packed, nor numbered. Raises ``unit_mismatch``."""
        loose = self.left
        if self.packed:
            loose = EXACT.subtract(loose, self.packed)
        if self.serials:
            loose = EXACT.subtract(loose, self.amount(pieces(self.serials), content))
        return loose

    def converts(self, quantity: Quantity, content: Quantity | None) -> bool:
        """Tell whether a quantity can be counted in the lot's dimension."""
        if quantity.dimension == self.dimension:
            return True
        is_content = content is not None and content.dimension == self.dimension
        return quantity.dimension == PIECES and is_content

    def amount(self, quantity: Quantity, content: Quantity | None) -> Decimal:
        """Convert to the lot's dimension; between pieces and mass or volume by the net content.

        ``content`` is what one piece of the lot's product holds, as registered. Raises
        RuleBrokenError ``unit_mismatch``.
        """
        if quantity.dimension == self.dimension:
            return quantity.base
        if quantity.dimension == PIECES and content and content.dimension == self.dimension:
            return EXACT.multiply(quantity.base, content.base)
        raise RuleBrokenError("unit_mismatch", self.lot)

    def add(self, amount: Decimal) -> LotBalance:
        """Return the book after more was made."""
        made = EXACT.add(self.made, amount)
        return LotBalance(self.lot, self.dimension, made, self.taken, self.packed, self.serials)

    def take(self, amount: Decimal) -> LotBalance:
        """Return the book after an amount was taken."""
        taken = EXACT.add(self.taken, amount)
        return LotBalance(self.lot, self.dimension, self.made, taken, self.packed, self.serials)

    def pack(self, amount: Decimal) -> LotBalance:
        """Return the book after an amount was packed; below zero: unpacked."""
        packed = EXACT.add(self.packed, amount)
        return LotBalance(self.lot, self.dimension, self.made, self.taken, packed, self.serials)

    def number(self, count: int) -> LotBalance:
        """Return the book after pieces were given serial numbers."""
        serials = self.serials + count
        return LotBalance(self.lot, self.dimension, self.made, self.taken, self.packed, serials)


def open_lot(lot: str, quantity: Quantity) -> LotBalance:
    """Begin a lot with its first quantity."""
    return LotBalance(lot, quantity.dimension, quantity.base)


def pieces(count: int) -> Quantity:
    """Return a number of pieces as a quantity."""
    return Quantity(Decimal(count), "H87")
