"""Identifiers as a person types them (docs/cli.md).

What begins with ``/`` is completed: GS1 keys with https://id.gs1.org, everything else with the
host of the ledger's origin.
"""

from __future__ import annotations

import re

from nguon_ledger.errors import NguonError
from nguon_ledger.events.gs1 import Scanned, parse_item, scanned

_GS1_HOST = "id.gs1.org"
_GS1_KEY = re.compile(r"/(?:00|01|414|417)/")


def host_of(origin: str) -> str:
    """Return the host, with its port, of a ledger's origin."""
    return origin.partition("/")[0]


def complete(text: str, *, host: str) -> str:
    """Return the full identifier; what does not begin with ``/`` is one already."""
    if not text.startswith("/"):
        return text
    return f"https://{_GS1_HOST if _GS1_KEY.match(text) else host}{text}"


def short(identifier: str) -> str:
    """Leave out scheme and host; what has none, such as ``geo:8.9,105.1``, stays as it is."""
    separator, path = identifier.partition("://")[1:]
    return "/" + path.partition("/")[2] if separator else identifier


def parse_thing(text: str, *, host: str | None, field: str) -> str:
    """Return the lot, unit or logistic unit that an identifier or a label's URL names.

    Without ``host`` the one in the URL counts. Raises NguonError ``identifier_malformed``,
    ``check_digit`` or ``lot_missing``.
    """
    url_host, path = _split(complete(text, host=host) if host else text)
    is_url = url_host in {_GS1_HOST, host} or (host is None and url_host != "")
    try:
        found = scanned(path, host=url_host) if is_url else Scanned(parse_item(text).id, None)
    except NguonError as e:
        raise NguonError(e.code, e.detail, field=field) from None
    if found is None:
        raise NguonError("lot_missing", f"{text[:200]} names no lot and no unit", field=field)
    return found.asked


def _split(text: str) -> tuple[str, str]:
    scheme, separator, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    return (host, slash + path) if separator and scheme in {"http", "https"} else ("", text)
