from __future__ import annotations

import pytest

from nguon_ledger.errors import NguonError
from nguon_signer.labels import LAYOUTS, SheetLayout, parse_layout
from nguon_signer.labels.layout import Cell


def test_a_grid_lies_in_the_middle_of_the_page() -> None:
    layout = parse_layout("4x10")
    assert layout.per_page == 40
    assert layout.cell(0) == Cell(8.0, 21.5, 48.5, 25.4)
    last = layout.cell(39)
    assert last.left + last.width == pytest.approx(210 - 8)
    assert last.top + last.height == pytest.approx(297 - 21.5)


def test_places_go_along_the_rows() -> None:
    layout = parse_layout("3x7")
    first, second, fourth = layout.cell(0), layout.cell(1), layout.cell(3)
    assert second.left - first.left == pytest.approx(63.5 + 2.5)
    assert second.top == first.top
    assert fourth.left == first.left
    assert fourth.top - first.top == pytest.approx(38.1)


def test_labels_at_the_edge_of_the_page_keep_off_what_printers_leave_blank() -> None:
    layout = parse_layout("3x8")
    assert layout.margin_x_mm == 0
    assert layout.inset_x_mm >= 4.23
    assert layout.margin_y_mm + layout.inset_y_mm >= 4.23
    assert layout.inset_y_mm == 1.0


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_sheet_has_labels_that_overlap_or_leave_the_page(name: str) -> None:
    layout = LAYOUTS[name]
    cells = [layout.cell(i) for i in range(layout.per_page)]
    for cell in cells:
        assert cell.left >= 0
        assert cell.top >= 0
        assert cell.left + cell.width <= 210 + 1e-9
        assert cell.top + cell.height <= 297 + 1e-9
    for a in cells:
        for b in cells:
            apart = (
                a.left + a.width <= b.left + 1e-9
                or b.left + b.width <= a.left + 1e-9
                or a.top + a.height <= b.top + 1e-9
                or b.top + b.height <= a.top + 1e-9
            )
            assert a is b or apart


def test_a_custom_layout_is_read() -> None:
    assert parse_layout("2x5:90.5x50") == SheetLayout(
        columns=2, rows=5, width_mm=90.5, height_mm=50
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "layout_malformed"),
        ("5x5", "layout_malformed"),
        ("3x8:70x36 ", "layout_malformed"),
        ("3x8:-70x36", "layout_malformed"),
        ("٣x8:70x36", "layout_malformed"),
        ("0x8:70x36", "layout_malformed"),
        ("51x1:1x1", "layout_malformed"),
        ("3x8:0x36", "layout_malformed"),
        ("3x9:70x36", "layout_overflow"),
        ("4x8:70x36", "layout_overflow"),
        ("1x1:211x20", "layout_overflow"),
    ],
)
def test_a_bad_layout_is_refused(text: str, code: str) -> None:
    with pytest.raises(NguonError) as refused:
        parse_layout(text)
    assert (refused.value.code, refused.value.field) == (code, "layout")


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -1.0])
def test_a_gap_that_is_no_length_is_refused(bad: float) -> None:
    with pytest.raises(NguonError) as refused:
        SheetLayout(columns=1, rows=1, width_mm=50, height_mm=30, gap_x_mm=bad)
    assert refused.value.code == "layout_malformed"
