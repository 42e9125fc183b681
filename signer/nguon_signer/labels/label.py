"""What stands on one label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nguon_ledger.errors import NguonError
from nguon_signer.labels.font import printable

if TYPE_CHECKING:
    from datetime import date

    from nguon_signer.labels.url import LabelUrl

_LOT = re.compile(r"[A-Za-z0-9._-]{1,20}")  # docs/formats.md, 6


@dataclass(frozen=True)
class Words:
    """The few words of a label in one language, and how it writes dates (strftime)."""

    lot: str
    serial: str
    packed_on: str
    best_before: str
    date: str


# "HSD" (hạn sử dụng) is the form that Decree 43/2017/NĐ-CP prescribes.
VIETNAMESE = Words("Lô", "Số", "Đóng gói", "HSD", "%d/%m/%Y")
ENGLISH = Words("Lot", "No.", "Packed", "Best before", "%Y-%m-%d")


@dataclass(frozen=True, kw_only=True)
class Label:
    """One label. The serial is the URL's; a lot in the URL must be the label's.

    Raises NguonError ``text_missing``, ``glyph_missing`` (field ``name``), ``lot_malformed``,
    ``lot_differs`` (field ``lot``) or ``best_before_early`` (field ``best_before``).
    """

    url: LabelUrl
    name: str
    lot: str
    packed_on: date
    best_before: date | None = None

    def __post_init__(self) -> None:
        printable(self.name, field="name")
        if not _LOT.fullmatch(self.lot):
            raise NguonError("lot_malformed", "1 to 20 of A-Z a-z 0-9 . _ -", field="lot")
        if self.url.lot not in {None, self.lot}:
            detail = f"the URL says lot {self.url.lot}, the label {self.lot}"
            raise NguonError("lot_differs", detail, field="lot")
        if self.best_before is not None and self.best_before < self.packed_on:
            detail = "best before the day that it was packed on"
            raise NguonError("best_before_early", detail, field="best_before")

    @property
    def title(self) -> str:
        """The product's name as it is printed."""
        return printable(self.name, field="name")

    def facts(self, words: Words) -> tuple[str, ...]:
        """Return the lines under the name."""
        lines = [f"{words.lot}: {self.lot}"]
        if self.url.serial:
            lines.append(f"{words.serial}: {self.url.serial}")
        lines.append(f"{words.packed_on}: {self.packed_on.strftime(words.date)}")
        if self.best_before:
            lines.append(f"{words.best_before}: {self.best_before.strftime(words.date)}")
        return (*lines, self.url.host)
