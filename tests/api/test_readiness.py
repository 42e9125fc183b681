"""Ready means that what is sent is recorded: a held store, a full pool, a ledger that is broken."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from api.client import Client, open_client
from api.conftest import WEB_ROOT
from api.held import held, writer_of
from api.world import World, harvest, open_world
from nguon_api.app import create_app
from nguon_api.limits import Limits
from nguon_api.readiness import check_readiness
from nguon_ledger.engine.commit.sequencing import LedgerKeys
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.engine.intake.backlog import Waiting
from nguon_ledger.engine.shared import leader
from nguon_ledger.engine.shared.writer import SharedWriter
from nguon_ledger.errors import NguonError

STATEMENTS = "/log/ca-mau/statements"
JOSE = {"Content-Type": "application/jose"}


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_ready(client: Client) -> bool:
    return client.get("/readyz").status_code == 200


def test_statements_that_wait_while_nothing_is_published_are_told(world: World) -> None:
    app = create_app(world.host, web_root=WEB_ROOT, limits=Limits(stale_seconds=0.3))
    later = create_app(world.host, web_root=WEB_ROOT, limits=Limits(stale_seconds=600))
    with open_client(app) as client, open_client(later) as calm, ThreadPoolExecutor() as threads:
        with held(world.ledger):
            waiting = threads.submit(
                client.post, STATEMENTS, content=world.sign(harvest("A")), headers=JOSE
            )
            until(lambda: world.ledger.waiting().count == 1)
            until(lambda: not is_ready(client))
            assert is_ready(calm), "it has not waited for long"
            answer = client.get("/readyz")
            assert (answer.status_code, answer.json()["code"]) == (503, "checkpoint_stale")
            assert answer.json()["field"] == "ca-mau"
            assert int(answer.headers["Retry-After"]) > 0
            assert client.get("/healthz").status_code == 200
        assert waiting.result(timeout=60).status_code == 201
        assert is_ready(client)


def test_a_ledger_that_nobody_writes_to_is_ready(world: World) -> None:
    app = create_app(world.host, web_root=WEB_ROOT, limits=Limits(stale_seconds=0.05))
    with open_client(app) as client:
        time.sleep(0.2)
        assert is_ready(client)


def test_a_ledger_that_is_busy_but_moving_is_ready(world: World) -> None:
    with open_client(create_app(world.host, web_root=WEB_ROOT)) as client:
        stop = threading.Event()

        def send() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                world.record(world.sign(harvest(f"N{number}")))

        with ThreadPoolExecutor() as threads:
            sending = threads.submit(send)
            seen = []
            for _ in range(20):
                time.sleep(0.05)
                seen.append(is_ready(client))
            stop.set()
            sending.result(timeout=60)
        assert all(seen)


def test_a_ledger_that_could_not_be_opened_is_told_by_name(client: Client, world: World) -> None:
    world.host.broken["old"] = NguonError("store_inconsistent", "entry 7 was altered")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "store_inconsistent")
    assert answer.json()["field"] == "old"
    assert client.get("/log/old/checkpoint").json()["code"] == "store_inconsistent"
    assert client.get("/log/ca-mau/checkpoint").status_code == 200


def test_a_full_pool_pushes_back(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = writer_of(world.ledger)._pool
    monkeypatch.setattr(pool._room, "statements", 3)
    send = partial(client.post, f"{STATEMENTS}/batch", headers={"Content-Type": "text/plain"})
    with ThreadPoolExecutor() as threads:
        with held(world.ledger):
            first = threads.submit(
                client.post, STATEMENTS, content=world.sign(harvest("A")), headers=JOSE
            )
            until(lambda: pool._room.taken == 0 < world.ledger.waiting().count)
            three = b"\n".join(world.sign(harvest(f"B{n}")) for n in range(3))
            batch = threads.submit(send, content=three)
            until(lambda: world.ledger.waiting().count == 4)
            late = world.sign(harvest("C"))
            answer = client.post(STATEMENTS, content=late, headers=JOSE)
            assert (answer.status_code, answer.json()["code"]) == (503, "busy")
            assert int(answer.headers["Retry-After"]) > 0
            lines = send(content=late)
            assert [json.loads(line)["code"] for line in lines.text.splitlines()] == ["busy"]
            assert world.ledger.waiting().count == 4
        assert first.result(timeout=60).status_code == 201
        assert batch.result(timeout=60).text.count('"status":201') == 3
    assert client.post(STATEMENTS, content=late, headers=JOSE).status_code == 201


class Queue:
    """A ledger that says what it is told to; it can be read and written."""

    def __init__(self, waiting: Waiting) -> None:
        self._waiting = waiting

    def waiting(self) -> Waiting:
        return self._waiting

    def check_ready(self) -> None:
        """Nothing is wrong with it."""


def test_a_long_queue_that_moves_is_no_reason_to_send_the_load_elsewhere() -> None:
    check_readiness(Queue(Waiting(count=9000, oldest=60, quiet=0.2)), stale_seconds=10)
    with pytest.raises(NguonError) as refused:
        check_readiness(Queue(Waiting(count=9000, oldest=60, quiet=10.1)), stale_seconds=10)
    assert refused.value.code == "checkpoint_stale"


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[World]:
    path = tmp_path / "ledger.sqlite"
    opened = open_world(path, host=Host(path, options=Options(shared=True)))
    yield opened
    opened.host.close()


def test_a_ledger_that_no_process_writes_is_not_ready_until_one_does(
    shared: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, writer = threading.Event(), shared.ledger._writer
    assert isinstance(writer, SharedWriter)
    with open_client(create_app(shared.host, web_root=WEB_ROOT)) as client:
        until(lambda: writer.leads)
        assert is_ready(client)
        monkeypatch.setattr(leader, "VACANT", 0.5)
        monkeypatch.setattr(writer._leader, "_step", lambda: float(not stuck.wait()))
        until(lambda: not is_ready(client))
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["code"]) == (503, "writer_missing")
        assert (answer.json()["field"], int(answer.headers["Retry-After"]) > 0) == ("ca-mau", True)
        other = Host(tmp_path / "ledger.sqlite", options=Options(shared=True))
        other.open({"ca-mau": keys_of(shared)})
        until(lambda: is_ready(client))  # another process leads: this one takes in for it
        assert shared.ledger.submit(shared.sign(harvest("A"))).result(60).is_new
        other.close()
        stuck.set()


def keys_of(world: World) -> LedgerKeys:
    writer = world.ledger._writer
    assert isinstance(writer, SharedWriter)
    return writer._leader._setting.keys
