"""A4 sheets of labels as vector PDF."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from nguon_ledger.errors import NguonError
from nguon_signer.labels.code import QrCode, make_code
from nguon_signer.labels.compose import MM_PER_PT, TEXT_GAP_MM, Line, compose
from nguon_signer.labels.dimensions import QUIET_ZONE_MODULES
from nguon_signer.labels.label import VIETNAMESE, Label, Words
from nguon_signer.labels.layout import (
    CUT_TOLERANCE_MM,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    Cell,
    SheetLayout,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_LABELS = 5_000
# From the top of a line to its baseline, in em: capitals and their marks; "/" and "(" alone.
_BASELINE = 0.95
_READABLE_BASELINE = 0.86
_CUT_LINE_PT = 0.25


def label_sheet(
    labels: Sequence[Label],
    *,
    layout: SheetLayout,
    words: Words = VIETNAMESE,
    cut_marks: bool = False,
    skip: int = 0,
) -> bytes:
    """Draw labels on as many A4 pages as they need; the same input gives the same bytes.

    ``skip`` leaves so many places of the first page blank, for a sheet that was begun.
    Print at 100 %: the file asks the viewer not to scale.

    Raises NguonError ``no_labels``, ``too_many_labels``, ``skip_out_of_range``,
    ``label_too_small`` or ``text_too_long``.
    """
    _check_counts(len(labels), skip=skip, per_page=layout.per_page)
    output = BytesIO()
    canvas = Canvas(output, pagesize=(PAGE_WIDTH_MM * mm, PAGE_HEIGHT_MM * mm), invariant=1)
    canvas.setTitle(f"Nguon: {len(labels)} labels")
    canvas.setViewerPreference("PrintScaling", "None")
    for position, label in enumerate(labels, start=skip):
        page, place = divmod(position, layout.per_page)
        if page and not place:
            canvas.showPage()
        cell = layout.cell(place)
        _draw_label(canvas, label, cell=cell, layout=layout, words=words)
        if cut_marks:
            _draw_cut_marks(canvas, cell)
    canvas.showPage()
    canvas.save()
    return output.getvalue()


def _check_counts(count: int, *, skip: int, per_page: int) -> None:
    if not count:
        raise NguonError("no_labels", "nothing to print", field="labels")
    if count > MAX_LABELS:
        detail = f"{count} labels; at most {MAX_LABELS} go into one file"
        raise NguonError("too_many_labels", detail, field="labels")
    if not 0 <= skip < per_page:
        raise NguonError("skip_out_of_range", f"0 to {per_page - 1} expected", field="skip")


def _draw_label(
    canvas: Canvas, label: Label, *, cell: Cell, layout: SheetLayout, words: Words
) -> None:
    code = make_code(label.url)
    plan = compose(label, code, layout=layout, words=words)
    left, top = cell.left + layout.inset_x_mm, cell.top + layout.inset_y_mm
    _draw_code(canvas, code, left=left, top=top, module_mm=plan.module_mm)
    right = left + plan.square_mm + TEXT_GAP_MM
    _draw_lines(canvas, plan.text, left=right, top=top, baseline=_BASELINE)
    below = top + plan.upper_mm
    _draw_lines(canvas, plan.readable, left=left, top=below, baseline=_READABLE_BASELINE)


def _draw_code(canvas: Canvas, code: QrCode, *, left: float, top: float, module_mm: float) -> None:
    """One path for the whole code: a viewer that smooths edges leaves no seams between rows."""
    path = canvas.beginPath()
    for run in code.dark_runs():
        x = left + (QUIET_ZONE_MODULES + run.column) * module_mm
        y = PAGE_HEIGHT_MM - top - (QUIET_ZONE_MODULES + run.row + 1) * module_mm
        path.rect(x * mm, y * mm, run.length * module_mm * mm, module_mm * mm)
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_lines(
    canvas: Canvas, lines: Sequence[Line], *, left: float, top: float, baseline: float
) -> None:
    for line in lines:
        canvas.setFont(line.font, line.size)
        y = PAGE_HEIGHT_MM - top - line.size * baseline * MM_PER_PT
        canvas.drawString(left * mm, y * mm, line.text)
        top += line.leading_mm


def _draw_cut_marks(canvas: Canvas, cell: Cell) -> None:
    """Mark the four corners inside the blank edge of the label."""
    canvas.setLineWidth(_CUT_LINE_PT)
    for x, inwards in ((cell.left, 1), (cell.left + cell.width, -1)):
        for y, downwards in ((cell.top, 1), (cell.top + cell.height, -1)):
            arm = 0.8 * CUT_TOLERANCE_MM
            _draw_line(canvas, x, y, x + inwards * arm, y)
            _draw_line(canvas, x, y, x, y + downwards * arm)


def _draw_line(canvas: Canvas, x1: float, y1: float, x2: float, y2: float) -> None:
    canvas.line(x1 * mm, (PAGE_HEIGHT_MM - y1) * mm, x2 * mm, (PAGE_HEIGHT_MM - y2) * mm)
