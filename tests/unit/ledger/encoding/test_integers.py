"""Decimal integers: one spelling, below 2^63, whatever int() would take."""

from __future__ import annotations

import pytest

from nguon_ledger.encoding.integers import parse_integer
from unit.ledger.checks import label, refused, vectors

CASES = vectors("integers.json")


@pytest.mark.parametrize("text", CASES["good"])
def test_a_decimal_integer_is_read_and_written_the_same(text: str) -> None:
    assert str(parse_integer(text)) == text


@pytest.mark.parametrize("text", CASES["bad"], ids=label)
def test_any_other_spelling_is_refused(text: str) -> None:
    with refused("integer_malformed"):
        parse_integer(text)


def test_the_vectors_hold_what_int_would_take() -> None:
    """Each of these would pass if the parser only called int()."""
    lenient = {"01", "-0", "+1", " 1", "1\n", "1_0", "٣", "１"}  # noqa: RUF001
    assert lenient <= set(CASES["bad"])
    assert all(isinstance(int(text), int) for text in lenient)
