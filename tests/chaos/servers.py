"""Server processes that a test may kill, stop and start."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
PARTS = ("ledger", "schemas", "api", "signer", "cli", "tests")
PATHS = os.pathsep.join(str(ROOT / part) for part in PARTS)


@dataclass(frozen=True)
class Order:
    """What a server is to serve, and how.

    ``where``: a database's URL, or a file. ``late``: microseconds that its clock is behind the
    wall's. ``lease``: seconds, in the place of the usual. ``group``: in a process group of its own.
    """

    where: str
    heads: str | None
    log: str
    late: int = 0
    lease: float | None = None
    examiners: int = 0
    group: bool = False
    trap: str | None = None
    trigger: str | None = None


class NotStartedError(Exception):
    """A server ended before it answered; ``code`` is that of its error."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


@dataclass
class Server:
    """One process."""

    nursery: Nursery = field(repr=False)
    pid: int
    port: int
    holder: str | None
    is_paused: bool = False

    def send(self, number: int) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a power cut would, and wait until it is gone."""
        self.send(signal.SIGKILL)
        assert self.wait() == -signal.SIGKILL

    def pause(self) -> None:
        """Stop it where it is."""
        self.send(signal.SIGSTOP)
        self.is_paused = True

    def resume(self) -> None:
        """Let it go on."""
        self.is_paused = False
        self.send(signal.SIGCONT)

    def stop(self) -> int:
        """Ask it to stop in good order; return its exit code."""
        self.send(signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        """Return the exit code when it has ended."""
        self.nursery.servers.remove(self)
        exit_code: int = self.nursery.ask({"wait": self.pid})["exit"]
        return exit_code

    def get(self, path: str) -> httpx.Response:
        """Ask it over HTTP."""
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=60)


class Nursery:
    """The process from which servers are forked. One order at a time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.servers: list[Server] = []

    def ask(self, order: dict[str, Any]) -> dict[str, Any]:
        """Give an order; return the answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def start(self, order: Order) -> Server:
        """Start a server and wait until it answers. Raises NotStartedError."""
        answer = self.ask({"fork": asdict(order)})
        if "error" in answer:
            raise NotStartedError(
                answer["error"], answer.get("detail", Path(order.log).read_text())
            )
        server = Server(self, answer["pid"], answer["port"], answer["holder"])
        self.servers.append(server)
        return server

    def end_all(self) -> None:
        """Kill whatever a test has left."""
        for server in list(self.servers):
            with suppress(ProcessLookupError):
                server.kill()


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Open the nursery; nothing of it is left when the block ends."""
    with subprocess.Popen(
        [sys.executable, "-W", "error", str(ROOT / "tests/chaos/nursery.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": PATHS},
        text=True,
    ) as process:
        place = Nursery(process)
        try:
            yield place
        finally:
            place.end_all()
            process.communicate()  # the end of its input is its end
    assert process.returncode == 0
