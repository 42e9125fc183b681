"""What a bundle's maker has read of a ledger: each touch and each entry once, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice

from nguon_ledger.trace.reader import TraceReader
from nguon_ledger.trace.touches import Touch

_AHEAD = 1024  # entries that are read before anybody knows that they are needed


class Records:
    """Reads through to a ledger, and keeps it.

    To ask for many subjects or entries together, before one by one, saves a query each; nothing
    else hangs on it.
    """

    def __init__(self, reader: TraceReader) -> None:
        self.origin = reader.origin
        self._reader = reader
        self._touches: dict[str, Sequence[Touch]] = {}
        self._entries: dict[int, bytes] = {}

    def read_ahead(self, thing: str) -> None:
        """Read together what a trace of a thing will ask for one after the other."""
        touches = chain.from_iterable(self.touching_each(self._reader.upstream(thing)))
        self.load(islice((touch.index for touch in touches), _AHEAD))

    def touching(self, subject: str) -> Sequence[Touch]:
        """Return the entries about a subject, by index."""
        return self.touching_each([subject])[0]

    def touching_each(self, subjects: Iterable[str]) -> list[Sequence[Touch]]:
        """Return for each subject, in their order, the entries about it."""
        asked = list(subjects)
        new = {subject: None for subject in asked if subject not in self._touches}
        if new:
            self._touches.update(self._reader.touching_each(list(new)))
        return [self._touches[subject] for subject in asked]

    def entry(self, index: int) -> bytes:
        """Return the stored bytes of an entry."""
        if index not in self._entries:
            self.load([index])
        return self._entries[index]

    def load(self, indices: Iterable[int]) -> None:
        """Read these entries together."""
        new = {index for index in indices if index not in self._entries}
        if new:
            self._entries.update(self._reader.entries_at(sorted(new)))
