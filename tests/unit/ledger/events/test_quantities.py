"""Quantities and lots: exact, in one dimension, and never more taken than made."""

from __future__ import annotations

from decimal import Decimal, Inexact, localcontext
from typing import Any

import pytest

from nguon_ledger.encoding.strict_json import parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.events.lots import LotBalance, add_to, open_lot, serialise, take_from
from nguon_ledger.events.quantities import EXACT, Quantity, read_quantity
from unit.ledger.checks import label, refused, vectors

CASES = vectors("quantities.json")
LOT = "https://ledger.example/p/x/10/1"


def q(amount: str, uom: str = "KGM") -> Quantity:
    return Quantity(Decimal(amount), uom)


def opened(amount: str, uom: str = "KGM") -> LotBalance:
    return open_lot(LOT, q(amount, uom))


@pytest.mark.parametrize("case", CASES["good"], ids=lambda case: label(case["element"]))
def test_a_quantity_is_an_exact_amount_in_a_dimension(case: dict[str, Any]) -> None:
    quantity = read_quantity(parse_object(case["element"].encode()))
    assert quantity.amount == Decimal(case["amount"])
    assert quantity.dimension == case["dimension"]
    assert quantity.base == Decimal(case["base"])


@pytest.mark.parametrize("case", CASES["bad"], ids=lambda case: label(case["element"]))
def test_any_other_quantity_is_refused(case: dict[str, Any]) -> None:
    with refused("quantity_malformed", case["field"]):
        read_quantity(parse_object(case["element"].encode()))


def test_nothing_is_lost_or_found_in_adding_and_taking() -> None:
    balance = opened("0.1")
    balance = add_to(balance, q("0.2"), None)
    balance = take_from(balance, q("300", "GRM"), None)
    assert balance.left == 0
    with refused("overdrawn", LOT):
        take_from(balance, q("0.000001", "GRM"), None)


def test_a_product_of_30_digits_is_not_rounded() -> None:
    """At 28 digits, Decimal's default, these pieces would fit into the lot; they do not."""
    pieces, content = q("100000000.000001", "H87"), q("100000000.000001", "GRM")
    balance = add_to(opened("10000000000", "TNE"), q("0.2"), None)
    with refused("overdrawn", LOT):
        take_from(balance, pieces, content)
    fits = add_to(balance, q("0.000001", "GRM"), None)
    left = take_from(fits, pieces, content).left
    assert left == Decimal("0.000000000999999")


def test_sums_of_more_than_28_digits_are_not_rounded() -> None:
    balance = opened("1000000000000", "TNE")
    for _ in range(20):
        balance = LotBalance(LOT, "mass", EXACT.add(balance.made, balance.made))
    balance = add_to(balance, q("0.000001", "GRM"), None)
    assert str(balance.made).endswith("0000.000000001")
    assert len(balance.made.as_tuple().digits) > 28


def test_the_arithmetic_does_not_depend_on_the_callers_context() -> None:
    with localcontext() as context:
        context.prec = 3
        balance = add_to(opened("1234.5"), q("0.000001"), None)
        assert str(balance.made) == "1234.500001"
        assert str(take_from(balance, q("1234.5"), None).left) == "0.000001"
        assert q("1234567", "GRM").base == Decimal("1234.567")


def test_what_would_need_rounding_is_an_error_and_no_number() -> None:
    with pytest.raises(Inexact):
        EXACT.add(Decimal("1e100"), Decimal(1))


def test_a_lot_is_counted_in_its_first_dimension() -> None:
    for uom in ("LTR", "MLT", "H87"):
        for change in (add_to, take_from):
            with refused("unit_mismatch", LOT):
                change(opened("5"), q("1", uom), None)
    with refused("unit_mismatch", LOT):
        take_from(opened("5", "H87"), q("1"), q("1"))
    with refused("unit_mismatch", LOT):
        take_from(opened("5", "LTR"), q("1"), q("1", "LTR"))


def test_pieces_are_converted_by_the_net_content_where_that_fits() -> None:
    grams, litre = q("400", "GRM"), q("1", "LTR")
    balance = take_from(opened("1"), q("2", "H87"), grams)
    assert balance.left == Decimal("0.2")
    with refused("overdrawn", LOT):
        take_from(balance, q("1", "H87"), grams)
    with refused("unit_mismatch", LOT):
        take_from(balance, q("1", "H87"), litre)
    assert add_to(balance, q("1", "H87"), grams).made == Decimal("1.4")


def test_no_more_serials_than_pieces() -> None:
    balance = serialise(opened("3", "H87"), 2, None)
    assert serialise(balance, 1, None).serials == 3
    with refused("overserialised", LOT):
        serialise(balance, 2, None)
    kilo, jars = opened("1"), q("400", "GRM")
    assert serialise(kilo, 2, jars).serials == 2
    with refused("overserialised", LOT):
        serialise(kilo, 3, jars)
    with refused("unit_mismatch", LOT):
        serialise(kilo, 1, None)


def test_a_refusal_says_what_is_left_in_plain_digits() -> None:
    balance = take_from(opened("1000000000000", "TNE"), q("0.5"), None)
    with pytest.raises(NguonError, match=r"has 999999999999999\.5 left of 1000000000000000 "):
        take_from(balance, q("1000000000000", "TNE"), None)
