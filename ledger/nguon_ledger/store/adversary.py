"""The store that fails when a test says so: before it did what it was asked, or afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from nguon_ledger.errors import NguonError

T = TypeVar("T")


class Adversary:
    """Counts the operations of one store or of several, and lets one of them fail.

    ``fail_at`` is the number of the operation, counted from 0; None lets all succeed. With
    ``persisted`` it takes place all the same, and only its answer is lost. One adversary may be
    given to several stores; then their operations are counted together, in the order of asking.
    """

    def __init__(self, *, fail_at: int | None = None, persisted: bool = False) -> None:
        self.asked = 0
        self._fail_at = fail_at
        self._persisted = persisted
        self._lock = threading.Lock()

    def operate(self, act: Callable[[], T]) -> T:
        """Do what a store was asked, one at a time.

        Raises what ``act`` raises, and NguonError ``storage_unavailable`` for the one that fails.
        """
        with self._lock:
            number, self.asked = self.asked, self.asked + 1
            if number != self._fail_at:
                return act()
            if self._persisted:
                act()
            raise NguonError("storage_unavailable", f"operation {number} failed on purpose")
