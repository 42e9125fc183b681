"""From identifiers to printed labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nguon_cli.home import Home
from nguon_cli.identifiers import parse_thing
from nguon_ledger.errors import NguonError
from nguon_signer.labels import (
    ENGLISH,
    VIETNAMESE,
    Label,
    LabelUrl,
    label_sheet,
    make_code,
    parse_label_url,
    parse_layout,
    png,
    svg,
)

_WORDS = {"vi": VIETNAMESE, "en": ENGLISH}


def label_url(text: str, home: Home) -> LabelUrl:
    """Return the URL that a label carries.

    An identifier of GS1, of the profile's ledger, or one that begins with ``/``, becomes an
    address on the profile's server; any other URL is taken as it is. Raises NguonError
    ``profile_missing``, or as parse_thing and parse_label_url.
    """
    if text.startswith(("http://", "https://")) and not text.startswith("https://id.gs1.org/"):
        if not (home.path / "profile.json").exists():
            return parse_label_url(text)
        profile = home.profile()
        if text.partition("://")[2].partition("/")[0] != profile.host:
            return parse_label_url(text)
    profile = home.profile()
    thing = parse_thing(text, host=profile.host, field="ID")
    path = thing.partition("://")[2].partition("/")[2]
    return parse_label_url(f"{profile.server.rstrip('/')}/{path}")


def with_serials(url: LabelUrl, serials: Sequence[str]) -> list[LabelUrl]:
    """Return a URL for each serial of the lot's product, or the URL itself without serials.

    The serial alone is in the code, which keeps it small: the ledger knows the lot. Raises
    NguonError ``lot_missing``.
    """
    if not serials:
        return [url]
    if url.lot is None or url.serial is not None:
        raise NguonError("lot_missing", "serials are those of a lot: give a lot", field="ID")
    base = url.url.partition("/10/")[0]
    return [parse_label_url(f"{base}/21/{serial}") for serial in serials]


def draw_one(urls: Sequence[LabelUrl], suffix: str, *, dpi: int, dots: int) -> bytes:
    """Draw one code as .png or .svg. Raises NguonError ``format_unknown``, ``too_many_labels``."""
    if suffix not in {".png", ".svg"}:
        what = f"{suffix or 'no ending'}: the file's name ends in .png, .svg or .pdf"
        raise NguonError("format_unknown", what, field="--out")
    if len(urls) != 1:
        what = f"{len(urls)} labels need a .pdf; {suffix} holds one"
        raise NguonError("too_many_labels", what, field="--out")
    code = make_code(urls[0])
    return png(code, dots=dots, dpi=dpi) if suffix == ".png" else svg(code).encode()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What stands on every label of a sheet, and how the sheet is laid out."""

    layout: str
    name: str
    lot: str
    packed_on: date
    best_before: date | None
    language: str
    skip: int
    cut_marks: bool

    def draw(self, urls: Sequence[LabelUrl]) -> bytes:
        """Draw A4 pages. Raises NguonError ``language_unknown``, or as label_sheet."""
        if self.language not in _WORDS:
            what = f"{self.language[:20]!r}: labels speak {' or '.join(_WORDS)}"
            raise NguonError("language_unknown", what, field="--lang")
        labels = [
            Label(
                url=url,
                name=self.name,
                lot=self.lot,
                packed_on=self.packed_on,
                best_before=self.best_before,
            )
            for url in urls
        ]
        return label_sheet(
            labels,
            layout=parse_layout(self.layout),
            words=_WORDS[self.language],
            cut_marks=self.cut_marks,
            skip=self.skip,
        )
