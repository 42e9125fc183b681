"""How long to wait before sending again. Pure: chance is a parameter."""

from __future__ import annotations

from dataclasses import dataclass

MAX_RETRY_AFTER = 3600.0


@dataclass(frozen=True)
class Backoff:
    """Doubling from ``first`` seconds up to ``longest``."""

    first: float = 1.0
    longest: float = 300.0

    def delay(self, *, attempts: int, jitter: float, retry_after: float | None = None) -> float:
        """Return the seconds to wait after ``attempts`` failures in a row (at least 1).

        ``jitter`` from 0 to 1 spreads the wait over its upper half, so that a hundred phones do
        not come back at once. A server's Retry-After is honoured, up to an hour.
        """
        doubled = self.first * 2.0 ** min(attempts - 1, 32)
        spread = min(doubled, self.longest) * (0.5 + 0.5 * jitter)
        return max(spread, min(retry_after or 0.0, MAX_RETRY_AFTER))
