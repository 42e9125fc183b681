from __future__ import annotations

import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from nguon_ledger.errors import NguonError
from nguon_signer.labels import ENGLISH, Label, label_sheet, make_code, parse_layout
from nguon_signer.labels.compose import compose
from nguon_signer.labels.label import VIETNAMESE
from unit.labels.reading import GTIN_URL, OWN_URL, Read, dark_box, read_codes, render_pages
from unit.labels.test_label import make_label

if TYPE_CHECKING:
    from nguon_signer.labels import SheetLayout

DPI = 200
NAME = "Ba khía muối Đầm Dơi, hũ 400 g"
PATH, TEXT = 2, 1  # PDFium's kinds of page objects


def labels(count: int, *, url: str = GTIN_URL, name: str = NAME) -> list[Label]:
    stem = url.removesuffix("S0001")
    return [make_label(url=f"{stem}S{i:04d}", name=name) for i in range(count)]


@cache
def sheet(name: str, count: int, url: str, skip: int = 0) -> bytes:
    return label_sheet(labels(count, url=url), layout=parse_layout(name), skip=skip)


def reads_by_place(reads: list[Read], layout: SheetLayout) -> dict[int, str]:
    """Map each place of a page to what was read in it."""
    found: dict[int, str] = {}
    for place in range(layout.per_page):
        cell = layout.cell(place)
        for read in reads:
            x, y = read.x / DPI * 25.4, read.y / DPI * 25.4
            inside = (
                cell.left < x < cell.left + cell.width and cell.top < y < cell.top + cell.height
            )
            if inside:
                assert place not in found
                found[place] = read.text
    return found


def code_boxes(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Return left, bottom, right, top of each code of the first page, in mm."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        paths = [o for o in document[0].get_objects() if o.type == PATH]
        return [tuple(n / 72 * 25.4 for n in path.get_bounds()) for path in paths]
    finally:
        document.close()


@pytest.mark.parametrize(
    ("name", "count", "url", "skip"),
    [("3x8", 24, GTIN_URL, 0), ("4x10", 45, OWN_URL, 0), ("3x7", 25, OWN_URL, 4)],
)
def test_every_label_on_every_page_reads_as_its_url(
    name: str, count: int, url: str, skip: int
) -> None:
    layout = parse_layout(name)
    expected = dict(enumerate((label.url.url for label in labels(count, url=url)), start=skip))
    pages = render_pages(sheet(name, count, url, skip), dpi=DPI)
    found: dict[int, str] = {}
    for page, image in enumerate(pages):
        reads = read_codes(image)
        places = reads_by_place(reads, layout)
        assert len(places) == len(reads)
        found |= {page * layout.per_page + place: text for place, text in places.items()}
    assert found == expected
    assert len(pages) == -(-(count + skip) // layout.per_page)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("3x8", GTIN_URL),
        ("4x10", OWN_URL),
        ("3x7", OWN_URL),
        ("4x9:40x32", GTIN_URL),  # half the width would be under 21 mm
        ("1x2:200x120", GTIN_URL),  # half the width would be over 0.990 mm a module
    ],
)
def test_module_square_and_quiet_zone_measured_in_the_pdf(name: str, url: str) -> None:
    layout = parse_layout(name)
    size = make_code(labels(1, url=url)[0].url).size
    boxes = code_boxes(sheet(name, 1, url))
    assert len(boxes) == 1
    left, bottom, right, top = boxes[0]
    module = (right - left) / size
    assert (top - bottom) / size == pytest.approx(module, abs=1e-4)
    assert 0.396 <= module <= 0.990
    assert (size + 8) * module >= 21
    cell = layout.cell(0)
    quiet = 4 * module - 1e-3
    assert left - quiet >= cell.left + layout.inset_x_mm - 1e-3
    assert 297 - top - quiet >= cell.top + layout.inset_y_mm - 1e-3
    assert bottom - quiet >= 297 - cell.top - cell.height + layout.inset_y_mm


