"""Times: exact to the microsecond, and only in our profile of RFC 3339."""

from __future__ import annotations

from typing import Any

import pytest

from nguon_ledger.encoding.rfc3339 import (
    format_time,
    parse_offset,
    parse_time,
    written_offset,
)
from unit.ledger.checks import label, refused, vectors

CASES = vectors("times.json")


@pytest.mark.parametrize("case", CASES["good"], ids=lambda case: case["text"])
def test_a_time_is_microseconds_since_1970(case: dict[str, Any]) -> None:
    assert parse_time(case["text"]) == int(case["micros"])


@pytest.mark.parametrize("case", CASES["good"], ids=lambda case: case["text"])
def test_a_time_is_written_so_that_it_is_read_the_same(case: dict[str, Any]) -> None:
    assert parse_time(format_time(int(case["micros"]))) == int(case["micros"])


@pytest.mark.parametrize("text", CASES["bad"], ids=label)
def test_any_other_time_is_refused(text: str) -> None:
    with refused("time_malformed"):
        parse_time(text)


@pytest.mark.parametrize("case", CASES["good_offsets"], ids=lambda case: case["text"])
def test_an_offset_is_minutes_east(case: dict[str, Any]) -> None:
    assert parse_offset(case["text"]) == case["minutes"]


@pytest.mark.parametrize("text", CASES["bad_offsets"], ids=label)
def test_any_other_offset_is_refused(text: str) -> None:
    with refused("time_malformed"):
        parse_offset(text)


@pytest.mark.parametrize(
    ("micros", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1, "1970-01-01T00:00:00.000001Z"),
        (120_000, "1970-01-01T00:00:00.120Z"),
        (1_767_225_600_500_000, "2026-01-01T00:00:00.500Z"),
        (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_the_fraction_has_the_digits_that_it_needs(micros: int, text: str) -> None:
    assert format_time(micros) == text


def test_the_offset_of_a_time_is_kept_as_written() -> None:
    assert written_offset("2026-01-01T00:00:00Z") is None
    assert written_offset("2026-01-01T00:00:00+07:00") == "+07:00"
    assert written_offset("2026-01-01T00:00:00.5-06:30") == "-06:30"
