"""Processes that examine statements: form, signature and schema need no order.

One process sequences; without these it would also do everything before that, on one core.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeAlias

from nguon_ledger.engine.intake import Examined, examine
from nguon_ledger.keys.jwk import PublicKey

CHUNK = 32  # statements of one errand; larger ones take longer to pickle, each of them

_log = logging.getLogger(__name__)
_Keys: TypeAlias = Mapping[str, PublicKey]
_Errand: TypeAlias = list[tuple[bytes, str]]


class Examiners:
    """A pool of ``count`` processes, started when they are first needed."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._turn = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def examine(
        self, origin: str, statements: Sequence[tuple[bytes, str]], keys: _Keys
    ) -> list[Examined]:
        """Examine statements, each with the kid that it claims, in their order."""
        chunks = [list(statements[i : i + CHUNK]) for i in range(0, len(statements), CHUNK)]
        try:
            pool = self._started()
            errands = [pool.submit(_examine_all, origin, chunk, dict(keys)) for chunk in chunks]
            return [examined for errand in errands for examined in _result(errand)]
        except (BrokenProcessPool, RuntimeError):  # a process was killed, or the pool is closed
            _log.exception("the examiners are gone; this process examines by itself")
            self.close()
            return _examine_all(origin, list(statements), dict(keys))

    def close(self) -> None:
        """End the processes."""
        with self._turn:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        with self._turn:
            if self._pool is None:
                # Not forked: this process has threads.
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(
                    self._count, mp_context=context, initializer=_begin
                )
            return self._pool


def _result(errand: Future[list[Examined]]) -> list[Examined]:
    return errand.result()


def _begin() -> None:
    """Leave the signals to the parent, and end with it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _examine_all(origin: str, statements: _Errand, keys: dict[str, PublicKey]) -> list[Examined]:
    return [examine(data, origin=origin, key=keys[kid]) for data, kid in statements]
