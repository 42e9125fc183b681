from __future__ import annotations

import unicodedata
from datetime import date
from typing import TYPE_CHECKING

import pytest

from nguon_ledger.errors import NguonError
from nguon_signer.labels import ENGLISH, VIETNAMESE, Label, parse_label_url
from nguon_signer.labels import font as font_module
from unit.labels.reading import GTIN_URL, OWN_URL

if TYPE_CHECKING:
    from collections.abc import Iterator


def make_label(
    *,
    url: str = GTIN_URL,
    name: str = "Ba khía muối Đầm Dơi",
    lot: str = "BK2026-12",
    best_before: date | None = date(2027, 6, 1),
) -> Label:
    return Label(
        url=parse_label_url(url),
        name=name,
        lot=lot,
        packed_on=date(2026, 12, 1),
        best_before=best_before,
    )


def test_the_facts_in_vietnamese_and_english() -> None:
    assert make_label().facts(VIETNAMESE) == (
        "Lô: BK2026-12",
        "Số: S0001",
        "Đóng gói: 01/12/2026",
        "HSD: 01/06/2027",
        "nguon.vn",
    )
    assert make_label().facts(ENGLISH)[3] == "Best before: 2027-06-01"


def test_what_is_not_known_has_no_line() -> None:
    label = make_label(url="https://nguon.vn/p/x/10/L1", lot="L1", best_before=None)
    assert label.facts(VIETNAMESE) == ("Lô: L1", "Đóng gói: 01/12/2026", "nguon.vn")


def test_a_name_typed_in_pieces_is_printed_composed() -> None:
    name = unicodedata.normalize("NFD", "Ba  khía\tmuối\n")
    assert make_label(name=name).title == "Ba khía muối"


def test_every_vietnamese_letter_can_be_printed() -> None:
    marks = ["", *"\u0300\u0301\u0303\u0309\u0323"]
    letters = [
        unicodedata.normalize("NFC", v + m) for v in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for m in marks
    ]
    assert len(set(letters)) == 144
    assert all(len(letter) == 1 for letter in letters)
    assert make_label(name="".join(letters) + "đĐ").title == "".join(letters) + "đĐ"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name": ""}, "text_missing", "name"),
        ({"name": " \u00a0\n"}, "text_missing", "name"),
        ({"name": "ชา"}, "glyph_missing", "name"),
        ({"name": "tea\u0007"}, "glyph_missing", "name"),
        ({"name": "tea\U0001f375"}, "glyph_missing", "name"),
        ({"lot": ""}, "lot_malformed", "lot"),
        ({"lot": "L" * 21}, "lot_malformed", "lot"),
        ({"lot": "L/1"}, "lot_malformed", "lot"),
        ({"url": OWN_URL, "lot": "BK2026-13"}, "lot_differs", "lot"),
        ({"best_before": date(2026, 11, 30)}, "best_before_early", "best_before"),
    ],
)
def test_a_bad_label_is_refused(changes: dict[str, str], code: str, field: str) -> None:
    with pytest.raises(NguonError) as refused:
        make_label(**changes)  # type: ignore[arg-type]  # one of the cases is a date
    assert (refused.value.code, refused.value.field) == (code, field)


def test_best_before_may_be_the_day_of_packing() -> None:
    assert make_label(best_before=date(2026, 12, 1)).best_before == date(2026, 12, 1)


@pytest.fixture
def no_typeface(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    font_module.font_bytes.cache_clear()
    font_module.pdf_font.cache_clear()
    monkeypatch.setattr(font_module, "_PACKAGE", "no_such_typeface")
    yield
    font_module.font_bytes.cache_clear()
    font_module.pdf_font.cache_clear()


@pytest.mark.usefixtures("no_typeface")
def test_a_missing_typeface_is_named() -> None:
    with pytest.raises(NguonError, match="no_such_typeface") as refused:
        make_label()
    assert refused.value.code == "font_missing"
