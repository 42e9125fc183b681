"""Quantities and lots: exact, in one dimension, and never more taken than made."""

from __future__ import annotations

from decimal import Decimal, Inexact, localcontext
from typing import Any

import pytest

from nguon_ledger.encoding.strict_json import parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.events.lots import open_lot, pieces
from nguon_ledger.events.quantities import EXACT, plain, read_quantity
from support.one_lot import LOT, OneLot, q
from unit.ledger.checks import label, refused, vectors

CASES = vectors("quantities.json")


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
    lot = OneLot(q("0.1"))
    lot.add(q("0.2"))
    assert lot.take(q("300", "GRM")).left == 0
    with refused("overdrawn", LOT):
        lot.take(q("0.000001", "GRM"))


def test_a_product_of_30_digits_is_not_rounded() -> None:
    """At 28 digits, Decimal's default, these pieces would fit into the lot; they do not."""
    count, content = q("100000000.000001", "H87"), q("100000000.000001", "GRM")
    lot = OneLot(q("10000000000", "TNE"), content)
    lot.add(q("0.2"))
    with refused("overdrawn", LOT):
        lot.take(count)
    lot.add(q("0.000001", "GRM"))
    assert lot.take(count).left == Decimal("0.000000000999999")


def test_sums_of_more_than_28_digits_are_not_rounded() -> None:
    balance = open_lot(LOT, q("1000000000000", "TNE"))
    for _ in range(20):
        balance = balance.add(balance.made)
    balance = balance.add(q("0.000001", "GRM").base)
    assert str(balance.made).endswith("0000.000000001")
    assert len(balance.made.as_tuple().digits) > 28
    left = balance.take(Decimal("0.000000001")).left
    assert left == EXACT.subtract(balance.made, Decimal("0.000000001"))
    packed = balance.pack(Decimal("0.000000001"))
    assert packed.loose(None) == left
    assert packed.pack(Decimal("-0.000000001")) == balance


def test_the_arithmetic_does_not_depend_on_the_callers_context() -> None:
    lot = OneLot(q("1234.5"), q("1234567", "GRM"))
    with localcontext() as context:
        context.prec = 3
        assert str(lot.add(q("0.000001")).made) == "1234.500001"
        assert lot.pack(q("0.000001")).loose(None) == Decimal("1234.5")
        assert str(lot.book.take(Decimal("1234.5")).left) == "0.000001"
        assert q("1234567", "GRM").base == Decimal("1234.567")
        assert lot.book.amount(pieces(2), q("1234567", "GRM")) == Decimal("2469.134")
        with refused("overserialised", LOT):
            lot.number(1)


def test_what_would_need_rounding_is_an_error_and_no_number() -> None:
    with pytest.raises(Inexact):
        EXACT.add(Decimal("1e100"), Decimal(1))


def test_a_lot_is_counted_in_its_first_dimension() -> None:
    for uom in ("LTR", "MLT", "H87"):
        lot = OneLot(q("5"))
        for change in (lot.add, lot.take, lot.pack):
            with refused("unit_mismatch", LOT):
                change(q("1", uom))
    with refused("unit_mismatch", LOT):
        OneLot(q("5", "H87"), q("1")).take(q("1"))
    with refused("unit_mismatch", LOT):
        OneLot(q("5", "LTR"), q("1", "LTR")).take(q("1"))


def test_pieces_are_converted_by_the_net_content_where_that_fits() -> None:
    grams, litre = q("400", "GRM"), q("1", "LTR")
    lot = OneLot(q("1"), grams)
    assert lot.take(q("2", "H87")).left == Decimal("0.2")
    with refused("overdrawn", LOT):
        lot.take(q("1", "H87"))
    assert lot.add(q("1", "H87")).made == Decimal("1.4")
    with refused("unit_mismatch", LOT):
        OneLot(q("1"), litre).take(q("1", "H87"))


def test_no_more_serials_than_pieces() -> None:
    for rules in (1, 2):
        lot = OneLot(q("3", "H87"), rules=rules)
        lot.number(2)
        with refused("overserialised", LOT):
            lot.number(2)
        assert lot.number(1).serials == 3
        kilo = OneLot(q("1"), q("400", "GRM"), rules=rules)
        with refused("overserialised", LOT):
            kilo.number(3)
        assert kilo.number(2).serials == 2
        with refused("unit_mismatch", LOT):
            OneLot(q("1"), rules=rules).number(1)


def test_what_is_numbered_or_packed_is_not_there_to_be_taken() -> None:
    """In the second version of the rules; the first had one book a purpose."""
    for rules, left in ((1, 4), (2, 1)):
        lot = OneLot(q("6", "H87"), rules=rules)
        lot.take(q("2", "H87"))
        lot.pack(q("1", "H87"))
        lot.number(2)
        with refused("overdrawn", LOT):
            lot.take(q(str(left + 1), "H87"))
        lot.take(q(str(left), "H87"))


def test_a_refusal_says_what_is_left_in_plain_digits() -> None:
    lot = OneLot(q("1000000000000", "TNE"))
    lot.take(q("0.5"))
    said = (
        r"only 999999999999999\.5 kg of 1000000000000000 kg are left, not the 1000000000000000 kg"
    )
    with pytest.raises(NguonError, match=said):
        lot.take(q("1000000000000", "TNE"))


def test_plain_digits() -> None:
    said = {"1E+3": "1000", "1.500": "1.5", "0.0": "0", "-0": "0", "1E-18": "0.000000000000000001"}
    assert {text: plain(Decimal(text)) for text in said} == said
    assert plain(Decimal(100)) == "100"
