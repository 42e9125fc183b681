"""Sends an outbox to its ledger: in order, one after the other, until it is empty or must wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from nguon_ledger.errors import NguonError
from nguon_signer.backoff import MAX_RETRY_AFTER, Backoff
from nguon_signer.client import Recorded
from nguon_signer.outbox import Entry, Outbox
from nguon_signer.transport import TryLater

DEFAULT_BACKOFF = Backoff()


class Submitter(Protocol):
    """What delivery needs of a client."""

    def submit(self, statement: bytes) -> Recorded:
        """Submit a statement and check its receipt."""


def deliver(
    outbox: Outbox,
    client: Submitter,
    *,
    ledger: str,
    now: Callable[[], float],
    jitter: Callable[[], float],
    backoff: Backoff = DEFAULT_BACKOFF,
) -> float | None:
    """Send the queue of one ledger; return the seconds until the next try, None if it is empty.

    A statement is sent only when every earlier one of its ledger is recorded or refused, so the
    ledger sees them in the order in which they were put. ``now`` is the time in seconds since
    1970, ``jitter`` gives a number from 0 to 1. Raises NguonError only for the outbox itself.
    """
    while (entry := outbox.head(ledger)) is not None:
        wait = entry.not_before - now()
        # A clock that was set back must not make a phone wait for a year.
        if 0 < wait <= max(backoff.longest, MAX_RETRY_AFTER):
            return wait
        delay = _send(outbox, client, entry, now=now, jitter=jitter, backoff=backoff)
        if delay is not None:
            return delay
    return None


def _send(
    outbox: Outbox,
    client: Submitter,
    entry: Entry,
    *,
    now: Callable[[], float],
    jitter: Callable[[], float],
    backoff: Backoff,
) -> float | None:
    try:
        recorded = client.submit(entry.statement)
    except TryLater as e:
        delay = backoff.delay(
            attempts=entry.attempts + 1, jitter=jitter(), retry_after=e.retry_after
        )
        outbox.mark_failed(entry.number, not_before=now() + delay, code=e.code, detail=e.detail)
        return delay
    except NguonError as e:
        outbox.mark_refused(entry.number, code=e.code, detail=e.detail)
    else:
        outbox.mark_recorded(entry.number, index=recorded.index, proof=recorded.proof)
    return None
