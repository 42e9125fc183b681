"""Server processes that share one PostgreSQL, under load, and lose the one that leads."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg

from bench.http_wire import Connection, body_of, get
from bench.ledger_under_test import LedgerUnderTest, Serving
from bench.names import HOST, LEDGER
from bench.progress import say
from bench.steady_load import PATIENCE, SteadyLoad

CALM = 0.5  # seconds between a round and the next
MOMENT = 0.3  # seconds, at most, from a commit to the signal: it may come in the middle of another
NAP = 0.5  # seconds that a stopped process sleeps on when another one writes
_RECORDED = f'nguon_entries_total{{ledger="{LEDGER}"}}'.encode()


class Cluster:
    """Servers of one ledger, the clients that each has, and who of them leads."""

    def __init__(self, ledger: LedgerUnderTest, load: SteadyLoad) -> None:
        self.load = load
        self.servers: list[Serving] = []
        self._ledger = ledger

    def start(self) -> None:
        """Start one more server."""
        self.servers.append(self._ledger.start("--metrics-port", "0"))
        self.load.send_to(self.servers[-1].address)

    def lose_leader(self, loss: str) -> float:
        """Kill or stop it; return the seconds until a statement sent after that has its receipt.

        Then a new process is started, or the old one woken up.
        """
        time.sleep(CALM)
        leader, token = self._leader(), self._token()
        time.sleep(random.uniform(0, MOMENT))  # noqa: S311 (no secret)
        others = [server for server in self.servers if server is not leader]
        since = time.perf_counter()
        _signal(leader, loss)
        self.load.deliver_new(others[0].address)
        seconds = time.perf_counter() - since
        if self._token() == token:
            raise RuntimeError("the process that was lost did not lead")
        say(f"{len(self.servers)} servers, the leader {loss}: {seconds:.2f} s")
        if loss == "killed":
            self.servers = others
            self.start()
        else:
            time.sleep(NAP)
            os.kill(leader.pid, signal.SIGCONT)
            self.load.deliver_new(leader.address)
        return seconds

    def _leader(self) -> Serving:
        """Return the server whose count of recorded entries grows."""
        before = [_recorded(server) for server in self.servers]
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for server, count in zip(self.servers, before, strict=True):
                if _recorded(server) > count:
                    return server
        raise RuntimeError(f"no server recorded anything within {PATIENCE:.0f} s")

    def _token(self) -> int:
        """Return the number of the lease: each holder has another."""
        ((token,),) = query(self._ledger, "SELECT token FROM lease WHERE ledger = %s")
        return int(token)


@contextmanager
def running(ledger: LedgerUnderTest) -> Iterator[Cluster]:
    """Run clients and servers while the block runs; a server that ends by itself is an error."""
    load = SteadyLoad()
    cluster = Cluster(ledger, load)
    try:
        yield cluster
        for server in cluster.servers:
            server.process.terminate()
        ended = [server.process.wait() for server in cluster.servers]
        if any(ended):
            raise RuntimeError(f"the servers ended with {ended}")
    finally:
        for server in cluster.servers:
            with server.process as process:
                process.kill()
        load.stop()


def _signal(server: Serving, loss: str) -> None:
    """Kill or stop a process; return when it does nothing any more."""
    if loss == "killed":
        with server.process as process:
            process.kill()
    else:
        os.kill(server.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, server.pid, os.WSTOPPED)


def _recorded(server: Serving) -> int:
    """Return how many entries a process has recorded since it was started."""
    assert server.metrics is not None  # noqa: S101 (it was asked for)
    connection = Connection(server.metrics)
    answer = connection.exchange(get("/metrics", host=HOST))
    connection.close()
    lines = (line.split() for line in body_of(answer).splitlines())
    return next((int(float(line[1])) for line in lines if line[0] == _RECORDED), 0)


def query(ledger: LedgerUnderTest, sql: LiteralString) -> list[tuple[Any, ...]]:
    """Ask the database itself; ``sql`` has one place, for the ledger's name."""
    with psycopg.connect(str(ledger.folder.where)) as connection:
        return connection.execute(sql, (LEDGER,)).fetchall()
