"""SIGTERM to one of several servers under load: no answer is torn, the next takes over at once."""

from __future__ import annotations

import time

import psycopg

from chaos.conftest import Scenes
from chaos.test_takeover import leader, taken_over

AT_ONCE = 1.5  # seconds: well below a lease, which a killed process would keep for two
TORN = {
    "RemoteDisconnected",
    "IncompleteRead",
    "TimeoutError",
    "BadStatusLine",
    "storage_unavailable",
}


def test_a_leader_that_is_told_to_stop_answers_and_hands_over(on_postgres: Scenes) -> None:
    scene = on_postgres(50)
    scene.start()
    taken = []
    with scene.load.running():
        for _ in range(3):
            scene.start()
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
    scene = on_postgres(51)
    leading = scene.start()
    with scene.load.running():
        scene.load.wait_for(5)
        assert leader(scene) is leading
        other = scene.start()
        scene.load.wait_for(20)
        assert scene.stop(other) == 0
        scene.load.wait_for(5)
        assert leader(scene) is leading
    scene.settle_and_check()
    assert scene.memory.told.keys() & TORN == set(), scene.memory.told
    assert " ERROR " not in scene.log, scene.log
