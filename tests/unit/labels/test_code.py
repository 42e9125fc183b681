from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nguon_signer.labels import make_code, parse_label_url, png
from nguon_signer.labels.code import Run
from unit.labels.reading import GTIN_URL, open_png, read_codes

CODES = st.text("ABCXYZabcxyz0189._-", min_size=1, max_size=20)


@settings(max_examples=40, deadline=None)
@given(lot=CODES, serial=CODES, own=st.booleans())
def test_every_code_reads_back_as_its_url(lot: str, serial: str, own: bool) -> None:  # noqa: FBT001
    product = "p/ba-khia" if own else "01/09521234543213"
    url = parse_label_url(f"https://nguon.vn/{product}/10/{lot}/21/{serial}")
    (read,) = read_codes(open_png(png(make_code(url))))
    assert (read.text, read.level) == (url.url, "M")


@pytest.mark.parametrize(
    ("url", "size"),
    [
        (GTIN_URL, 29),  # 43 letters: 42 would fit as bytes, but the digits are packed
        ("https://a23456789012.vn/01/09521234543213/21/" + "s" * 13, 33),
        ("https://a23456789012.vn/01/09521234543213/21/" + "s" * 20, 33),
        ("https://a23456789012.vn/p/" + "p" * 10 + "/21/" + "s" * 20, 33),
        ("https://a23456789012.vn/p/" + "p" * 20 + "/21/" + "s" * 20, 37),
    ],
)
def test_the_smallest_version_that_holds_the_url(url: str, size: int) -> None:
    assert make_code(parse_label_url(url)).size == size


def test_runs_cover_exactly_the_dark_modules() -> None:
    code = make_code(parse_label_url(GTIN_URL))
    drawn = [[False] * code.size for _ in range(code.size)]
    for run in code.dark_runs():
        for x in range(run.column, run.column + run.length):
            assert not drawn[run.row][x]
            drawn[run.row][x] = True
    assert tuple(map(tuple, drawn)) == code.rows


def test_runs_are_merged_as_far_as_they_go() -> None:
    runs = list(make_code(parse_label_url(GTIN_URL)).dark_runs())
    assert runs[0] == Run(0, 0, 7)
    for left, right in pairwise(runs):
        assert left.row < right.row or left.column + left.length < right.column
