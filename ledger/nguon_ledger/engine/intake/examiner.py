"""One process that examines statements, and the thread that keeps it busy.

Errands and answers go over a pipe of their own, pickled by whoever needs them: the thread only
passes bytes on, since it has to wait for Python's lock while the writer computes.
"""

from __future__ import annotations

import pickle
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from typing import TypeAlias

from nguon_ledger.engine.intake.checks import Examined
from nguon_ledger.keys.jwk import PublicKey

AHEAD = 2  # errands in a pipe: the next one is there when the one before it is answered
_PROGRAM = """
import sys
sys.path[:] = sys.argv[2:]
from nguon_ledger.engine.intake.examiner_process import serve
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
            self._lose_sent()
            while (late := self._errands.get()) is not None:
                _lose(late)
        finally:
            self._lose_sent()
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

    def _lose_sent(self) -> None:
        while self._sent:
            _lose(self._sent.popleft())


def _lose(errand: Errand) -> None:
    errand.answer.set_exception(EOFError("the process that examined it is gone"))


def _start(pipe: socket.socket) -> subprocess.Popen[bytes]:
    """Start a process that has this end of the pipe, and that Ctrl-C does not reach.

    Not by multiprocessing: it would load the whole command line again, and run a process more.
    """
    end = pipe.fileno()
    command = [sys.executable, "-c", _PROGRAM, str(end), *sys.path]
    return subprocess.Popen(command, pass_fds=[end], start_new_session=True)  # noqa: S603 (our own)
