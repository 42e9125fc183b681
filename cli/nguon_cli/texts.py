"""``NAME=VALUE`` arguments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nguon_ledger.errors import NguonError

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def parse_pairs(texts: Sequence[str], *, field: str) -> dict[str, str]:
    """Read ``name=value`` arguments. Raises NguonError ``pair_malformed`` or ``pair_repeated``."""
    pairs: dict[str, str] = {}
    for text in texts:
        name, separator, value = text.partition("=")
        if not name or not separator:
            what = f"{text[:60]!r}: write it as name=value"
            raise NguonError("pair_malformed", what, field=field)
        if name in pairs:
            raise NguonError("pair_repeated", f"{name[:60]!r} is given twice", field=field)
        pairs[name] = value
    return pairs


def parse_languages(texts: Sequence[str], *, field: str) -> dict[str, str]:
    """Read texts with their languages, such as ``vi=Ba khía muối``. Raises as parse_pairs."""
    for text in texts:
        if not _LANGUAGE.fullmatch(text.partition("=")[0]):
            what = f"{text[:60]!r}: write it with its language, such as vi=..."
            raise NguonError("pair_malformed", what, field=field)
    return parse_pairs(texts, field=field)
