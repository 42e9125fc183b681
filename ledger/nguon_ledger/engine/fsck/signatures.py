"""Signatures verified on all cores, beside the admission of later entries.

libsodium works outside of Python's lock, so threads are enough.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from nguon_ledger.engine.fsck.fault import entry_fault
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.jwk import PublicKey
from nguon_ledger.statement import UnverifiedStatement, verify_signature

_TOGETHER = 64  # signatures a task: enough that handing it over costs nothing
_AHEAD = 16  # tasks that may wait, so that memory stays bounded


@dataclass(frozen=True, slots=True)
class _Signed:
    index: int
    statement: UnverifiedStatement
    key: PublicKey


class Signatures:
    """Verifies what it is given, in order; the first bad one is the one that is told."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="signatures")
        self._next: list[_Signed] = []
        self._running: deque[Future[NguonError | None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def add(self, index: int, statement: UnverifiedStatement, key: PublicKey) -> None:
        """Have a signature verified soon. Raises as ``settle``, perhaps for an earlier one."""
        self._next.append(_Signed(index, statement, key))
        if len(self._next) == _TOGETHER:
            self._start()
        while len(self._running) > _AHEAD:
            self._wait()

    def settle(self) -> None:
        """Wait for all of them.

        Raises NguonError ``store_inconsistent`` naming the first entry with a bad signature.
        """
        self._start()
        while self._running:
            self._wait()

    def _start(self) -> None:
        if self._next:
            self._running.append(self._pool.submit(_first_bad, self._next))
            self._next = []

    def _wait(self) -> None:
        bad = self._running.popleft().result()
        if bad is not None:
            raise bad


def _first_bad(signed: Sequence[_Signed]) -> NguonError | None:
    for one in signed:
        try:
            verify_signature(one.statement, one.key)
        except NguonError as e:
            return entry_fault(one.index, str(e))
    return None
