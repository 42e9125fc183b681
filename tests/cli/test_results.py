from __future__ import annotations

from decimal import Decimal

import pytest

from nguon_cli.results import parse_result
from nguon_ledger.errors import NguonError
from nguon_signer.answers import Result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (
            "histamin, mg/kg=38.5 max 100",
            Result(test="histamin, mg/kg", value=Decimal("38.5"), limit=100),
        ),
        ("NaCl, %=22 min 18", Result(test="NaCl, %", value=22, limit=18, kind="min")),
        ("t=-18 max -15.5", Result(test="t", value=-18, limit=Decimal("-15.5"))),
    ],
)
def test_a_result_is_read_with_the_side_of_its_limit(text: str, result: Result) -> None:
    assert parse_result(text, field="--result") == result


@pytest.mark.parametrize(
    "text",
    [
        *("", "histamin", "histamin=38.5", "histamin=38.5 of 100", "histamin=38.5 max"),
        *("=38.5 max 100", " =38.5 max 100", "histamin=38,5 max 100", "histamin=<5 max 100"),
        *("histamin=38.5 max 1e2", "histamin=38.5  max 100", "a=b=1 max 2"),
    ],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NguonError) as caught:
        parse_result(text, field="--result")
    assert (caught.value.code, caught.value.field) == ("result_malformed", "--result")
