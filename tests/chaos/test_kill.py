"""kill -9 of a server at random moments under load: what was acknowledged is there."""

from __future__ import annotations

import os
import time

import pytest

from chaos.conftest import Scenes
from chaos.scene import Scene, drawn_seed

ROUNDS = 50
SOAK_ROUNDS = int(os.environ.get("NGUON_CHAOS_ROUNDS", "1000"))
LEASE = 0.2  # seconds; a killed process still holds its lease so long


def kill_again_and_again(scene: Scene, rounds: int, **order: float) -> None:
    """Kill each server within moments of its first answer, or while it still recovers."""
    acknowledged = []
    with scene.load.running():
        for _ in range(rounds):
            before = len(scene.memory)
            server = scene.start(**order)
            if scene.random.random() < 0.8:
                scene.load.wait_for(1)
            time.sleep(scene.random.uniform(0, 0.15))
            scene.kill(server)
            scene.checker.check()
            acknowledged.append(len(scene.memory) - before)
        scene.start(**order)
        scene.load.wait_for(50)
    size = scene.settle_and_check()
    print(f"{rounds} rounds, {size} entries, {sorted(acknowledged)} acknowledged a round")  # noqa: T201
    assert sum(count > 0 for count in acknowledged) > rounds / 2


def test_a_killed_server_on_sqlite_loses_nothing(on_sqlite: Scenes) -> None:
    kill_again_and_again(on_sqlite(1), ROUNDS)


def test_a_killed_server_on_postgresql_loses_nothing(on_postgres: Scenes) -> None:
    kill_again_and_again(on_postgres(2), ROUNDS, lease=LEASE)


@pytest.mark.soak
def test_killed_on_sqlite_for_long(on_sqlite: Scenes) -> None:
    kill_again_and_again(on_sqlite(drawn_seed()), SOAK_ROUNDS)


@pytest.mark.soak
def test_killed_on_postgresql_for_long(on_postgres: Scenes) -> None:
    kill_again_and_again(on_postgres(drawn_seed()), SOAK_ROUNDS, lease=LEASE)
