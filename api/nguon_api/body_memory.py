"""How much memory bodies take at once, whoever sends them.

Every request may hold the size of one statement: the number of requests bounds those together.
What goes beyond is drawn from one amount that all share, so batches and photos can fill only
their own part, and a statement is never refused for them.
"""

from __future__ import annotations

from nguon_ledger.errors import NguonError


class BodyMemory:
    """The amount that large bodies share, in bytes. One event loop's; needs no lock."""

    def __init__(self, large_bytes: int) -> None:
        self._left = large_bytes

    def take(self, size: int) -> None:
        """Take so much. Raises NguonError ``overloaded``, which takes nothing."""
        if size > self._left:
            raise NguonError("overloaded", "too many large bodies are being received or recorded")
        self._left -= size

    def give_back(self, size: int) -> None:
        """Return what was taken."""
        self._left += size


class Share:
    """What one request's body takes; ``free`` bytes are its own."""

    def __init__(self, memory: BodyMemory, *, free: int) -> None:
        self._memory = memory
        self._free = free
        self._taken = 0

    def grow_to(self, size: int) -> None:
        """Hold a body of ``size`` bytes so far. Raises NguonError ``overloaded``."""
        wanted = max(0, size - self._free)
        self._memory.take(wanted - self._taken)
        self._taken = wanted

    def release(self) -> None:
        """Give everything back, when the answer is out."""
        self._memory.give_back(self._taken)
        self._taken = 0
