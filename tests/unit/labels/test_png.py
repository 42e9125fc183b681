from __future__ import annotations

import pytest

from nguon_ledger.errors import NguonError
from nguon_signer.labels import make_code, parse_label_url, png
from unit.labels.reading import (
    GTIN_URL,
    OWN_URL,
    blotted,
    dark_box,
    open_png,
    phone_photo,
    read_codes,
    runs_of_row,
)

LONG_URL = f"https://nguon.vn/p/{'n' * 40}/10/{'L' * 20}/21/{'S' * 20}"
URLS = (GTIN_URL, OWN_URL, LONG_URL)


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(("dots", "dpi"), [(4, 203), (7, 203), (5, 300), (11, 300), (10, 600)])
def test_it_reads_at_native_size(url: str, dots: int, dpi: int) -> None:
    image = open_png(png(make_code(parse_label_url(url)), dots=dots, dpi=dpi))
    assert [read.text for read in read_codes(image)] == [url]


@pytest.mark.parametrize("url", [GTIN_URL, OWN_URL])
@pytest.mark.parametrize("seed", range(4))
def test_a_phone_reads_a_bad_photo(url: str, seed: int) -> None:
    image = open_png(png(make_code(parse_label_url(url))))
    photo = phone_photo(image, seed=seed, pixels_a_module=5, dots=4)
    assert [read.text for read in read_codes(photo)] == [url]


def test_level_m_survives_a_blot() -> None:
    """A blot of 7 x 7 modules is about 4 % of version 4; level L would not carry it there."""
    code = make_code(parse_label_url(OWN_URL))
    image = open_png(png(code))
    left, top, _, _ = dark_box(image)
    box = (left + 13 * 4, top + 13 * 4, left + 20 * 4 - 1, top + 20 * 4 - 1)
    assert [read.text for read in read_codes(blotted(image, box))] == [OWN_URL]


def test_the_file_says_one_bit_and_the_printers_resolution() -> None:
    image = open_png(png(make_code(parse_label_url(GTIN_URL)), dots=6, dpi=300))
    assert image.mode == "1"
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.02)


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(("dots", "dpi"), [(4, 203), (6, 300)])
def test_every_module_is_whole_dots_and_the_quiet_zone_four_modules(
    url: str, dots: int, dpi: int
) -> None:
    code = make_code(parse_label_url(url))
    image = open_png(png(code, dots=dots, dpi=dpi))
    _, top, _, _ = dark_box(image)
    rows = [runs_of_row(image, top + y) for y in range(code.size * dots)]
    for y, row in enumerate(rows):
        assert row[0][0] is False
        assert row[-1][0] is False
        inner = row[1:-1]
        assert all(length % dots == 0 for _, length in inner)
        assert row == rows[y - y % dots]
        modules = [dark for dark, length in inner for _ in range(length // dots)]
        lead = (row[0][1] - rows[0][0][1]) // dots
        expected = code.rows[y // dots]
        assert modules == list(expected[lead : lead + len(modules)])
        assert not any(expected[:lead] + expected[lead + len(modules) :])
    first = rows[0]
    assert min(top, first[0][1], first[-1][1]) >= 4 * dots
    below = code.size * dots + top
    for y in range(below, below + 4 * dots):
        assert runs_of_row(image, y) == [(False, image.width)]


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(("dots", "dpi"), [(4, 203), (5, 300)])
def test_the_white_square_is_at_least_21_mm(url: str, dots: int, dpi: int) -> None:
    code = make_code(parse_label_url(url))
    image = open_png(png(code, dots=dots, dpi=dpi))
    left, top, _, _ = dark_box(image.crop((0, 0, image.width, image.height // 2)))
    quiet = min(left, top)
    assert (code.size * dots + 2 * quiet) / dpi * 25.4 >= 21
    assert image.width / dpi * 25.4 >= 21


def test_the_code_in_letters_stands_beneath() -> None:
    code = make_code(parse_label_url(GTIN_URL))
    image = open_png(png(code))
    _, top, _, _ = dark_box(image)
    below = image.crop((0, top + code.size * 4 + 16, image.width, image.height))
    left, first, right, last = dark_box(below)
    # Two lines of 6.5 pt at 203 dpi: 18 dots an em, 21 dots a line.
    assert 2 * 21 * 0.7 < last - first <= 2 * 21
    assert right - left > image.width * 0.8


@pytest.mark.parametrize(
    ("dots", "dpi", "code"),
    [
        (3, 203, "module_too_small"),
        (4, 300, "module_too_small"),
        (0, 203, "module_too_small"),
        (-4, 203, "module_too_small"),
        (8, 203, "module_too_large"),
        (4, 0, "dpi_out_of_range"),
        (4, -203, "dpi_out_of_range"),
        (40, 2401, "dpi_out_of_range"),
    ],
)
def test_what_a_till_cannot_read_is_refused(dots: int, dpi: int, code: str) -> None:
    with pytest.raises(NguonError) as refused:
        png(make_code(parse_label_url(GTIN_URL)), dots=dots, dpi=dpi)
    assert refused.value.code == code
    assert refused.value.field == ("dpi" if code.startswith("dpi") else "dots")


def test_the_refusal_names_the_limit_and_why() -> None:
    with pytest.raises(NguonError, match=r"0\.375 mm is below 0\.396 mm.*point of sale"):
        png(make_code(parse_label_url(GTIN_URL)), dots=3)


def test_the_same_input_gives_the_same_bytes() -> None:
    code = make_code(parse_label_url(GTIN_URL))
    assert png(code) == png(code)
