"""The modules of a QR code, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nguon_signer.labels.url import LabelUrl

# Shorter runs of digits or capitals stay in byte mode: leaving it and coming back costs 25 bits
# in versions 1 to 9, which 11 capitals (27.5 bits saved) pay back and 8 do not.
_SHORTEST_RUN = 12


@dataclass(frozen=True)
class Run:
    """Dark modules side by side: row and first column counted from 0 at the top left."""

    row: int
    column: int
    length: int


@dataclass(frozen=True)
class QrCode:
    """A QR code without its quiet zone: ``rows[y][x]`` is True where a module is dark."""

    url: LabelUrl
    rows: tuple[tuple[bool, ...], ...]

    @property
    def size(self) -> int:
        """The number of modules along a side."""
        return len(self.rows)

    def dark_runs(self) -> Iterator[Run]:
        """Yield the dark modules merged by rows, top to bottom, left to right."""
        for y, row in enumerate(self.rows):
            x = 0
            for dark, group in groupby(row):
                length = len(list(group))
                if dark:
                    yield Run(y, x, length)
                x += length


def make_code(url: LabelUrl) -> QrCode:
    """Encode a URL at error correction level M, in the smallest version that holds it."""
    encoder = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    encoder.add_data(url.url, optimize=_SHORTEST_RUN)
    encoder.make(fit=True)
    return QrCode(url, tuple(tuple(bool(dark) for dark in row) for row in encoder.get_matrix()))
