"""How much a request may bring, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass

from nguon_ledger.events.event import MAX_ATTACHMENT
from nguon_ledger.statement import MAX_STATEMENT


@dataclass(frozen=True)
class Limits:
    """Limits of one service; the defaults are those of the documentation.

    ``body_seconds`` is generous: 64 KiB at the 1 KiB/s of a mangrove's edge. ``retry_seconds`` is
    what Retry-After asks for.

    ``requests_in_flight`` times ``statement_bytes``, and ``large_bytes`` on top, is the most that
    bodies take of the memory at once: what a body has beyond the size of one statement is drawn
    from ``large_bytes``, which all requests share, so that batches cannot shut out statements.

    ``stale_seconds``: how long statements may wait while no checkpoint is published until /readyz
    says so.
    """

    statement_bytes: int = MAX_STATEMENT
    attachment_bytes: int = MAX_ATTACHMENT
    batch_bytes: int = 16 * 2**20
    batch_lines: int = 4096
    body_seconds: float = 120.0
    retry_seconds: int = 5
    requests_in_flight: int = 2048
    large_bytes: int = 256 * 2**20
    stale_seconds: float = 10.0
