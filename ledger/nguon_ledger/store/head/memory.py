"""A head in memory, for tests; an adversary lets it fail."""

from __future__ import annotations

from nguon_ledger.store.adversary import Adversary
from nguon_ledger.store.head.contract import moved


class MemoryHead:
    """A head that lasts as long as the object (contract.Head)."""

    def __init__(self, adversary: Adversary | None = None) -> None:
        self._stored: bytes | None = None
        self._adversary = adversary or Adversary()

    def read(self) -> bytes | None:
        """Return the stored value."""
        return self._adversary.operate(lambda: self._stored)

    def swap(self, old: bytes | None, new: bytes) -> None:
        """Replace ``old`` by ``new``."""
        self._adversary.operate(lambda: self._swap(old, new))

    def _swap(self, old: bytes | None, new: bytes) -> None:
        if self._stored != old:
            raise moved()
        self._stored = new
