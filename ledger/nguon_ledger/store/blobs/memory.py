"""Blobs in memory, for tests; an adversary lets them fail."""

from __future__ import annotations

from collections.abc import Iterator

from nguon_ledger.store.adversary import Adversary
from nguon_ledger.store.blobs.contract import check_name, check_same, folder_of


class MemoryBlobs:
    """Blobs that last as long as the object (contract.Blobs)."""

    def __init__(self, adversary: Adversary | None = None) -> None:
        self._stored: dict[str, bytes] = {}
        self._adversary = adversary or Adversary()

    def put(self, name: str, data: bytes) -> bool:
        """Store a blob."""
        check_name(name)
        return self._adversary.operate(lambda: self._put(name, data))

    def get(self, name: str) -> bytes | None:
        """Return a blob."""
        check_name(name)
        return self._adversary.operate(lambda: self._stored.get(name))

    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield names."""
        folder_of(prefix)
        found = self._adversary.operate(lambda: list(self._stored))
        return (name for name in found if name.startswith(prefix))

    def delete(self, name: str) -> None:
        """Remove a blob."""
        check_name(name)
        self._adversary.operate(lambda: self._stored.pop(name, None))

    def _put(self, name: str, data: bytes) -> bool:
        if name in self._stored:
            check_same(name, stored=self._stored[name], data=data)
            return False
        self._stored[name] = data
        return True
