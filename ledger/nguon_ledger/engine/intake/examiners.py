"""Processes that examine statements: form, signature and schema need no order.

One process sequences; without these it would also do everything before that, on one core.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeAlias

from nguon_ledger.engine.intake.checks import Examined, examine
from nguon_ledger.keys.jwk import PublicKey

CHUNK = 32  # statements of one errand; larger ones take longer to pickle, each of them

_log = logging.getLogger(__name__)
_Keys: TypeAlias = Mapping[str, PublicKey]
_Errand: TypeAlias = list[tuple[bytes, str]]


class Examiners:
    """A pool of ``count`` processes, started when they are first needed.

    Until they have begun, and where one was killed, this process examines by itself.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._turn = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._begun: Future[None] = Future()  # that the pool has answered

    def examine(
        self, origin: str, statements: Sequence[tuple[bytes, str]], keys: _Keys
    ) -> list[Examined]:
        """Examine statements, each with the kid that it claims, in their order."""
        chunks = [list(statements[i : i + CHUNK]) for i in range(0, len(statements), CHUNK)]
        pool = self._started()
        try:
            if not self._begun.done():
                return _examine_all(origin, list(statements), dict(keys))
            errands = [pool.submit(_examine_all, origin, chunk, dict(keys)) for chunk in chunks]
            return [examined for errand in errands for examined in _result(errand)]
        except (BrokenProcessPool, CancelledError, RuntimeError):  # one was killed, or it is closed
            self._give_up(pool)
            return _examine_all(origin, list(statements), dict(keys))

    def close(self) -> None:
        """End the processes."""
        with self._turn:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)

    def _give_up(self, pool: ProcessPoolExecutor) -> None:
        """End a pool that is broken, once; another may have taken its place already."""
        with self._turn:
            if self._pool is not pool:
                return
            self._pool = None
        _log.warning("the examiners are gone; this process examines by itself", exc_info=True)
        pool.shutdown(wait=False, cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        with self._turn:
            if self._pool is None:
                # Not forked: this process has threads.
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(
                    self._count, mp_context=context, initializer=_begin
                )
                # An errand each, since a process is started for an errand that finds none idle.
                self._begun = [self._pool.submit(_be_there) for _ in range(self._count)][-1]
            return self._pool


def _result(errand: Future[list[Examined]]) -> list[Examined]:
    return errand.result()


def _begin() -> None:
    """Leave the signals to the parent, and end with it, however that ends."""
    gc.freeze()  # what is examined has no cycles
    gc.set_threshold(100_000)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _be_there() -> None:
    """Answer the first errand."""


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _examine_all(origin: str, statements: _Errand, keys: dict[str, PublicKey]) -> list[Examined]:
    return [examine(data, origin=origin, key=keys[kid]) for data, kid in statements]
