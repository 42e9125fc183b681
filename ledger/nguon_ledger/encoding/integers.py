"""Decimal integers as the log formats write them."""

from __future__ import annotations

from nguon_ledger.errors import NguonError

# C2SP tlog-checkpoint and tlog-proof bound sizes and indices by a signed 64-bit integer.
MAX_INTEGER = 2**63 - 1
_MAX_DIGITS = len(str(MAX_INTEGER))


def parse_integer(text: str) -> int:
    """Read ASCII digits without sign or leading zero, at most 2^63 - 1.

    ``int()`` alone would take ``"٣"``, ``" 1_0 "`` and ``"+1"``.
    Raises NguonError ``integer_malformed``.
    """
    if len(text) <= _MAX_DIGITS and text.isascii() and text.isdigit():
        value = int(text)
        if str(value) == text and value <= MAX_INTEGER:
            return value
    raise NguonError("integer_malformed", "not a decimal integer in its only spelling")
