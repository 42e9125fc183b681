"""Quantities: exact decimals with a unit (docs/formats.md, 1 and 7; UN/ECE Recommendation 20)."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact
from typing import NamedTuple

from nguon_ledger.encoding.strict_json import Json
from nguon_ledger.errors import NguonError

MAX_QUANTITY = 10**12
MAX_DECIMALS = 6

# unit -> (dimension, how many of the dimension's base unit)
_UNITS = {
    "KGM": ("mass", Decimal(1)),
    "GRM": ("mass", Decimal("0.001")),
    "TNE": ("mass", Decimal(1000)),
    "LTR": ("volume", Decimal(1)),
    "MLT": ("volume", Decimal("0.001")),
    "H87": ("pieces", Decimal(1)),
}
PIECES = "pieces"

# Pieces times net content has 30 digits where both have 15, and sums have more; the default
# context would round them to 28. Nothing reaches 100 digits, and if it did, it would not round.
EXACT = Context(prec=100, traps=[Inexact])


class Quantity(NamedTuple):
    """An amount in a unit, as written."""

    amount: Decimal
    uom: str

    @property
    def dimension(self) -> str:
        """What is measured: ``mass``, ``volume`` or ``pieces``."""
        return _UNITS[self.uom][0]

    @property
    def base(self) -> Decimal:
        """The amount in kg, litres or pieces."""
        return EXACT.multiply(self.amount, _UNITS[self.uom][1])


def read_quantity(element: dict[str, Json]) -> Quantity:
    """Read the ``quantity`` and ``uom`` of a quantity element (pieces where no unit is given).

    Raises NguonError ``quantity_malformed``.
    """
    amount, uom = element.get("quantity"), element.get("uom", "H87")
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        raise NguonError("quantity_malformed", "a number is expected", field="quantity")
    if not 0 < amount <= MAX_QUANTITY or _decimals(amount) > MAX_DECIMALS:
        raise NguonError(
            "quantity_malformed",
            f"{amount} is not above zero with at most {MAX_DECIMALS} decimals",
            field="quantity",
        )
    if not isinstance(uom, str) or uom not in _UNITS:
        raise NguonError(
            "quantity_malformed", f"the unit is one of {', '.join(_UNITS)}", field="uom"
        )
    return Quantity(Decimal(amount), uom)


def _decimals(amount: int | Decimal) -> int:
    if isinstance(amount, int):
        return 0
    return -int(amount.normalize().as_tuple().exponent)


def plain(amount: Decimal) -> str:
    """Write a decimal without exponent and without trailing zeros."""
    text = f"{amount:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text
