from __future__ import annotations

from decimal import Decimal

import pytest

from nguon_cli.units import parse_number, parse_quantity
from nguon_ledger.errors import NguonError


@pytest.mark.parametrize(
    ("text", "amount", "uom"),
    [
        ("120kg", 120, "KGM"),
        ("120 kg", 120, "KGM"),
        ("400g", 400, "GRM"),
        ("232", 232, "H87"),
        ("232pcs", 232, "H87"),
        ("5H87", 5, "H87"),
        ("1.5 L", Decimal("1.5"), "LTR"),
        ("1.50l", Decimal("1.5"), "LTR"),
        ("2.0t", 2, "TNE"),
        ("250mL", 250, "MLT"),
        ("0.000001KGM", Decimal("0.000001"), "KGM"),
        ("1000000000000", 10**12, "H87"),
    ],
)
def test_quantities_are_read_as_written(text: str, amount: object, uom: str) -> None:
    found = parse_quantity(text, field="--in")
    assert found == (amount, uom)
    assert type(found[0]) is type(amount)  # a whole number is written without a point


@pytest.mark.parametrize(
    "text",
    [
        *("", "kg", "kg120", "1,5kg", "1.kg", ".5kg", "1e3kg", "+1kg", "1 000kg", "01kg", "1_0kg"),
        *("120 KG", "120kgs", "120  kg", " 120kg", "120kg ", "٣kg", "120\tkg", "120kg\n"),
        *("0kg", "-1kg", "0.0000001kg", "1000000000001", "NaN", "Infinity", "9" * 50),
    ],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NguonError) as caught:
        parse_quantity(text, field="--out")
    assert (caught.value.code, caught.value.field) == ("quantity_malformed", "--out")


@pytest.mark.parametrize(("text", "value"), [("18.5", Decimal("18.5")), ("-2", -2), ("0", 0)])
def test_numbers_may_be_negative(text: str, value: object) -> None:
    assert parse_number(text, field="x") == value


@pytest.mark.parametrize("text", ["", "1,5", "1e3", "0x10", "+1", " 1", "NaN", "1" * 41])
def test_numbers_have_one_spelling(text: str) -> None:
    with pytest.raises(NguonError, match="number_malformed"):
        parse_number(text, field="x")
