"""Identifiers: products, lots, units, logistic units; GS1 Digital Link paths (docs/formats.md, 6).

Sources: GS1 General Specifications 7.9 (check digits), GS1 Digital Link URI Syntax 1.2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from nguon_ledger.errors import NguonError

_GS1 = "https://id.gs1.org"
_GS1_PATTERN = re.escape(_GS1)  # a dot is a dot, else https://id-gs1.org passes for it
_HOST = r"[a-z0-9.-]{1,100}(?::[0-9]{1,5})?"
_PRODUCT = rf"{_GS1_PATTERN}/01/[0-9]{{14}}|https://{_HOST}/p/[a-z0-9-]{{1,40}}"
_CODE = r"[A-Za-z0-9._-]{1,20}"
_PRODUCT_ID = re.compile(_PRODUCT)
_ITEM_ID = re.compile(rf"({_PRODUCT})/(10|21)/({_CODE})")
_SSCC_ID = re.compile(rf"{_GS1_PATTERN}/00/([0-9]{{18}})")
_GTIN = re.compile(rf"{_GS1_PATTERN}/01/([0-9]{{14}})")
_GLN = re.compile(rf"{_GS1_PATTERN}/414/([0-9]*)")
_PATH = re.compile(
    rf"/(01/[0-9]{{14}}|p/[a-z0-9-]{{1,40}})(?:/22/{_CODE})?(?:/10/({_CODE}))?(?:/21/({_CODE}))?"
)


class Item(NamedTuple):
    """A lot (``10``), a unit (``21``) or a logistic unit (``00``, without product)."""

    id: str
    kind: str
    product: str | None
    code: str

    @property
    def is_lot(self) -> bool:
        """Whether it is a lot."""
        return self.kind == "10"


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a QR code's URL names: ``asked`` is the unit if it has a serial, else the lot."""

    asked: str
    lot: str | None


def check_digit(digits: str) -> int:
    """Compute the GS1 check digit that follows ``digits``: weights 3, 1, 3, ... from the right."""
    threefold, onefold = digits[-1::-2], digits[-2::-2]
    return -(3 * sum(map(int, threefold)) + sum(map(int, onefold))) % 10


def has_check_digit(number: str) -> bool:
    """Tell whether the last digit of a GTIN, SSCC or GLN is right."""
    return check_digit(number[:-1]) == int(number[-1])


def parse_product(identifier: str) -> str:
    """Return a product identifier. Raises NguonError ``malformed`` or ``check_digit``."""
    if not _PRODUCT_ID.fullmatch(identifier):
        raise NguonError("malformed", "not the identifier of a product")
    _check_gtin(identifier)
    return identifier


def parse_item(identifier: str) -> Item:
    """Read a lot, unit or logistic unit.

    Raises NguonError ``identifier_malformed`` or ``check_digit``.
    """
    if match := _ITEM_ID.fullmatch(identifier):
        product, kind, code = match.groups()
        _check_gtin(product)
        return Item(identifier, kind, product, code)
    if match := _SSCC_ID.fullmatch(identifier):
        _check_number(match[1], "SSCC")
        return Item(identifier, "00", None, match[1])
    raise NguonError(
        "identifier_malformed",
        f"{identifier[:80]!r} is not a product with /10/lot or /21/serial, nor an SSCC",
    )


def check_location(identifier: str) -> None:
    """Check the GLN of a GS1 place; any other URI is taken. Raises NguonError ``check_digit``."""
    if identifier.startswith(_GS1) and (match := _GLN.match(identifier)):
        if len(match[1]) == 13:
            _check_number(match[1], "GLN")
        else:
            raise NguonError("check_digit", "a GLN has 13 digits")


def lot_of(product: str, lot: str) -> str:
    """Return the identifier of a product's lot."""
    return f"{product}/10/{lot}"


def scanned(path: str, *, host: str) -> Scanned | None:
    """Read the path of a scanned URL; None if it names no lot or unit.

    ``host`` completes own-domain products. Raises NguonError ``identifier_malformed`` or
    ``check_digit``.
    """
    if path.startswith("/00/"):
        return Scanned(parse_item(_GS1 + path).id, None)
    match = _PATH.fullmatch(path)
    if not match:
        raise NguonError("identifier_malformed", "the path is not a GS1 Digital Link or /p/ path")
    base = _GS1 if match[1].startswith("01/") else f"https://{host}"
    product = f"{base}/{match[1]}"
    _check_gtin(product)
    lot = lot_of(product, match[2]) if match[2] else None
    if match[3]:
        return Scanned(f"{product}/21/{match[3]}", lot)
    return Scanned(lot, lot) if lot else None


@lru_cache(maxsize=512)  # products are few; only right numbers are kept
def _check_gtin(product: str) -> None:
    if match := _GTIN.match(product):
        _check_number(match[1], "GTIN")


def _check_number(number: str, what: str) -> None:
    if not has_check_digit(number):
        right = f"{number[:-1]}{check_digit(number[:-1])}"
        raise NguonError("check_digit", f"{what} {number}: the check digit is wrong ({right}?)")
