"""How much may wait for a writer: so many statements, and so many bytes of them."""

from __future__ import annotations

from collections.abc import Iterable

from nguon_ledger.engine.commit.checked import Checked
from nguon_ledger.errors import NguonError

MAX_STATEMENTS = 16_384
MAX_BYTES = 64 * 2**20  # as many statements of the largest size would be 1 GiB


class Room:
    """What is taken of it and what is left. Its owner holds a lock while calling."""

    def __init__(self, statements: int = MAX_STATEMENTS, size: int = MAX_BYTES) -> None:
        self.statements = statements
        self.size = size
        self._taken = self._taken_size = 0

    @property
    def taken(self) -> int:
        """How many statements are in it."""
        return self._taken

    def enter(self, statements: Iterable[Checked]) -> None:
        """Take room for all of them. Raises NguonError ``busy``, with nothing taken."""
        count, size = _measure(statements)
        if self._taken + count > self.statements or self._taken_size + size > self.size:
            raise NguonError("busy", "too many statements are waiting; try again")
        self._taken += count
        self._taken_size += size

    def leave(self, statements: Iterable[Checked]) -> None:
        """Give their room back."""
        count, size = _measure(statements)
        self._taken -= count
        self._taken_size -= size


def _measure(statements: Iterable[Checked]) -> tuple[int, int]:
    sizes = [len(checked.data) for checked in statements]
    return len(sizes), sum(sizes)
