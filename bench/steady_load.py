"""Clients that never give up: what a server that died left unanswered goes to another one."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from bench.http_wire import Connection, body_of, post, status_of
from bench.load import Address
from bench.names import HOST
from bench.workload import STATEMENTS, sign_harvest

CLIENTS = 4  # of each server
PAUSE = 0.02  # seconds between an answer and the next statement
PATIENCE = 60.0  # seconds after which a statement without a receipt stops the run


class SteadyLoad:
    """Harvests, sent one at a time by each client; ``receipts`` is what was acknowledged.

    A statement counts once: one whose first answer got lost is sent again, the same bytes.
    """

    def __init__(self) -> None:
        self.receipts: dict[bytes, dict[str, Any]] = {}
        self._numbers = count()
        self._owed: deque[bytes] = deque()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._failures: list[Exception] = []

    def send_to(self, address: Address) -> None:
        """Let more clients send, to one server, until it dies or the load is settled."""
        for _ in range(CLIENTS):
            thread = threading.Thread(target=self._run, args=(address,), name="client")
            self._threads.append(thread)
            thread.start()

    def deliver_new(self, address: Address) -> None:
        """Sign a statement and send it to one server; return when it is acknowledged."""
        with _connected(address) as connection:
            self._deliver(connection, sign_harvest(next(self._numbers)))

    def settle(self, address: Address) -> None:
        """Stop the clients; then send what is without an answer. Raises what a client met."""
        self.stop()
        with _connected(address) as connection:
            while self._owed:
                self._deliver(connection, self._owed.popleft())
        if self._failures:
            raise self._failures[0]

    def stop(self) -> None:
        """Let each client have the answer that it waits for, and no other."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, address: Address) -> None:
        try:
            with _connected(address) as connection:
                while not self._stop.wait(PAUSE):
                    self._deliver(connection, self._next())
        except OSError:
            return  # the server was killed; what had no answer is owed
        except Exception as e:  # noqa: BLE001 (raised again in the main thread)
            self._failures.append(e)

    def _next(self) -> bytes:
        try:
            return self._owed.popleft()
        except IndexError:
            return sign_harvest(next(self._numbers))

    def _deliver(self, connection: Connection, statement: bytes) -> None:
        """Send until there is a receipt. Raises RuntimeError; OSError: the statement is owed."""
        request, deadline = post(STATEMENTS, statement, host=HOST), time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = connection.exchange(request)
            except OSError:
                self._owed.append(statement)
                raise
            if status_of(answer) in {200, 201}:  # 200: it stood there already
                self.receipts[statement] = json.loads(body_of(answer))
                return
            if status_of(answer) != 503:
                raise RuntimeError(f"refused: {answer[:1000]!r}")
            time.sleep(PAUSE)
        raise RuntimeError(f"no receipt within {PATIENCE:.0f} s: {answer[:1000]!r}")


@contextmanager
def _connected(address: Address) -> Iterator[Connection]:
    connection = Connection(address)
    try:
        yield connection
    finally:
        connection.close()
