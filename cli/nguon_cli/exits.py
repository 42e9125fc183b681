"""Exit codes (docs/cli.md)."""

from __future__ import annotations

from nguon_ledger.errors import NguonError
from nguon_signer.transport import TryLater

OK = 0
REFUSED = 1
USAGE = 2
WRONG = 3
LATER = 4
BUG = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED = 130  # 128 + SIGINT, as shells report it
PIPE_CLOSED = 141  # 128 + SIGPIPE

BY_VERDICT = {"verified": OK, "wrong": WRONG, "unchecked": LATER}

# Somebody's evidence does not hold: the ledger's receipt, its entries, or its key.
_WRONG_CODES = {"receipt_bad", "store_inconsistent", "publish_forked"}


def exit_code(error: NguonError) -> int:
    """Return the exit code that stands for an error."""
    if error.code in _WRONG_CODES:
        return WRONG
    return LATER if isinstance(error, TryLater) else REFUSED
