"""The typeface of labels: Be Vietnam Pro, which has every Vietnamese letter.

Copyright 2021 The Be Vietnam Pro Project Authors, SIL Open Font License 1.1. The files come
unmodified from the PyPI package fontpkg-be-vietnam-pro, which carries the licence; the PDF embeds
only the letters that it shows, which the licence allows.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from nguon_ledger.errors import NguonError

REGULAR = "BeVietnamPro-Regular"
BOLD = "BeVietnamPro-SemiBold"
_PACKAGE = "fontpkg_be_vietnam_pro"


@cache
def font_bytes(name: str) -> bytes:
    """Return the TrueType file of a face. Raises NguonError ``font_missing``."""
    try:
        return (resources.files(_PACKAGE) / "files" / f"{name}.ttf").read_bytes()
    except (ModuleNotFoundError, FileNotFoundError):
        raise NguonError("font_missing", f"{name}.ttf of {_PACKAGE} is not installed") from None


@cache
def pdf_font(name: str) -> TTFont:
    """Return a face that is registered with reportlab."""
    font = TTFont(name, BytesIO(font_bytes(name)))
    pdfmetrics.registerFont(font)
    return font


def printable(text: str, *, field: str) -> str:
    """Return the text in Unicode NFC, spaces collapsed, if the typeface has all its letters.

    Raises NguonError ``text_missing`` or ``glyph_missing``.
    """
    clean = " ".join(unicodedata.normalize("NFC", text).split())
    if not clean:
        raise NguonError("text_missing", "a text is empty", field=field)
    for letter in clean:
        if ord(letter) not in pdf_font(BOLD).face.charToGlyph:
            name = unicodedata.name(letter, f"U+{ord(letter):04X}")
            raise NguonError("glyph_missing", f"the typeface has no {name}", field=field)
    return clean
