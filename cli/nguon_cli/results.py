"""``TEST=VALUE max LIMIT`` arguments: what a laboratory measured."""

from __future__ import annotations

import re

from nguon_cli.units import parse_number
from nguon_ledger.errors import NguonError
from nguon_signer.answers import Result

_RESULT = re.compile(r"([^=]*[^= ][^=]*)=([^ =]+) (max|min) ([^ =]+)")


def parse_result(text: str, *, field: str) -> Result:
    """Read ``histamin, mg/kg=38.5 max 100``. Raises NguonError ``result_malformed``."""
    match = _RESULT.fullmatch(text)
    if not match:
        what = f"{text[:80]!r}: write TEST=VALUE max LIMIT (or min), like histamin=38.5 max 100"
        raise NguonError("result_malformed", what, field=field)
    test, value, kind, limit = match.groups()
    try:
        return Result(
            test=test,
            value=parse_number(value, field=field),
            limit=parse_number(limit, field=field),
            kind=kind,
        )
    except NguonError as e:
        raise NguonError("result_malformed", f"{test}: {e.detail}", field=field) from None
