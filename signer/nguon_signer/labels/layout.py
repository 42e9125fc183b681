"""Where the labels lie on an A4 sheet. Lengths in mm, from the top left corner of the page."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from nguon_ledger.errors import NguonError

PAGE_WIDTH_MM = 210.0
PAGE_HEIGHT_MM = 297.0
# Office printers leave up to 4.23 mm (1/6 inch) at the edges of the page blank.
PRINTER_EDGE_MM = 4.3
# Sheets are fed askew by up to a millimetre.
CUT_TOLERANCE_MM = 1.0
_MAX_PER_SIDE = 50
_EPSILON_MM = 1e-6
_CUSTOM = re.compile(
    r"([0-9]{1,2})x([0-9]{1,2}):([0-9]{1,3}(?:\.[0-9]{1,2})?)x([0-9]{1,3}(?:\.[0-9]{1,2})?)"
)


@dataclass(frozen=True)
class Cell:
    """One label: its top left corner, width and height in mm."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class SheetLayout:
    """A grid of equal labels in the middle of an A4 page.

    Raises NguonError ``layout_malformed`` or ``layout_overflow``.
    """

    columns: int
    rows: int
    width_mm: float
    height_mm: float
    gap_x_mm: float = 0.0
    gap_y_mm: float = 0.0

    def __post_init__(self) -> None:
        if not (1 <= self.columns <= _MAX_PER_SIDE and 1 <= self.rows <= _MAX_PER_SIDE):
            detail = f"1 to {_MAX_PER_SIDE} columns and rows expected"
            raise NguonError("layout_malformed", detail, field="layout")
        lengths = (self.width_mm, self.height_mm, self.gap_x_mm, self.gap_y_mm)
        if not all(math.isfinite(n) and n >= 0 for n in lengths) or 0 in lengths[:2]:
            raise NguonError("layout_malformed", "lengths above 0 expected", field="layout")
        if min(self.margin_x_mm, self.margin_y_mm) < -_EPSILON_MM:
            detail = (
                f"{self.columns} x {self.rows} labels of {self.width_mm} x {self.height_mm} mm "
                f"do not fit on {PAGE_WIDTH_MM:.0f} x {PAGE_HEIGHT_MM:.0f} mm"
            )
            raise NguonError("layout_overflow", detail, field="layout")

    @property
    def margin_x_mm(self) -> float:
        """The margin at the left, and at the right."""
        used = self.columns * (self.width_mm + self.gap_x_mm) - self.gap_x_mm
        return (PAGE_WIDTH_MM - used) / 2

    @property
    def margin_y_mm(self) -> float:
        """The margin at the top, and at the bottom."""
        used = self.rows * (self.height_mm + self.gap_y_mm) - self.gap_y_mm
        return (PAGE_HEIGHT_MM - used) / 2

    @property
    def inset_x_mm(self) -> float:
        """What stays blank at the left and right of each label."""
        return max(CUT_TOLERANCE_MM, PRINTER_EDGE_MM - self.margin_x_mm)

    @property
    def inset_y_mm(self) -> float:
        """What stays blank at the top and bottom of each label."""
        return max(CUT_TOLERANCE_MM, PRINTER_EDGE_MM - self.margin_y_mm)

    @property
    def per_page(self) -> int:
        """The number of labels on a page."""
        return self.columns * self.rows

    def cell(self, position: int) -> Cell:
        """Return the label at a position of a page: 0 at the top left, then row by row."""
        row, column = divmod(position, self.columns)
        return Cell(
            self.margin_x_mm + column * (self.width_mm + self.gap_x_mm),
            self.margin_y_mm + row * (self.height_mm + self.gap_y_mm),
            self.width_mm,
            self.height_mm,
        )


# Sheets that any stationer sells.
LAYOUTS = {
    "3x8": SheetLayout(columns=3, rows=8, width_mm=70, height_mm=36),
    "4x10": SheetLayout(columns=4, rows=10, width_mm=48.5, height_mm=25.4),
    "3x7": SheetLayout(columns=3, rows=7, width_mm=63.5, height_mm=38.1, gap_x_mm=2.5),
}


def parse_layout(text: str) -> SheetLayout:
    """Read the name of a sheet, or ``COLUMNSxROWS:WIDTHxHEIGHT`` in mm (``2x5:90x50``).

    Raises NguonError ``layout_malformed`` or ``layout_overflow``, field ``layout``.
    """
    if text in LAYOUTS:
        return LAYOUTS[text]
    match = _CUSTOM.fullmatch(text)
    if not match:
        detail = f"{', '.join(LAYOUTS)} or COLUMNSxROWS:WIDTHxHEIGHT expected, not {text[:40]!r}"
        raise NguonError("layout_malformed", detail, field="layout")
    return SheetLayout(
        columns=int(match[1]),
        rows=int(match[2]),
        width_mm=float(match[3]),
        height_mm=float(match[4]),
    )
