"""Points in time as a person types them: RFC 3339 with its offset, or ``now``."""

from __future__ import annotations

from datetime import UTC, datetime

from nguon_ledger.encoding.rfc3339 import format_time, parse_time
from nguon_ledger.errors import NguonError


def parse_moment(text: str, *, field: str) -> str:
    """Return the text, or this moment with this machine's offset for ``now``.

    Raises NguonError ``time_malformed``.
    """
    if text == "now":
        return datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    try:
        parse_time(text)
    except NguonError as e:
        what = f"{e.detail}; write it like 2026-03-14T21:30:00+07:00, or now"
        raise NguonError(e.code, what, field=field) from None
    return text


def show_moment(microseconds: int) -> str:
    """Write a time for a person, in this machine's zone, to the minute."""
    moment = datetime.fromisoformat(format_time(microseconds)).astimezone()
    return moment.strftime("%Y-%m-%d %H:%M %z")
