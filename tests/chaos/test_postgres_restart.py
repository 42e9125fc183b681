"""PostgreSQL itself crashes under load and comes back: the servers recover by themselves."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from chaos.scene import Scene, found
from chaos.servers import Nursery
from support.postgres import PostgresServer


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """Start a server that this test may crash."""
    server = PostgresServer()
    yield server
    server.stop()


def crash_immediately(server: PostgresServer) -> None:
    """Stop it as "pg_ctl stop -m immediate" does: no checkpoint; recovery at the next start."""
    os.kill(server.pid, signal.SIGQUIT)
    server.halt()
    time.sleep(0.3)
    server.start()


def kill_a_backend(server: PostgresServer) -> None:
    """Kill one of its processes: it ends all others, and recovers from its log."""
    with psycopg.connect(server.url("postgres")) as connection:
        query = "SELECT pid FROM pg_stat_activity WHERE application_name = 'nguon' LIMIT 1"
        rows = connection.execute(query).fetchall()
    for (pid,) in rows:
        os.kill(pid, signal.SIGKILL)


def stop_in_good_order(server: PostgresServer) -> None:
    """As "pg_ctl restart -m fast" does."""
    server.halt()
    server.start()


def test_servers_recover_when_postgresql_was_gone(
    place: Nursery, own_server: PostgresServer, tmp_path: Path
) -> None:
    url = own_server.create()
    (tmp_path / "heads").mkdir()
    found(url, tmp_path / "heads")
    scene = Scene(place, url, tmp_path, seed=40)
    scene.start()
    scene.start()
    with scene.load.running():
        for fault in (crash_immediately, kill_a_backend, stop_in_good_order, crash_immediately):
            scene.load.wait_for(20)
            fault(own_server)
            before = time.monotonic()
            scene.load.wait_for(20)
            print(f"{fault.__name__}: {time.monotonic() - before:.2f} s")  # noqa: T201
            scene.load.wait_until(lambda: all(is_ready(s.port) for s in scene.servers))
            scene.checker.check()
    scene.settle_and_check()
    assert scene.memory.told["storage_unavailable"] > 0
    place.end_all()


def is_ready(port: int) -> bool:
    """Ask one server whether it is well."""
    with suppress(httpx.HTTPError):
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == 200
    return False
