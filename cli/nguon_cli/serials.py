"""Serial numbers as ranges: ``1-232``, ``0001-0232``, ``BK26-001..BK26-232``."""

from __future__ import annotations

import re
from itertools import chain

from nguon_ledger.errors import NguonError

MAX_SERIALS = 5000
_PLAIN = re.compile(r"()([0-9]{1,9})-()([0-9]{1,9})")
_PREFIXED = re.compile(r"([A-Za-z0-9._-]*?)([0-9]{1,9})\.\.([A-Za-z0-9._-]*?)([0-9]{1,9})")
# Digits with a hyphen between are a range, or a mistake.
_SINGLE = re.compile(
    r"[0-9]{1,20}|(?![0-9-]*\Z)(?!.*\.\.)[A-Za-z0-9](?:[A-Za-z0-9._-]{0,18}[A-Za-z0-9])?"
)


def parse_serials(text: str, *, field: str) -> list[str]:
    """Expand ranges and single serials with commas between, in the order written.

    Where both ends have the same number of digits, so have all (``0001-0232``). Raises NguonError
    ``serials_malformed``.
    """
    found = list(chain.from_iterable(_expand(part, field) for part in text.split(",")))
    if len(found) > MAX_SERIALS:
        raise _malformed(text, f"at most {MAX_SERIALS} serials at once", field)
    if len(set(found)) != len(found):
        raise _malformed(text, "a serial stands twice", field)
    return found


def _expand(part: str, field: str) -> list[str]:
    match = _PREFIXED.fullmatch(part) or _PLAIN.fullmatch(part)
    if match is None:
        if _SINGLE.fullmatch(part):
            return [part]
        raise _malformed(part, "write serials like 1-232, 0001-0232 or A001..A232", field)
    prefix, first, other, last = match.groups()
    width = len(first) if len(first) == len(last) else 0
    padded = not width and (first.startswith("0") or last.startswith("0"))
    if prefix != other or padded or int(first) > int(last):
        raise _malformed(part, "the two ends of the range do not fit together", field)
    if int(last) - int(first) >= MAX_SERIALS:
        raise _malformed(part, f"at most {MAX_SERIALS} serials at once", field)
    return [f"{prefix}{n:0{width}d}" for n in range(int(first), int(last) + 1)]


def _malformed(text: str, why: str, field: str) -> NguonError:
    return NguonError("serials_malformed", f"{text[:60]!r}: {why}", field=field)
