"""A QR code as PNG for a label printer: one pixel is one dot of the print head."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from nguon_ledger.errors import NguonError
from nguon_signer.labels.dimensions import MM_PER_INCH, check_module, quiet_zone
from nguon_signer.labels.font import REGULAR, font_bytes

if TYPE_CHECKING:
    from nguon_signer.labels.code import QrCode

DEFAULT_DPI = 203
DEFAULT_DOTS = 4
MAX_DPI = 2400
TEXT_PT = 6.5
_LEADING = 1.15
_BASELINE = 0.86  # "/" and "(" rise to 0.83 em
_PT_PER_INCH = 72


def png(code: QrCode, *, dots: int = DEFAULT_DOTS, dpi: int = DEFAULT_DPI) -> bytes:
    """Draw the code, black on white in 1 bit, the readable code beneath it.

    ``dots`` is the side of a module in dots of a printer with ``dpi`` dots an inch. The image is
    never scaled: print it at 100 %. Raises NguonError ``dpi_out_of_range``, ``module_too_small``
    or ``module_too_large``.
    """
    if not 1 <= dpi <= MAX_DPI:
        raise NguonError("dpi_out_of_range", f"1 to {MAX_DPI} dots an inch expected", field="dpi")
    check_module(dots * MM_PER_INCH / dpi, field="dots")
    quiet = quiet_zone(modules=code.size, module_mm=dots * MM_PER_INCH / dpi)
    text = _draw_text(code.url.readable, dpi=dpi)
    square = (code.size + 2 * quiet) * dots
    width = max(square, text.width + 2 * dots)
    image = Image.new("1", (width, square + text.height), 1)
    left, top = (width - code.size * dots) // 2, quiet * dots
    draw = ImageDraw.Draw(image)
    for run in code.dark_runs():
        x, y = left + run.column * dots, top + run.row * dots
        draw.rectangle((x, y, x + run.length * dots - 1, y + dots - 1), fill=0)
    image.paste(text, ((width - text.width) // 2, square))
    output = BytesIO()
    image.save(output, "PNG", dpi=(dpi, dpi))
    return output.getvalue()


def _draw_text(lines: tuple[str, ...], *, dpi: int) -> Image.Image:
    em = TEXT_PT * dpi / _PT_PER_INCH
    font = ImageFont.truetype(BytesIO(font_bytes(REGULAR)), round(em))
    step = round(em * _LEADING)
    width = max(round(font.getlength(line)) for line in lines) + 2
    image = Image.new("1", (width, step * len(lines)), 1)
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"  # a print head has no greys
    for i, line in enumerate(lines):
        draw.text(
            (width / 2, i * step + round(em * _BASELINE)), line, font=font, fill=0, anchor="ms"
        )
    return image
