"""What goes where inside one label: the largest code that leaves room for the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nguon_ledger.errors import NguonError
from nguon_signer.labels.dimensions import (
    MODULE_MM_MAX,
    MODULE_MM_MIN,
    QUIET_ZONE_MODULES,
    SQUARE_MM_MIN,
)
from nguon_signer.labels.font import BOLD, REGULAR, pdf_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nguon_signer.labels.code import QrCode
    from nguon_signer.labels.label import Label, Words
    from nguon_signer.labels.layout import SheetLayout

MM_PER_PT = 25.4 / 72
TEXT_GAP_MM = 1.0
CODE_SHARE = 0.5
# Point sizes from the one that looks best to the least that reads well (5 pt: digits of 1.2 mm).
READABLE_SIZES = (7.0, 6.5, 6.0, 5.5, 5.0)
TEXT_SIZES = (
    *((16.0, 11.0), (14.0, 10.0), (12.0, 9.0), (11.0, 8.0), (10.0, 7.5)),
    *((9.0, 7.0), (8.0, 6.5), (7.0, 6.0), (6.5, 5.5), (6.0, 5.0)),
)
# The code in letters is ASCII; names carry marks above and below, as Be Vietnam Pro's own 1.265.
READABLE_LEADING = 1.1
TEXT_LEADING = 1.265
# A number keeps its unit: "400 g" is one word.
_WORD = re.compile(r"\S*\d \S{1,3}(?= |$)|\S+")


@dataclass(frozen=True)
class Line:
    """A line of text: the face, its size in points, and the space to the next line in mm."""

    text: str
    font: str
    size: float
    leading_mm: float


@dataclass(frozen=True)
class Composition:
    """``module_mm``: side of a module; ``square_mm``: side of the code with its quiet zone."""

    module_mm: float
    square_mm: float
    readable: tuple[Line, ...]
    text: tuple[Line, ...]

    @property
    def upper_mm(self) -> float:
        """The height of the code and the text beside it; the readable code stands beneath."""
        return max(self.square_mm, sum(line.leading_mm for line in self.text))


def compose(label: Label, code: QrCode, *, layout: SheetLayout, words: Words) -> Composition:
    """Fit a label into a cell of the sheet.

    Raises NguonError ``label_too_small`` or ``text_too_long``.
    """
    width = layout.width_mm - 2 * layout.inset_x_mm
    height = layout.height_mm - 2 * layout.inset_y_mm
    modules = code.size + 2 * QUIET_ZONE_MODULES
    square_min = max(SQUARE_MM_MIN, modules * MODULE_MM_MIN)
    readable = _fit_readable(label.url.readable, width=width, height=height - square_min)
    above = height - sum(line.leading_mm for line in readable)
    square = min(above, max(square_min, CODE_SHARE * width), modules * MODULE_MM_MAX)
    room = width - square - TEXT_GAP_MM
    text = _fit_text(label.title, label.facts(words), width=room, height=above)
    return Composition(square / modules, square, readable, text)


def _fit_readable(groups: tuple[str, ...], *, width: float, height: float) -> tuple[Line, ...]:
    """Fewest lines first, then the largest size."""
    wrapped = [(_join_groups(groups, size=s, width=width), s) for s in READABLE_SIZES]
    for lines, size in sorted(wrapped, key=lambda item: (len(item[0]), -item[1])):
        leading = size * READABLE_LEADING * MM_PER_PT
        is_narrow = all(text_mm(line, font=REGULAR, size=size) <= width for line in lines)
        if is_narrow and len(lines) * leading <= height:
            return tuple(Line(line, REGULAR, size, leading) for line in lines)
    what = f"a code of at least {SQUARE_MM_MIN:.0f} mm and {' '.join(groups)} under it"
    raise _too_small(what)


def _join_groups(groups: tuple[str, ...], *, size: float, width: float) -> list[str]:
    space = "" if groups[0].startswith("/") else " "
    lines = [groups[0]]
    for group in groups[1:]:
        longer = f"{lines[-1]}{space}{group}"
        if text_mm(longer, font=REGULAR, size=size) <= width:
            lines[-1] = longer
        else:
            lines.append(group)
    return lines


def _fit_text(
    title: str, facts: tuple[str, ...], *, width: float, height: float
) -> tuple[Line, ...]:
    """Facts on as few lines as can be first, then the largest size."""
    sizes = [(s, _wrap_all(facts, font=REGULAR, size=s[1], width=width)) for s in TEXT_SIZES]
    for (size, _), small in sorted(sizes, key=lambda item: len(item[1])):
        lines = (*_wrap(title, font=BOLD, size=size, width=width), *small)
        if _fits(lines, width=width, height=height):
            return lines
    smallest = sizes[-1][1]
    if not _fits(smallest, width=width, height=height):
        raise _too_small(f"{', '.join(facts)} on {width:.1f} x {height:.1f} mm")
    detail = f"{title[:60]!r} does not fit beside the code, {width:.1f} mm wide"
    raise NguonError("text_too_long", detail, field="name")


def _fits(lines: Sequence[Line], *, width: float, height: float) -> bool:
    is_narrow = all(text_mm(line.text, font=line.font, size=line.size) <= width for line in lines)
    return is_narrow and sum(line.leading_mm for line in lines) <= height


def _wrap(text: str, *, font: str, size: float, width: float) -> list[Line]:
    """Break at spaces; a word that is too wide stays so, for the caller to see."""
    lines: list[str] = []
    for word in _WORD.findall(text):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_mm(longer, font=font, size=size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [Line(line, font, size, size * TEXT_LEADING * MM_PER_PT) for line in lines]


def _wrap_all(texts: tuple[str, ...], *, font: str, size: float, width: float) -> list[Line]:
    return [line for text in texts for line in _wrap(text, font=font, size=size, width=width)]


def text_mm(text: str, *, font: str, size: float) -> float:
    """Return the width of a text in mm."""
    return float(pdf_font(font).stringWidth(text, size)) * MM_PER_PT


def _too_small(what: str) -> NguonError:
    return NguonError("label_too_small", f"the label has no room for {what}", field="layout")
