"""Quantities as a person types them: ``120kg``, ``400 g``, ``1.5L``, ``232`` (pieces)."""

from __future__ import annotations

import re
from decimal import Decimal

from nguon_ledger.errors import NguonError
from nguon_ledger.events.quantities import PIECES, Quantity, plain, read_quantity

# UN/ECE Recommendation 20
UNITS = {
    "": "H87",
    "pcs": "H87",
    "kg": "KGM",
    "g": "GRM",
    "t": "TNE",
    "l": "LTR",
    "L": "LTR",
    "ml": "MLT",
    "mL": "MLT",
} | {code: code for code in ("KGM", "GRM", "TNE", "LTR", "MLT", "H87")}
_SHOWN = {"KGM": "kg", "GRM": "g", "TNE": "t", "LTR": "L", "MLT": "mL", "H87": "pieces"}
_BASE = {"mass": "kg", "volume": "L", PIECES: "pieces"}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_QUANTITY = re.compile(r"([^A-Za-z ]*) ?([A-Za-z0-9]*)")
_MAX_LENGTH = 40


def parse_quantity(text: str, *, field: str) -> tuple[Decimal | int, str]:
    """Return the number and its unit in UN/ECE Recommendation 20.

    Without a unit it is pieces. Raises NguonError ``quantity_malformed``.
    """
    match = _QUANTITY.fullmatch(text)
    if not match or len(text) > _MAX_LENGTH or not _NUMBER.fullmatch(match[1]):
        raise _malformed(text, "write a quantity like 120kg, 1.5L or 232 (pieces)", field)
    if match[2] not in UNITS:
        known = "kg, g, t, L, mL or pcs"
        raise _malformed(text, f"{match[2][:20]!r} is not a unit; use {known}", field)
    amount, uom = _value(match[1]), UNITS[match[2]]
    try:
        read_quantity({"quantity": amount, "uom": uom})
    except NguonError as e:
        raise _malformed(text, e.detail, field) from None
    return amount, uom


def parse_number(text: str, *, field: str) -> Decimal | int:
    """Read a plain number, which may be negative. Raises NguonError ``number_malformed``."""
    if len(text) <= _MAX_LENGTH and _NUMBER.fullmatch(text):
        return _value(text)
    what = f"{text[:_MAX_LENGTH]!r} is not a number; write it like 18 or 2.5"
    raise NguonError("number_malformed", what, field=field)


def show_quantity(quantity: Quantity) -> str:
    """Write a quantity for a person."""
    return f"{quantity.amount:f} {_SHOWN[quantity.uom]}"


def show_base(amount: Decimal, dimension: str) -> str:
    """Write an amount in a dimension's base unit for a person."""
    return f"{plain(amount)} {_BASE[dimension]}"


def _value(text: str) -> Decimal | int:
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else value


def _malformed(text: str, why: str, field: str) -> NguonError:
    return NguonError("quantity_malformed", f"{text[:_MAX_LENGTH]!r}: {why}", field=field)
