"""A QR code as SVG, in millimetres."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from nguon_signer.labels.dimensions import check_module, quiet_zone

if TYPE_CHECKING:
    from nguon_signer.labels.code import QrCode

DEFAULT_MODULE_MM = 0.5
TEXT_MM = 2.2
# The viewer picks the font; monospace faces are 0.6 em wide, give or take a little.
_EM_PER_LETTER = 0.62
_LEADING = 1.25


def svg(code: QrCode, *, module_mm: float = DEFAULT_MODULE_MM) -> str:
    """Draw the code as one path on white, the readable code beneath it.

    One user unit is one module, so the path has whole numbers only. ``module_mm`` is the side of
    a module in mm. Raises NguonError ``module_too_small`` or ``module_too_large``.
    """
    check_module(module_mm, field="module_mm")
    quiet = quiet_zone(modules=code.size, module_mm=module_mm)
    square = code.size + 2 * quiet
    em = TEXT_MM / module_mm
    longest = max(len(line) for line in code.url.readable) * em * _EM_PER_LETTER
    left = max(quiet, math.ceil((longest - code.size) / 2))
    width = code.size + 2 * left
    height = square + len(code.url.readable) * em * _LEADING
    path = "".join(f"M{r.column} {r.row}h{r.length}v1h-{r.length}z" for r in code.dark_runs())
    text = "".join(
        f'<text x="{width / 2:.3f}" y="{square + (i * _LEADING + 0.8) * em:.3f}">{escape(line)}'
        "</text>"
        for i, line in enumerate(code.url.readable)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img"'
        f" aria-label={quoteattr(code.url.url)}"
        f' width="{width * module_mm:.3f}mm" height="{height * module_mm:.3f}mm"'
        f' viewBox="0 0 {width} {height:.3f}">'
        '<rect width="100%" height="100%" fill="#fff"/>'
        f'<path transform="translate({left} {quiet})" shape-rendering="crispEdges"'
        f' fill="#000" d="{path}"/>'
        f'<g font-family="monospace" font-size="{em:.3f}" text-anchor="middle">{text}</g>'
        "</svg>\n"
    )
