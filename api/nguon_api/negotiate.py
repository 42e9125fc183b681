"""What a client accepts (RFC 9110, 12.5)."""

from __future__ import annotations

import re

from starlette.datastructures import Headers

from nguon_ledger.rules.catalog import LANGUAGES

DEFAULT_LANGUAGE = "en"
_WEIGHT = re.compile(r";\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*(?:;|$)", re.IGNORECASE)


def weights(headers: Headers, name: str) -> dict[str, float]:
    """Read a header like Accept as lower-case value -> weight; an unreadable weight is 1."""
    found: dict[str, float] = {}
    for part in ",".join(headers.getlist(name)).split(","):
        value, _, _ = part.partition(";")
        match = _WEIGHT.search(part)
        found[value.strip().lower()] = float(match[1]) if match else 1.0
    return found


def prefers(headers: Headers, media_type: str, *, over: str) -> bool:
    """Tell whether Accept names ``media_type`` itself, no less wanted than ``over``."""
    accepted = weights(headers, "accept")
    return accepted.get(media_type, 0.0) > 0 and accepted[media_type] >= accepted.get(over, 0.0)


def preferred_language(headers: Headers) -> str:
    """Return the language of Accept-Language that sentences exist in; English if there is none.

    The first of equals counts, and a region is no hindrance: vi-VN is vi.
    """
    accepted = weights(headers, "accept-language")
    for tag in sorted(accepted, key=lambda tag: -accepted[tag]):
        language = tag.partition("-")[0]
        if language in LANGUAGES and accepted[tag] > 0:
            return language
    return DEFAULT_LANGUAGE


def accepts_gzip(headers: Headers) -> bool:
    """Tell whether the answer may be compressed with gzip."""
    accepted = weights(headers, "accept-encoding")
    return accepted.get("gzip", accepted.get("*", 0.0)) > 0


def media_type_of(headers: Headers) -> str:
    """Return the body's media type without parameters, in lower case."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()
