"""Reading a spreadsheet's cells back from its XML (ECMA-376), without the library that wrote it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree as ET

_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@dataclass(frozen=True)
class Sheet:
    """``cells`` by place ("A1"): (type, value); type ``n`` number, ``b`` boolean, ``s`` text."""

    name: str
    cells: dict[str, tuple[str, str]]
    formulas: int
    frozen_rows: int
    quoted: frozenset[str]


def read_sheets(data: bytes) -> list[Sheet]:
    """Read every sheet, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = _xml(archive, "workbook")
        names = [str(s.get("name")) for s in book.findall("m:sheets/m:sheet", _NS)]
        texts = _texts(archive)
        quoted = _quoted_styles(archive)
        return [
            _sheet(name, _xml(archive, f"worksheets/sheet{number}"), texts, quoted)
            for number, name in enumerate(names, 1)
        ]


def _xml(archive: zipfile.ZipFile, name: str) -> ET.Element:
    return ET.fromstring(archive.read(f"xl/{name}.xml"))  # noqa: S314 (the service's own bytes)


def _texts(archive: zipfile.ZipFile) -> list[str]:
    root = _xml(archive, "sharedStrings")
    return ["".join(t.text or "" for t in si.iter(f"{{{_NS['m']}}}t")) for si in root]


def _quoted_styles(archive: zipfile.ZipFile) -> set[str]:
    styles = _xml(archive, "styles").findall("m:cellXfs/m:xf", _NS)
    return {str(n) for n, style in enumerate(styles) if style.get("quotePrefix") == "1"}


def _sheet(name: str, root: ET.Element, texts: list[str], quoted: set[str]) -> Sheet:
    cells: dict[str, tuple[str, str]] = {}
    marked = set()
    for cell in root.iter(f"{{{_NS['m']}}}c"):
        kind, place = cell.get("t", "n"), str(cell.get("r"))
        value = cell.findtext("m:v", "", _NS)
        cells[place] = kind, texts[int(value)] if kind == "s" else value
        if cell.get("s") in quoted:
            marked.add(place)
    pane = root.find("m:sheetViews/m:sheetView/m:pane", _NS)
    frozen = int(pane.get("ySplit", "0")) if pane is not None else 0
    return Sheet(name, cells, len(list(root.iter(f"{{{_NS['m']}}}f"))), frozen, frozenset(marked))
