"""The URL in a QR code (docs/formats.md, 6)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nguon_ledger.errors import NguonError
from nguon_ledger.events.gs1 import scanned

MAX_URL = 200
# With a GTIN and a serial of 13 letters a host of 15 leaves the code at 33 modules (version 4-M).
RECOMMENDED_HOST = 15
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*(?::[1-9][0-9]{{0,4}})?")
_TRIAL_HOST = re.compile(r"localhost(?::[0-9]*)?")


@dataclass(frozen=True)
class LabelWarning:
    """Something that prints, but should be known: a stable code and a sentence."""

    code: str
    detail: str


@dataclass(frozen=True)
class LabelUrl:
    """A checked URL: ``parts`` are its (key, value) pairs in order, such as ``("21", "S0001")``."""

    url: str
    host: str
    parts: tuple[tuple[str, str], ...]
    warnings: tuple[LabelWarning, ...]

    @property
    def lot(self) -> str | None:
        """The lot, if the URL has one."""
        return dict(self.parts).get("10")

    @property
    def serial(self) -> str | None:
        """The serial, if the URL has one."""
        return dict(self.parts).get("21")

    @property
    def readable(self) -> tuple[str, ...]:
        """The code in letters, in groups between which a line may break.

        GS1 keys in brackets (GS1 General Specifications, 4.14); for own-domain products the path,
        which a person can type after the host.
        """
        if self.parts[0][0] == "p":
            return tuple(f"/{key}/{value}" for key, value in self.parts)
        return tuple(f"({key}) {value}" for key, value in self.parts)


def parse_label_url(text: str) -> LabelUrl:
    """Check the URL that a label shall carry.

    Raises NguonError, field ``url``: ``url_malformed``, ``url_all_capitals``, ``url_scheme``,
    ``url_host``, ``url_without_item``, ``identifier_malformed``, ``check_digit``.
    """
    if not 0 < len(text) <= MAX_URL or not all("!" <= c <= "~" for c in text):
        raise _refused("url_malformed", f"1 to {MAX_URL} printable ASCII characters expected")
    if text == text.upper():
        raise _refused("url_all_capitals", "small letters expected: paths keep their case")
    scheme, separator, rest = text.partition("://")
    host, _, path = rest.partition("/")
    is_trial = _TRIAL_HOST.fullmatch(host) is not None
    if not separator or not (scheme == "https" or (scheme == "http" and is_trial)):
        raise _refused("url_scheme", "https:// expected (http:// only for localhost)")
    if not _HOST.fullmatch(host):
        raise _refused("url_host", f"{host[:80]!r} is not a host name in small letters")
    _check_path("/" + path, host)
    words = path.split("/")
    parts = tuple(zip(words[::2], words[1::2], strict=True))
    return LabelUrl(text, host, parts, _warnings(host, is_trial=is_trial))


def _check_path(path: str, host: str) -> None:
    try:
        item = scanned(path, host=host)
    except NguonError as error:
        raise _refused(error.code, error.detail) from None
    if item is None:
        raise _refused("url_without_item", "the URL names neither a lot nor a serial")


def _warnings(host: str, *, is_trial: bool) -> tuple[LabelWarning, ...]:
    if is_trial:
        return (LabelWarning("trial_host", f"only this machine opens {host}: for trials only"),)
    if len(host) > RECOMMENDED_HOST:
        detail = f"{host} has {len(host)} characters; above {RECOMMENDED_HOST} the code grows"
        return (LabelWarning("host_long", detail),)
    return ()


def _refused(code: str, detail: str) -> NguonError:
    return NguonError(code, detail, field="url")
