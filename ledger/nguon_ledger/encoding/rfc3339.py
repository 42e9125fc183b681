"""Points in time (RFC 3339), held as integer microseconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from nguon_ledger.errors import NguonError

# fromisoformat takes many other forms; later versions of Python also take the hour 24.
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?!24)[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})",
)
_OFFSET = re.compile(r"([+-])([0-9]{2}):([0-9]{2})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LAST = (datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC) - _EPOCH) // _MICROSECOND
MAX_OFFSET_MINUTES = 14 * 60


def parse_time(text: str) -> int:
    """Read a time from 1970 to 9999; no leap second, no lower-case letters.

    Raises NguonError ``time_malformed``.
    """
    if not _TIME.fullmatch(text):
        raise _malformed(text)
    offset = written_offset(text)
    try:
        local = datetime.fromisoformat(text if offset is None else f"{text[:-6]}Z")
    except ValueError:
        raise _malformed(text) from None
    value = (local - _EPOCH) // _MICROSECOND
    if offset is not None:
        value -= parse_offset(offset) * 60_000_000
    if not 0 <= value <= _LAST:
        raise _malformed(text)
    return value


@lru_cache(maxsize=128)
def parse_offset(text: str) -> int:
    """Read ``±hh:mm`` as minutes east of UTC, at most 14 hours.

    Raises NguonError ``time_malformed``.
    """
    match = _OFFSET.fullmatch(text)
    if match:
        minutes = int(match[2]) * 60 + int(match[3])
        if int(match[3]) < 60 and minutes <= MAX_OFFSET_MINUTES:
            return -minutes if match[1] == "-" else minutes
    raise _malformed(text)


def written_offset(text: str) -> str | None:
    """Return the offset that a valid time was written with, or None for ``Z``."""
    return None if text.endswith("Z") else text[-6:]


def format_time(microseconds: int) -> str:
    """Write a time in UTC with the fraction that it needs (0, 3 or 6 digits)."""
    moment = _EPOCH + timedelta(microseconds=microseconds)
    fraction = microseconds % 1_000_000
    spec = "seconds" if not fraction else "microseconds" if fraction % 1000 else "milliseconds"
    return moment.replace(tzinfo=None).isoformat(timespec=spec) + "Z"


def _malformed(text: str) -> NguonError:
    return NguonError("time_malformed", f"{text[:40]!r} is not an RFC 3339 time with an offset")
