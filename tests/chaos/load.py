"""Clients that send over HTTP until they are told to stop, and send again what got no answer."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from pathlib import Path

from chaos.author import Author
from chaos.memory import Memory

LEDGER = "/log/test"
JOSE = {"Content-Type": "application/jose"}
TIMEOUT = 1.5  # seconds after which a client asks another server
PAUSE = 0.02  # seconds before a client sends again
TRY_AGAIN = {"storage_unavailable", "busy", "overloaded"}
Ports = Callable[[], int | None]
"""Gives the port of some server, None while there is none."""


class Client:
    """Sends one request after the other, a statement or many. What was not answered comes first."""

    def __init__(self, author: Author, memory: Memory, ports: Ports, seed: int) -> None:
        self.owed: list[bytes] = []
        self.timeout = TIMEOUT
        self._author = author
        self._memory = memory
        self._ports = ports
        self._random = random.Random(seed)
        self._port: int | None = None
        self._connection: HTTPConnection | None = None

    def step(self) -> None:
        """Send something new, or again what is owed."""
        if not self.owed:
            is_one = self._random.random() < 0.6
            self.owed = [self._author.one()] if is_one else self._author.many()
        self.send_owed()

    def send_owed(self) -> None:
        """Send what has no receipt, in its order; wait a little if that fails."""
        try:
            if self._send(self.owed):
                return
        except (OSError, HTTPException) as e:
            self._memory.note_error(type(e).__name__)
            self.hang_up()
        time.sleep(PAUSE)

    def hang_up(self) -> None:
        """Close the connection; the next request opens another, perhaps to another server."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _connect(self) -> HTTPConnection:
        port = self._ports() if self._connection is None else self._port
        if port is None:
            raise ConnectionRefusedError
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", port, timeout=self.timeout)
            self._port = port
        return self._connection

    def _send(self, statements: list[bytes]) -> bool:
        connection, is_batch = self._connect(), len(statements) > 1
        path = f"{LEDGER}/statements/batch" if is_batch else f"{LEDGER}/statements"
        connection.request("POST", path, b"\n".join(statements), JOSE)
        answer = connection.getresponse()
        body = _read(answer)
        if answer.status not in {200, 201}:
            self._note_refusal(answer, body)
            return False
        lines = [line for line in body.splitlines(keepends=True) if not is_batch or _is_whole(line)]
        for statement, line in zip(list(statements), lines, strict=False):
            self._keep(statement, json.loads(line))
        if answer.will_close or len(lines) < len(statements):
            self.hang_up()
        return not self.owed

    def _keep(self, statement: bytes, outcome: dict[str, str | int]) -> None:
        if "proof" in outcome:
            self._memory.keep(statement, int(outcome["index"]), str(outcome["proof"]).encode())
            self.owed.remove(statement)
        else:
            self._note(str(outcome["code"]), json.dumps(outcome))

    def _note_refusal(self, answer: HTTPResponse, body: bytes) -> None:
        outcome = json.loads(body)
        if answer.status != 503 or not answer.headers.get("Retry-After", "").isdigit():
            self._memory.complain(f"{answer.status} {answer.headers.items()} {outcome}")
        self._note(outcome["code"], body.decode())

    def _note(self, code: str, outcome: str) -> None:
        self._memory.note_error(code)
        if code not in TRY_AGAIN:
            self._memory.complain(outcome)


def _read(answer: HTTPResponse) -> bytes:
    """Read what there is of an answer: a line that was received whole is a promise."""
    try:
        return answer.read()
    except IncompleteRead as e:
        return e.partial


def _is_whole(line: bytes) -> bool:
    return line.endswith(b"\n")


class Load:
    """Clients in threads, and one that looks at the checkpoints."""

    def __init__(
        self, *, seed: int, begun: int, ports: Ports, heads: Path | None, clients: int = 5
    ) -> None:
        self.memory = Memory()
        self.author = Author(seed, begun=begun)
        self.clients = [
            Client(self.author, self.memory, ports, seed + number) for number in range(clients)
        ]
        self._ports = ports
        self.heads = heads
        self._stop = threading.Event()
        self._failures: list[BaseException] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        """Send while the block runs."""
        self._stop.clear()
        works = [client.step for client in self.clients] + [self._watch]
        threads = [threading.Thread(target=self._run, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()
            self._hang_up()
        assert self._failures == []

    def _run(self, work: Callable[[], None]) -> None:
        try:
            while not self._stop.is_set():
                work()
        except BaseException as e:  # noqa: BLE001 (raised where the threads are joined)
            self._failures.append(e)

    def _watch(self) -> None:
        """Look at the published checkpoint, and at the second head."""
        time.sleep(PAUSE)
        if self.heads is not None:
            with suppress(FileNotFoundError):
                self.memory.keep_note((self.heads / "test.checkpoint").read_bytes())
        port = self._ports()
        if port is None:
            return
        connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        try:
            connection.request("GET", f"{LEDGER}/checkpoint")
            answer = connection.getresponse()
            if answer.status == 200:
                self.memory.keep_note(answer.read())
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()

    def wait_for(self, count: int) -> None:
        """Wait until so many more statements are acknowledged."""
        wanted = len(self.memory) + count
        self.wait_until(lambda: len(self.memory) >= wanted)

    def wait_until(self, is_so: Callable[[], bool], *, seconds: float = 60) -> None:
        """Wait while the clients go on sending."""
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, (self.memory.told, self.memory.wrong)
            assert self._failures == []
            time.sleep(0.005)

    def settle(self) -> None:
        """Send until nothing is owed any more."""
        for client in self.clients:
            self.deliver(client)
        self._hang_up()

    def deliver(self, client: Client, *, seconds: float = 60) -> None:
        """Send until a client is owed nothing."""
        deadline = time.monotonic() + seconds
        while client.owed:
            assert time.monotonic() < deadline, (self.memory.told, self.memory.wrong)
            client.send_owed()

    def _hang_up(self) -> None:
        for client in self.clients:
            client.hang_up()
