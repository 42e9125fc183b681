"""Labels: a QR code that a phone and a till can read, and the code in letters beneath it.

Text goes in, bytes come out; nothing here reads a clock or a network, and from the disk only the
typeface. The numbers behind sizes are in dimensions.py, each with its source.

``parse_label_url`` checks what shall be printed, ``make_code`` encodes it, ``png`` and ``svg``
draw one code, ``label_sheet`` draws A4 pages of labels.
"""

from nguon_signer.labels.code import QrCode, make_code
from nguon_signer.labels.label import ENGLISH, VIETNAMESE, Label, Words
from nguon_signer.labels.layout import LAYOUTS, SheetLayout, parse_layout
from nguon_signer.labels.png import png
from nguon_signer.labels.sheet import label_sheet
from nguon_signer.labels.svg import svg
from nguon_signer.labels.url import LabelUrl, LabelWarning, parse_label_url

__all__ = [
    "ENGLISH",
    "LAYOUTS",
    "VIETNAMESE",
    "Label",
    "LabelUrl",
    "LabelWarning",
    "QrCode",
    "SheetLayout",
    "Words",
    "label_sheet",
    "make_code",
    "parse_label_url",
    "parse_layout",
    "png",
    "svg",
]
