"""How much of a lot there is, was taken, and was given serial numbers.

One arithmetic for the server's door and for every verifier (docs/verification.md, step 10).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from nguon_ledger.errors import NguonError
from nguon_ledger.events.quantities import EXACT, PIECES, Quantity


@dataclass(frozen=True)
class LotBalance:
    """Amounts in the base unit of the lot's dimension (kg, litres, pieces)."""

    lot: str
    dimension: str
    made: Decimal
    taken: Decimal = Decimal(0)
    serials: int = 0

    @property
    def left(self) -> Decimal:
        """What is still there."""
        return EXACT.subtract(self.made, self.taken)


def open_lot(lot: str, quantity: Quantity) -> LotBalance:
    """Begin a lot with its first quantity."""
    return LotBalance(lot, quantity.dimension, quantity.base)


def add_to(balance: LotBalance, quantity: Quantity, content: Quantity | None) -> LotBalance:
    """Add to a lot. Raises NguonError ``unit_mismatch``."""
    added = _in_lot_unit(balance, quantity, content)
    return replace(balance, made=EXACT.add(balance.made, added))


def take_from(balance: LotBalance, quantity: Quantity, content: Quantity | None) -> LotBalance:
    """Take out of a lot. Raises NguonError ``unit_mismatch`` or ``overdrawn``."""
    taken = EXACT.add(balance.taken, _in_lot_unit(balance, quantity, content))
    if taken > balance.made:
        raise NguonError(
            "overdrawn",
            f"{balance.lot} has {_plain(balance.left)} left of {_plain(balance.made)}"
            f" ({balance.dimension}), not {quantity.amount:f} {quantity.uom}",
            field=balance.lot,
        )
    return replace(balance, taken=taken)


def serialise(balance: LotBalance, count: int, content: Quantity | None) -> LotBalance:
    """Give ``count`` pieces of a lot serial numbers.

    Raises NguonError ``unit_mismatch`` or ``overserialised``.
    """
    serials = balance.serials + count
    if _in_lot_unit(balance, Quantity(Decimal(serials), "H87"), content) > balance.made:
        raise NguonError(
            "overserialised",
            f"{balance.lot} cannot have {serials} pieces: there are {_plain(balance.made)}"
            f" ({balance.dimension})",
            field=balance.lot,
        )
    return replace(balance, serials=serials)


def _in_lot_unit(balance: LotBalance, quantity: Quantity, content: Quantity | None) -> Decimal:
    """Convert to the lot's dimension; between pieces and mass or volume by the net content.

    ``content`` is what one piece of the lot's product holds, as registered.
    """
    if quantity.dimension == balance.dimension:
        return quantity.base
    if quantity.dimension == PIECES and content and content.dimension == balance.dimension:
        return EXACT.multiply(quantity.base, content.base)
    raise NguonError(
        "unit_mismatch",
        f"{balance.lot} is counted in {balance.dimension}, not in {quantity.uom}",
        field=balance.lot,
    )


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize(EXACT):f}"
