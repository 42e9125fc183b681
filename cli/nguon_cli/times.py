"""Points in time as a person types them: RFC 3339 with its offset, or ``now``."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from nguon_ledger.encoding.rfc3339 import format_time, parse_time
from nguon_ledger.errors import NguonError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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


def parse_period(first: str, last: str) -> tuple[str, str]:
    """Return the first moment of a period and the one after it, from days or times.

    A day begins at this machine's midnight; the last one belongs to the period. Raises NguonError
    ``time_malformed``.
    """
    return _bound(first, days=0, field="--from"), _bound(last, days=1, field="--to")


def _bound(text: str, *, days: int, field: str) -> str:
    if not _DAY.fullmatch(text):
        return parse_moment(text, field=field)
    try:
        midnight = datetime.fromisoformat(text) + timedelta(days=days)
        return midnight.astimezone().isoformat()
    except (ValueError, OverflowError):
        what = f"{text} is not a day; write it like 2026-03-14"
        raise NguonError("time_malformed", what, field=field) from None


def show_moment(microseconds: int) -> str:
    """Write a time for a person, in this machine's zone, to the minute."""
    moment = datetime.fromisoformat(format_time(microseconds)).astimezone()
    return moment.strftime("%Y-%m-%d %H:%M %z")
