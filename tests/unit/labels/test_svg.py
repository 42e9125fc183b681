from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageDraw

from nguon_ledger.errors import NguonError
from nguon_signer.labels import make_code, parse_label_url, svg
from unit.labels.reading import GTIN_URL, OWN_URL, read_codes

SVG = "{http://www.w3.org/2000/svg}"
LONG_SERIAL = f"https://nguon.vn/p/x/21/{'S' * 20}"


def path_of(root: ET.Element) -> tuple[int, int, list[tuple[int, int, int]]]:
    """Return the path's offset and its rectangles (x, y, length), all 1 high."""
    path = root.find(f"{SVG}path")
    assert path is not None
    offset = re.fullmatch(r"translate\((\d+) (\d+)\)", path.attrib["transform"])
    assert offset is not None
    text = path.attrib["d"]
    steps = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", text)
    assert "".join(f"M{x} {y}h{n}v1h-{m}z" for x, y, n, m in steps) == text
    assert all(n == m for _, _, n, m in steps)
    return int(offset[1]), int(offset[2]), [(int(x), int(y), int(n)) for x, y, n, _ in steps]


def lengths(root: ET.Element) -> tuple[float, float, float, float]:
    """Return width and height in mm, and in user units."""
    width, height = (re.fullmatch(r"([0-9.]+)mm", root.attrib[a]) for a in ("width", "height"))
    assert width is not None
    assert height is not None
    left, top, w, h = (float(n) for n in root.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    return float(width[1]), float(height[1]), w, h


@pytest.mark.parametrize("url", [GTIN_URL, OWN_URL, LONG_SERIAL])
@pytest.mark.parametrize("module_mm", [0.396, 0.5, 0.99])
def test_module_quiet_zone_and_square_measured_in_mm(url: str, module_mm: float) -> None:
    code = make_code(parse_label_url(url))
    root = ET.fromstring(svg(code, module_mm=module_mm))  # noqa: S314 (our own)
    width_mm, height_mm, width, height = lengths(root)
    left, top, runs = path_of(root)
    assert width_mm / width == pytest.approx(module_mm, abs=1e-4)
    assert height_mm / height == pytest.approx(module_mm, abs=1e-4)
    assert max(x + n for x, _, n in runs) == code.size
    assert left + code.size + left == width
    assert min(left, top) >= 4
    assert (code.size + 2 * min(left, top)) * module_mm >= 21 - 1e-9


@pytest.mark.parametrize("url", [GTIN_URL, OWN_URL])
def test_the_path_reads_back(url: str) -> None:
    root = ET.fromstring(svg(make_code(parse_label_url(url))))  # noqa: S314 (our own)
    left, top, runs = path_of(root)
    _, _, width, height = lengths(root)
    image = Image.new("L", (int(width) * 4, int(height) * 4), 255)
    draw = ImageDraw.Draw(image)
    for x, y, n in runs:
        x4, y4 = (left + x) * 4, (top + y) * 4
        draw.rectangle((x4, y4, x4 + n * 4 - 1, y4 + 3), fill=0)
    assert [read.text for read in read_codes(image)] == [url]


def test_the_edges_are_crisp_and_the_ground_is_white() -> None:
    root = ET.fromstring(svg(make_code(parse_label_url(GTIN_URL))))  # noqa: S314 (our own)
    path, ground = root.find(f"{SVG}path"), root.find(f"{SVG}rect")
    assert path is not None
    assert ground is not None
    assert (path.attrib["shape-rendering"], path.attrib["fill"]) == ("crispEdges", "#000")
    assert (ground.attrib["width"], ground.attrib["fill"]) == ("100%", "#fff")


def test_the_code_in_letters_lies_under_the_quiet_zone() -> None:
    code = make_code(parse_label_url(GTIN_URL))
    root = ET.fromstring(svg(code))  # noqa: S314 (our own)
    _, top, _ = path_of(root)
    _, _, _, height = lengths(root)
    group = root.find(f"{SVG}g")
    assert group is not None
    em = float(group.attrib["font-size"])
    lines = group.findall(f"{SVG}text")
    assert tuple(line.text for line in lines) == code.url.readable
    ys = [float(line.attrib["y"]) for line in lines]
    assert ys[0] - 0.8 * em >= top + code.size + 4
    assert ys[-1] + 0.25 * em <= height


@pytest.mark.parametrize(
    ("module_mm", "code"),
    [
        (0.3959, "module_too_small"),
        (0.0, "module_too_small"),
        (0.9901, "module_too_large"),
        (float("nan"), "module_too_large"),
        (float("inf"), "module_too_large"),
    ],
)
def test_a_module_out_of_range_is_refused(module_mm: float, code: str) -> None:
    with pytest.raises(NguonError) as refused:
        svg(make_code(parse_label_url(GTIN_URL)), module_mm=module_mm)
    assert (refused.value.code, refused.value.field) == (code, "module_mm")
