from __future__ import annotations

import pytest

from nguon_cli.serials import MAX_SERIALS, parse_serials
from nguon_ledger.errors import NguonError


@pytest.mark.parametrize(
    ("text", "serials"),
    [
        ("1-3", ["1", "2", "3"]),
        ("8-11", ["8", "9", "10", "11"]),
        ("0008-0010", ["0008", "0009", "0010"]),
        ("BK26-001..BK26-003", ["BK26-001", "BK26-002", "BK26-003"]),
        ("A.9..A.10", ["A.9", "A.10"]),
        ("7", ["7"]),
        ("1-2,X9,5-6", ["1", "2", "X9", "5", "6"]),
        ("BK-1", ["BK-1"]),
    ],
)
def test_ranges_are_expanded_in_order(text: str, serials: list[str]) -> None:
    assert parse_serials(text, field="--serials") == serials


def test_as_many_as_a_sheet_takes_and_no_more() -> None:
    assert len(parse_serials(f"1-{MAX_SERIALS}", field="--serials")) == MAX_SERIALS
    for text in (f"1-{MAX_SERIALS + 1}", f"0-1,10-{MAX_SERIALS + 9}", "1-999999999"):
        with pytest.raises(NguonError, match="at most"):
            parse_serials(text, field="--serials")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3-1",
        "01-232",
        "1-0232",
        "A1..B3",
        "1..",
        "-5",
        "1--3",
        "1-3,",
        "1-3,2",
        "x y",
        "٣-٤",
        "A..B",
    ],
)
def test_a_range_that_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(NguonError) as caught:
        parse_serials(text, field="--serials")
    assert (caught.value.code, caught.value.field) == ("serials_malformed", "--serials")
