"""One process that examines statements, and the thread that keeps it busy.

Errands and answers go over a pipe of their own, pickled by whoever needs them: the thread only
passes bytes on, since it has to wait for Python's lock while the writer computes.
"""

from __future__ import annotations

import gc
import os
import pickle
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from typing import TypeAlias

from nguon_ledger.engine.intake.checks import Examined, examine
from nguon_ledger.keys.jwk import PublicKey

AHEAD = 2  # errands in a pipe: the next one is there when the one before it is answered
NICE = 10  # the process that writes is the one that the others wait for
_READY = b""
_PROGRAM = f"""
import sys
sys.path[:] = sys.argv[2:]
from {__name__} import serve
serve(int(sys.argv[1]))
"""

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
        ours, theirs = socket.socketpair()
        self._pipe = Connection(ours.detach())
        self._process = _start(theirs)
        theirs.close()  # or the end of the process would never be heard
        threading.Thread(target=self._drive, name="examiner", daemon=True).start()

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()

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


def _start(pipe: socket.socket) -> subprocess.Popen[bytes]:
    """Start a process that has this end of the pipe, and that Ctrl-C does not reach.

    Not by multiprocessing: it would load the whole command line again, and run a process more.
    """
    end = pipe.fileno()
    command = [sys.executable, "-c", _PROGRAM, str(end), *sys.path]
    return subprocess.Popen(command, pass_fds=[end], start_new_session=True)  # noqa: S603 (our own)


def serve(end: int) -> None:
    """Examine what comes, until the pipe ends: with the parent, however that ends."""
    pipe = Connection(end)
    os.nice(NICE)
    gc.freeze()  # what is examined has no cycles
    gc.set_threshold(100_000)
    received: SimpleQueue[bytes | None] = SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, received), daemon=True).start()
    with suppress(OSError):  # the parent has gone
        pipe.send_bytes(_READY)
        while (message := received.get()) is not None:
            pipe.send_bytes(pickle.dumps(_answer(message), pickle.HIGHEST_PROTOCOL))


def _receive(pipe: Connection, received: SimpleQueue[bytes | None]) -> None:
    """Take what comes at once: two who send more than the pipe holds would wait for each other."""
    with suppress(EOFError, OSError):
        while True:
            received.put(pipe.recv_bytes())
    received.put(None)


def _answer(message: bytes) -> list[Examined] | Exception:
    origin, statements, keys = pickle.loads(message)  # noqa: S301 (from the parent)
    try:
        return [examine(data, origin=origin, key=keys[kid]) for data, kid in statements]
    except Exception as e:  # noqa: BLE001 (it is raised where it can be told)
        return RuntimeError(f"{type(e).__name__}: {e}")
