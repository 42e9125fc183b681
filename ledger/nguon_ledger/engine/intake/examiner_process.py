"""What an examiner's process runs: errands come over a pipe, and their answers go back."""

from __future__ import annotations

import gc
import os
import pickle
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue

from nguon_ledger.engine.intake.checks import Examined, examine

NICE = 10  # the process that writes is the one that the others wait for
READY = b""


def serve(end: int) -> None:
    """Examine what comes, until the pipe ends: with the parent, however that ends."""
    pipe = Connection(end)
    os.nice(NICE)
    gc.freeze()  # what is examined has no cycles
    gc.set_threshold(100_000)
    received: SimpleQueue[bytes | None] = SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, received), daemon=True).start()
    with suppress(OSError):  # the parent has gone
        pipe.send_bytes(READY)
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
