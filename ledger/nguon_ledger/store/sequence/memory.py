"""A sequence in memory, for tests; an adversary lets any of its operations fail."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from nguon_ledger.errors import NguonError
from nguon_ledger.store.adversary import Adversary
from nguon_ledger.store.sequence.contract import NOTHING, Extent, Tiles


class MemoryReach:
    """A view of a sequence (contract.Reach)."""

    def __init__(self, stored: _Stored, adversary: Adversary) -> None:
        self._stored = stored
        self._adversary = adversary

    def extent(self) -> Extent:
        """Return the stored extent."""
        return self._adversary.operate(lambda: self._stored.extent)

    def length(self) -> int:
        """Return how many entries there are."""
        return self._adversary.operate(lambda: len(self._stored.entries))

    def tile(self, level: int, number: int) -> bytes:
        """Return the hashes of a tile."""
        return self._adversary.operate(lambda: self._stored.tiles.get((level, number), b""))


class MemoryExtension(MemoryReach):
    """A transaction on a copy (contract.Extension)."""

    def append(self, start: int, entries: Sequence[tuple[bytes, bytes]]) -> None:
        """Store entries."""
        self._adversary.operate(lambda: self._stored.append(start, entries))

    def entries(self, start: int) -> list[bytes]:
        """Return the bytes from ``start`` on."""
        return self._adversary.operate(lambda: self._stored.entries[start:])

    def put_tiles(self, tiles: Tiles) -> None:
        """Store tiles."""
        self._adversary.operate(lambda: self._stored.tiles.update(tiles))

    def reach(self, extent: Extent) -> None:
        """Store the new extent."""
        self._adversary.operate(lambda: self._stored.reach(extent))


class MemorySequence:
    """A sequence that lasts as long as the object (contract.DurableSequence)."""

    def __init__(self, adversary: Adversary | None = None) -> None:
        self._adversary = adversary or Adversary()
        self._stored = _Stored()
        self._turn = threading.Lock()

    def defend(self) -> None:
        """Let nothing fail any more."""
        self._adversary = Adversary()

    @contextmanager
    def extending(self) -> Iterator[MemoryExtension]:
        """Open a transaction; others wait for its end."""
        with self._turn:
            draft = self._stored.copy()
            yield MemoryExtension(draft, self._adversary)
            self._adversary.operate(lambda: self._commit(draft))

    @contextmanager
    def looking(self) -> Iterator[MemoryReach]:
        """Open a view of what is committed now."""
        yield MemoryReach(self._stored, self._adversary)

    def _commit(self, draft: _Stored) -> None:
        self._stored = draft


class _Stored:
    """What is committed; never changed, only replaced by a changed copy."""

    def __init__(self) -> None:
        self.extent = NOTHING
        self.entries: list[bytes] = []
        self.tiles: dict[tuple[int, int], bytes] = {}

    def copy(self) -> _Stored:
        copy = _Stored()
        copy.extent, copy.entries, copy.tiles = self.extent, self.entries[:], dict(self.tiles)
        return copy

    def append(self, start: int, entries: Sequence[tuple[bytes, bytes]]) -> None:
        if start != len(self.entries):
            raise NguonError("storage_unavailable", f"index {start} is taken, or not the next")
        self.entries += [data for _, data in entries]

    def reach(self, extent: Extent) -> None:
        self.extent = extent
