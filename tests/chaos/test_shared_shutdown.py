"""SIGTERM to one of several servers under load: no answer is torn, the next takes over at once."""

from __future__ import annotations

import time

import psycopg

from chaos.conftest import Scenes
from chaos.scene import Scene
from chaos.test_takeover import leader, taken_over

LEASE = 10.0  # seconds: so long would a killed process keep it
AT_ONCE = 8.0  # seconds; how many it takes is printed
PATIENCE = 60  # seconds until a client gives up: no answer is to be torn
TORN = {
    "RemoteDisconnected",
    "IncompleteRead",
    "TimeoutError",
    "BadStatusLine",
    "storage_unavailable",
}


def patient(scene: Scene) -> Scene:
    for client in scene.load.clients:
        client.timeout = PATIENCE
    return scene


def test_a_leader_that_is_told_to_stop_answers_and_hands_over(on_postgres: Scenes) -> None:
    scene = patient(on_postgres(50))
    scene.start(lease=LEASE)
    taken = []
    with scene.load.running():
        for _ in range(3):
            scene.start(lease=LEASE)
            scene.load.wait_for(10)
            old = leader(scene)
            assert scene.stop(old) == 0
            with psycopg.connect(str(scene.where)) as connection:
                query = "SELECT holder, expires FROM lease WHERE ledger = 'test'"
                ((holder, expires),) = connection.execute(query).fetchall()
            assert holder != old.holder or expires == 0, "the lease was not released"
            begun = time.monotonic()
            taken_over(scene)
            taken.append(time.monotonic() - begun)
    scene.settle_and_check()
    assert scene.memory.told.keys() & TORN == set(), scene.memory.told
    assert " ERROR " not in scene.log, scene.log
    print(f"takeovers in s: {[round(s, 2) for s in taken]}; {scene.memory.told}")  # noqa: T201
    assert max(taken) < AT_ONCE


def test_a_server_that_does_not_lead_stops_without_a_trace(on_postgres: Scenes) -> None:
    scene = patient(on_postgres(51))
    leading = scene.start(lease=LEASE)
    with scene.load.running():
        scene.load.wait_for(5)
        assert leader(scene) is leading
        other = scene.start(lease=LEASE)
        scene.load.wait_for(20)
        assert scene.stop(other) == 0
        scene.load.wait_for(5)
        assert leader(scene) is leading
    scene.settle_and_check()
    assert scene.memory.told.keys() & TORN == set(), scene.memory.told
    assert " ERROR " not in scene.log, scene.log
