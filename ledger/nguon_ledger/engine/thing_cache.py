"""Things kept from batch to batch, so that what is busy is not read again."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from nguon_ledger.rules.thing import Thing

LIMIT = 20_000  # things, of about half a kilobyte each


class CachedAt(NamedTuple):
    """The head that things were read at, or written with."""

    ledger: str
    size: int
    root: bytes


class ThingCache:
    """What is known of things at one head; None: that there is no such thing.

    A batch takes all of it out and gives it back only once it is durable, at its own head. So
    whatever fails leaves nothing behind, and at a head that another writer has moved, or that was
    restored from a backup, nothing is known and the store decides.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._at: CachedAt | None = None
        self._things: dict[str, Thing | None] = {}

    def take(self, at: CachedAt) -> dict[str, Thing | None]:
        """Return what is known at a head, to be changed by the batch, and forget it."""
        known = self._things if at == self._at else {}
        self._at, self._things = None, {}
        return known

    def keep(self, at: CachedAt, things: dict[str, Thing | None]) -> None:
        """Take back what a durable batch knows at the head that it led to."""
        if len(things) > 2 * self._limit:  # seldom, and then many at once
            things = dict(islice(things.items(), len(things) - self._limit, None))
        self._at, self._things = at, things
