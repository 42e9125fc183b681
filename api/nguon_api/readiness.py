"""Whether a ledger can be read and written, and whether what it took in is recorded."""

from __future__ import annotations

from typing import Protocol

from nguon_ledger.engine.intake.backlog import Waiting
from nguon_ledger.errors import NguonError


class Watched(Protocol):
    """What readiness asks of a ledger."""

    def check_ready(self) -> None:
        """Raise NguonError unless the ledger can be read and its writer is well."""

    def waiting(self) -> Waiting:
        """Return what was taken in and not answered yet."""


def check_readiness(ledger: Watched, *, stale_seconds: float) -> None:
    """Raise NguonError for what keeps the ledger from recording.

    ``checkpoint_stale`` where statements have waited for longer than ``stale_seconds`` and no
    checkpoint was published meanwhile; else what the ledger itself reports. A ledger that nobody
    writes to is ready however old its checkpoint is, and so is one that is merely busy.
    """
    waiting = ledger.waiting()
    if waiting.is_stalled(stale_seconds):
        # First: a store that hangs would keep the question below from being answered.
        raise NguonError(
            "checkpoint_stale",
            f"{waiting.count} statements wait, the first for {waiting.oldest:.0f} seconds",
        )
    ledger.check_ready()
