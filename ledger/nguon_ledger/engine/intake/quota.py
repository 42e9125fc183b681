"""How many statements a key may send: a token bucket for each key.

A bucket holds ``burst`` statements and fills at ``per_second``. It is kept as the one moment at
which it will be full again (the generic cell rate algorithm, ITU-T I.371, annex A): a key that
has sent nothing for a while needs no memory at all.

A key is charged only after its signature was verified: whoever merely names a cooperative's key
must not spend its quota. What comes before the signature (form, unknown keys, one verification)
is therefore free of charge; the service bounds it by the requests that it has in hand.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from nguon_ledger.errors import NguonError

MAX_KEYS = 65_536  # about 10 MiB; a union has some thousands


@dataclass(frozen=True)
class Rate:
    """What each key may send: ``burst`` statements at once, ``per_second`` in the long run."""

    per_second: float
    burst: int

    def __post_init__(self) -> None:
        if not self.per_second > 0 or self.burst < 1:
            raise ValueError("a quota lets at least one statement pass, and then more")


class QuotaExceededError(NguonError):
    """A key has sent too much; ``retry_after`` is in seconds."""

    def __init__(self, code: str, detail: str, *, retry_after: float) -> None:
        super().__init__(code, detail)
        self.retry_after = retry_after


class Quotas:
    """The buckets of one ledger's keys. May be called from many threads."""

    def __init__(self, rate: Rate, *, max_keys: int = MAX_KEYS) -> None:
        self._rate = rate
        self._max_keys = max_keys
        self._full_at: OrderedDict[str, float] = OrderedDict()  # the least recently charged first
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._full_at)

    def charge(self, key: str, *, now: float) -> None:
        """Take one statement from a key's bucket; ``now`` in seconds that never go back.

        Raises QuotaExceededError ``quota_exceeded``, which costs nothing.
        """
        cost = 1 / self._rate.per_second
        depth = self._rate.burst * cost
        with self._lock:
            full_at = max(now, self._full_at.get(key, now)) + cost
            excess = full_at - now - depth
            if excess > cost * 1e-6:  # no statement is refused for a rounding
                limit = f"{self._rate.burst} at once and {self._rate.per_second:g} a second"
                raise QuotaExceededError(
                    "quota_exceeded",
                    f"this key may send {limit}; again in {excess:.1f} seconds",
                    retry_after=excess,
                )
            self._full_at[key] = full_at
            self._full_at.move_to_end(key)
            self._forget(now)

    def _forget(self, now: float) -> None:
        """Drop what says nothing any more, and the longest silent where there are too many."""
        while self._full_at:
            key, full_at = next(iter(self._full_at.items()))
            if full_at > now and len(self._full_at) <= self._max_keys:
                return
            del self._full_at[key]
