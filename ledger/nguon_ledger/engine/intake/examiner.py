"""One process that examines statements, and the thread that keeps it busy.

Errands and answers go over a pipe of their own, pickled by whoever needs them: the thread only
passes bytes on, since it has to wait for Python's lock while the writer computes.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from typing import TypeAlias

from nguon_ledger.engine.intake.checks import Examined, examine
from nguon_ledger.keys.jwk import PublicKey

AHEAD = 2  # errands in a pipe: the next one is there when the one before it is answered
NICE = 10  # the process that writes is the one that the others wait for
_READY = b""

_Errands: TypeAlias = "SimpleQueue[Errand | None]"


class Errand:
    """Statements to examine, and the promise of what comes of each."""

    def __init__(
        self, origin: str, statements: Sequence[tuple[bytes, str]], keys: Mapping[str, PublicKey]
    ) -> None:
        self.message = pickle.dumps((origin, statements, dict(keys)), pickle.HIGHEST_PROTOCOL)
        self.answer: Future[bytes] = Future()

    def result(self) -> list[Examined]:
        """Wait for the answer, in the order of the statements. Raises EOFError if it is lost."""
        answer: list[Examined] | Exception = pickle.loads(self.answer.result())  # noqa: S301 (ours)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Examiner:
    """A process of its own. It takes errands from a queue that others may take from as well.

    When it has gone, killed or ended, errands that it takes are lost at once; None ends it.
    """

    def __init__(self, errands: _Errands) -> None:
        self.is_ready = False
        self.is_gone = False
        self._errands = errands
        self._sent: deque[Errand] = deque()
        context = multiprocessing.get_context("spawn")  # not forked: this process has threads
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        with _without_interrupts():
            self._process.start()
        theirs.close()  # or the end of the process would never be heard
        threading.Thread(target=self._drive, name="examiner", daemon=True).start()

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()

    def _drive(self) -> None:
        try:
            self._pipe.recv_bytes()
            self.is_ready = True
            while self._send():
                answer = self._pipe.recv_bytes()
                self._sent.popleft().answer.set_result(answer)
        except (EOFError, OSError):
            self.is_gone = True
            self._lose()
        self._pipe.close()

    def _send(self) -> bool:
        """Send as much as may wait in the pipe, at least one errand; tell whether to go on."""
        while len(self._sent) < AHEAD:
            try:
                errand = self._errands.get(block=not self._sent)
            except Empty:
                return True
            if errand is None:
                return False
            self._sent.append(errand)  # first: the process may be gone
            self._pipe.send_bytes(errand.message)
        return True

    def _lose(self) -> None:
        """Let nobody wait for what was sent, nor for what is still taken from the queue."""
        for errand in self._sent:
            _lose(errand)
        while (late := self._errands.get()) is not None:
            _lose(late)


def _lose(errand: Errand) -> None:
    errand.answer.set_exception(EOFError("the process that examined it is gone"))


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let a process begin that Ctrl-C does not reach, not even before its first line."""
    resource_tracker.ensure_running()  # else it starts with the process, and lets them through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection) -> None:
    """Examine what comes, until the pipe ends: with the parent, however that ends."""
    os.nice(NICE)
    gc.freeze()  # what is examined has no cycles
    gc.set_threshold(100_000)
    pipe.send_bytes(_READY)
    try:
        while True:
            pipe.send_bytes(pickle.dumps(_answer(pipe.recv_bytes()), pickle.HIGHEST_PROTOCOL))
    except (EOFError, OSError):
        return


def _answer(message: bytes) -> list[Examined] | Exception:
    origin, statements, keys = pickle.loads(message)  # noqa: S301 (from the parent)
    try:
        return [examine(data, origin=origin, key=keys[kid]) for data, kid in statements]
    except Exception as e:  # noqa: BLE001 (it is raised where it can be told)
        return RuntimeError(f"{type(e).__name__}: {e}")