@pytest.mark.parametrize(("name", "url"), [("3x8", GTIN_URL), ("4x10", OWN_URL), ("3x7", OWN_URL)])
def test_the_quiet_zone_is_blank_on_the_rendered_page(name: str, url: str) -> None:
    """Measured in pixels, with text, neighbours and cut marks on the page."""
    dots = 300 / 25.4
    pdf = label_sheet(labels(8, url=url), layout=parse_layout(name), cut_marks=True)
    page = render_pages(pdf, dpi=300)[0].convert("L")
    size = make_code(labels(1, url=url)[0].url).size
    left, bottom, right, top = code_boxes(pdf)[0]
    four = 4 * (right - left) / size * dots
    code = (left * dots, (297 - top) * dots, right * dots, (297 - bottom) * dots)
    assert dark_box(page.crop(outset(code, four))) == pytest.approx(
        (four, four, four + code[2] - code[0], four + code[3] - code[1]), abs=2
    )


def outset(box: tuple[float, float, float, float], by: float) -> tuple[float, float, float, float]:
    return round(box[0] - by), round(box[1] - by), round(box[2] + by), round(box[3] + by)


def test_no_text_leaves_its_label() -> None:
    name = "Chè Shan tuyết Hồng Thái hảo hạng, gói 100 g"
    for kind in ("3x8", "4x10"):
        layout = parse_layout(kind)
        pdf = label_sheet(labels(1, name=name), layout=layout)
        document = pypdfium2.PdfDocument(pdf)
        cell = layout.cell(0)
        boxes = [o.get_bounds() for o in document[0].get_objects() if o.type == TEXT]
        document.close()
        assert len(boxes) >= 6
        for left, bottom, right, top in boxes:
            assert left / 72 * 25.4 >= cell.left + layout.inset_x_mm - 0.1
            assert right / 72 * 25.4 <= cell.left + cell.width - layout.inset_x_mm + 0.1
            assert 297 - top / 72 * 25.4 >= cell.top
            assert 297 - bottom / 72 * 25.4 <= cell.top + cell.height


def test_the_page_carries_the_words_of_the_label() -> None:
    document = pypdfium2.PdfDocument(sheet("3x8", 24, GTIN_URL))
    text = " ".join(document[0].get_textpage().get_text_bounded().split())
    document.close()
    assert NAME in text
    for words in ("Lô: BK2026-12", "Số: S0023", "Đóng gói: 01/12/2026", "HSD: 01/06/2027"):
        assert words in text
    assert "(01) 09521234543213 (21) S0023" in text


def test_the_words_may_be_english() -> None:
    pdf = label_sheet(labels(1), layout=parse_layout("3x8"), words=ENGLISH)
    document = pypdfium2.PdfDocument(pdf)
    assert "Packed: 2026-12-01" in document[0].get_textpage().get_text_bounded()
    document.close()


def test_a_number_keeps_its_unit() -> None:
    label = labels(1)[0]
    layout = parse_layout("3x8")
    lines = compose(label, make_code(label.url), layout=layout, words=VIETNAMESE).text
    assert any("400 g" in line.text for line in lines)


@pytest.mark.parametrize("name", ["Hồ tiêu Cùa", NAME])
def test_facts_are_set_smaller_rather_than_broken(name: str) -> None:
    label = labels(1, name=name)[0]
    layout = parse_layout("4x10")
    lines = compose(label, make_code(label.url), layout=layout, words=VIETNAMESE).text
    assert tuple(line.text for line in lines[-5:]) == label.facts(VIETNAMESE)


@pytest.mark.parametrize("name", ["3x8", "4x10", "2x5:90x50"])
def test_the_code_in_letters_stands_right_beneath_the_code(name: str) -> None:
    label = labels(1, name="Hồ tiêu Cùa")[0]
    document = pypdfium2.PdfDocument(label_sheet([label], layout=parse_layout(name)))
    objects = list(document[0].get_objects())
    code, readable = objects[0].get_bounds(), objects[-1].get_bounds()
    document.close()
    module = (code[2] - code[0]) / make_code(label.url).size
    gap = code[1] - readable[3]
    assert 4 * module <= gap <= 4 * module + 2 / 25.4 * 72


