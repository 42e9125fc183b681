"""Identifiers have one spelling, and their numbers the right check digit."""

from __future__ import annotations

from typing import Any

import pytest

from nguon_ledger.events.gs1 import (
    Item,
    Scanned,
    check_digit,
    check_location,
    has_check_digit,
    lot_of,
    parse_item,
    parse_product,
    scanned,
)
from unit.ledger.checks import label, refused, vectors

CASES = vectors("identifiers.json")


def by_id(case: Any) -> str | None:
    return label(case["id"])


@pytest.mark.parametrize("case", CASES["items"], ids=by_id)
def test_an_identifier_is_read(case: dict[str, Any]) -> None:
    item = parse_item(case["id"])
    assert item == Item(**case)
    assert item.is_lot == (case["kind"] == "10")


@pytest.mark.parametrize("case", CASES["bad_items"], ids=by_id)
def test_any_other_identifier_is_refused(case: dict[str, Any]) -> None:
    with refused(case["code"]):
        parse_item(case["id"])


@pytest.mark.parametrize("product", CASES["products"])
def test_a_product_is_read_and_its_lots_are_named_after_it(product: str) -> None:
    assert parse_product(product) == product
    assert parse_item(lot_of(product, "A1")) == Item(f"{product}/10/A1", "10", product, "A1")


@pytest.mark.parametrize("case", CASES["bad_products"], ids=by_id)
def test_any_other_product_is_refused(case: dict[str, Any]) -> None:
    with refused(case["code"]):
        parse_product(case["id"])


@pytest.mark.parametrize("place", CASES["locations"])
def test_a_place_is_any_uri_but_a_gln_has_its_check_digit(place: str) -> None:
    check_location(place)


@pytest.mark.parametrize("place", CASES["bad_locations"])
def test_a_gln_without_its_check_digit_is_refused(place: str) -> None:
    with refused("check_digit"):
        check_location(place)


@pytest.mark.parametrize("case", CASES["check_digits"], ids=lambda case: case["digits"])
def test_check_digits(case: dict[str, Any]) -> None:
    right = case["check"]
    assert check_digit(case["digits"]) == right
    for digit in range(10):
        assert has_check_digit(f"{case['digits']}{digit}") == (digit == right)


def test_any_one_wrong_digit_is_found() -> None:
    """And most swaps of neighbours; those that differ by five are not (GS1 GS, 7.9)."""
    number = "08930000000019"
    for at in range(14):
        for digit in "0123456789":
            changed = number[:at] + digit + number[at + 1 :]
            assert has_check_digit(changed) == (changed == number)


@pytest.mark.parametrize("case", CASES["scans"], ids=lambda case: case["path"])
def test_a_scanned_path_names_a_unit_a_lot_or_a_product(case: dict[str, Any]) -> None:
    expected = None if case["asked"] is None else Scanned(case["asked"], case["lot"])
    assert scanned(case["path"], host=CASES["host"]) == expected


@pytest.mark.parametrize("case", CASES["bad_scans"], ids=lambda case: label(case["path"]))
def test_any_other_path_is_refused(case: dict[str, Any]) -> None:
    with refused(case["code"]):
        scanned(case["path"], host=CASES["host"])


def test_a_wrong_number_stays_wrong_after_it_was_asked_and_after_the_right_one() -> None:
    right, wrong = (f"https://id.gs1.org/01/0893000000001{digit}" for digit in "98")
    for _ in range(2):
        with refused("check_digit"):
            parse_product(wrong)
        with refused("check_digit"):
            parse_item(lot_of(wrong, "A1"))
        assert parse_item(lot_of(right, "A1")).product == right
