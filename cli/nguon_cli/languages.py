"""The languages that a ledger gives its reasons in."""

from __future__ import annotations

from collections.abc import Mapping

from nguon_ledger.rules.catalog import LANGUAGES

__all__ = ["LANGUAGES", "own_language"]

# Which variable counts: POSIX.1-2017, Base Definitions, 8.2.
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def own_language(environ: Mapping[str, str]) -> str | None:
    """Return the language of a system (``vi`` for ``vi_VN.UTF-8``), if a ledger speaks it."""
    locale = next((found for name in _VARIABLES if (found := environ.get(name))), "")
    language = locale.partition(".")[0].partition("_")[0].lower()
    return language if language in LANGUAGES else None