def test_the_code_in_letters_stays_clear_of_text_taller_than_the_code() -> None:
    name = "Tôm sinh thái rừng ngập mặn Cà Mau, túi 500 g"
    layout = parse_layout("4x9:40x32")
    document = pypdfium2.PdfDocument(label_sheet(labels(1, name=name), layout=layout))
    objects = list(document[0].get_objects())
    size = make_code(labels(1)[0].url).size
    code, (*text, readable) = objects[0].get_bounds(), [o.get_bounds() for o in objects[1:]]
    document.close()
    assert min(box[1] for box in text) < code[1] - 4 * (code[2] - code[0]) / size
    assert readable[3] < min(box[1] for box in text)


def test_cut_marks_only_when_asked() -> None:
    plain = label_sheet(labels(1), layout=parse_layout("3x8"))
    marked = label_sheet(labels(1), layout=parse_layout("3x8"), cut_marks=True)
    assert len(code_boxes(plain)) == 1
    assert len(code_boxes(marked)) == 1 + 8


def test_the_viewer_is_asked_not_to_scale() -> None:
    assert b"/PrintScaling /None" in sheet("3x8", 24, GTIN_URL)


def test_the_same_input_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import sys; from unit.labels.test_sheet import labels, label_sheet, parse_layout;"
        "sys.stdout.buffer.write(label_sheet(labels(3), layout=parse_layout('3x8')))"
    )
    here = label_sheet(labels(3), layout=parse_layout("3x8"))
    path = {"PYTHONPATH": ":".join(p for p in sys.path if p), "PYTHONHASHSEED": "7"}
    other = subprocess.run(
        [sys.executable, "-c", program], env=path, capture_output=True, check=True
    )
    assert other.stdout == here
    assert label_sheet(labels(3), layout=parse_layout("3x8")) == here


@pytest.mark.parametrize(
    ("layout", "url", "name", "code", "field"),
    [
        ("1x1:48x20", GTIN_URL, NAME, "label_too_small", "layout"),
        ("1x1:30x40", GTIN_URL, NAME, "label_too_small", "layout"),
        ("1x1:60x23.5", GTIN_URL, NAME, "label_too_small", "layout"),
        ("1x1:60x5", GTIN_URL, NAME, "label_too_small", "layout"),
        ("1x1:5x60", GTIN_URL, NAME, "label_too_small", "layout"),
        ("1x1:48x50", f"https://a.vn/p/{'w' * 40}/21/S0001", NAME, "label_too_small", "layout"),
        ("1x1:48.5x25.4", f"https://{'a' * 60}.vn/p/x/21/S0001", NAME, "label_too_small", "layout"),
        ("1x1:48.5x25.4", GTIN_URL, "muối " * 40, "text_too_long", "name"),
        ("1x1:48.5x25.4", GTIN_URL, "m" * 40, "text_too_long", "name"),
    ],
)
def test_what_does_not_fit_is_refused(
    layout: str, url: str, name: str, code: str, field: str
) -> None:
    with pytest.raises(NguonError) as refused:
        label_sheet(labels(1, url=url, name=name), layout=parse_layout(layout))
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_dense_code_is_given_modules_that_a_till_reads_or_refused() -> None:
    """49 modules and two quiet zones need 22.6 mm, more than the 21 that smaller codes need."""
    url = f"https://{'a' * 30}.vn/p/{'n' * 40}/10/BK2026-12{'l' * 11}/21/{'s' * 15}S0001"
    label = make_label(url=url, lot="BK2026-12" + "l" * 11)
    assert make_code(label.url).size == 49
    boxes = code_boxes(label_sheet([label], layout=parse_layout("1x1:100x27")))
    assert (boxes[0][2] - boxes[0][0]) / 49 >= 0.396
    with pytest.raises(NguonError) as refused:
        label_sheet([label], layout=parse_layout("1x1:100x26"))
    assert refused.value.code == "label_too_small"


@pytest.mark.parametrize(
    ("count", "skip", "code", "field"),
    [
        (0, 0, "no_labels", "labels"),
        (5001, 0, "too_many_labels", "labels"),
        (1, 24, "skip_out_of_range", "skip"),
        (1, -1, "skip_out_of_range", "skip"),
    ],
)
def test_bad_counts_are_refused(count: int, skip: int, code: str, field: str) -> None:
    with pytest.raises(NguonError) as refused:
        label_sheet(labels(1) * count, layout=parse_layout("3x8"), skip=skip)
    assert (refused.value.code, refused.value.field) == (code, field)
