"""Telling how far a long work on a ledger is."""

from __future__ import annotations

import time

from nguon_cli.session import Session

QUIET_SECONDS = 5.0  # what takes longer says how far it is, as often


class Progress:
    """Tells on stderr how many entries are done, now and then."""

    def __init__(self, session: Session, ledger: str) -> None:
        self._session = session
        self._ledger = ledger
        self._began = self._told = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Take note of how many entries are done."""
        now = time.monotonic()
        if now - self._told < QUIET_SECONDS:
            return
        self._told = now
        speed = done / (now - self._began)
        self._session.warn(f"{self._ledger}: {done:,} of {total:,} entries, {speed:,.0f}/s")
