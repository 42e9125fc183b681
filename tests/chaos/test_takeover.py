"""Several servers on one database, and the one that writes is killed or stopped, again and again.

Seconds are counted from the signal to the first receipt that another server has given.
"""

from __future__ import annotations

import os
import time

import psycopg
import pytest

from chaos.conftest import Scenes
from chaos.load import Client
from chaos.scene import Scene, drawn_seed
from chaos.servers import Server
from chaos.traps import TRAPS

LIMIT = 30.0  # seconds until another takes over; how many it takes is printed
ROUNDS = {2: 4, 3: 2}
SHORT_ROUNDS = 10
SHORT_LEASE = 0.4  # seconds
SOAK_ROUNDS = int(os.environ.get("NGUON_CHAOS_ROUNDS", "200"))


def leader(scene: Scene) -> Server:
    """Return the server that holds the lease, once one of ours does."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with psycopg.connect(str(scene.where)) as connection:
            rows = connection.execute("SELECT holder FROM lease WHERE ledger = 'test'").fetchall()
        for server in scene.servers:
            if not server.is_paused and (server.holder,) in rows:
                return server
        time.sleep(0.01)
    raise TimeoutError("no server holds the lease")


def taken_over(scene: Scene) -> float:
    """Wait for the receipt of an entry that is not there yet; return how long that took."""
    begun = time.monotonic()
    with psycopg.connect(str(scene.where)) as connection:
        ((size,),) = connection.execute("SELECT size FROM head WHERE ledger = 'test'").fetchall()
    scene.load.wait_until(lambda: scene.memory.highest >= size)
    return time.monotonic() - begun


def kill_leader(scene: Scene, **order: float) -> float:
    """Kill the leader; another one joins when the others have taken over."""
    scene.kill(leader(scene))
    seconds = taken_over(scene)
    scene.start(**order)
    return seconds


def pause_leader(scene: Scene, nap: float) -> float:
    """Stop the leader until another has taken over and ``nap`` seconds are gone; wake it up."""
    sleeper = leader(scene)
    scene.servers.remove(sleeper)  # what is sent to it would wait until it wakes up
    sleeper.pause()
    begun = time.monotonic()
    seconds = taken_over(scene)
    time.sleep(max(0.0, nap - (time.monotonic() - begun)))
    assert leader(scene) is not sleeper
    sleeper.resume()
    scene.servers.append(sleeper)
    serves_again(scene, sleeper)
    return seconds


def serves_again(scene: Scene, server: Server) -> None:
    """Let one server take statements in, whoever writes, and say that it is well."""
    client = Client(scene.load.author, scene.memory, lambda: server.port, seed=0)
    client.step()
    scene.load.deliver(client)
    client.hang_up()
    scene.load.wait_until(lambda: server.get("/readyz").status_code == 200)


def lose_leaders(scene: Scene, *, servers: int, rounds: int, lease: float | None) -> list[float]:
    """Kill and stop leaders in turn; return the seconds of each takeover, sorted."""
    order = {} if lease is None else {"lease": lease}
    for _ in range(servers):
        scene.start(**order)
    taken = []
    with scene.load.running():
        scene.load.wait_for(20)
        for number in range(rounds):
            time.sleep(scene.random.uniform(0, 0.1))
            if number % 2:
                taken.append(kill_leader(scene, **order))
            else:
                taken.append(pause_leader(scene, scene.random.uniform(0, 0.5)))
            scene.checker.check()
    size = scene.settle_and_check()
    check_no_alarm(scene)
    print(f"{size} entries; takeovers in s: {[round(s, 2) for s in sorted(taken)]}")  # noqa: T201
    print(scene.memory.told)  # noqa: T201
    return sorted(taken)


@pytest.mark.parametrize("servers", [2, 3])
def test_another_takes_over_from_a_killed_or_paused_leader(
    on_postgres: Scenes, servers: int
) -> None:
    seconds = lose_leaders(
        on_postgres(10 + servers), servers=servers, rounds=ROUNDS[servers], lease=None
    )
    assert seconds[-1] < LIMIT


def test_many_leaders_are_lost_at_random_moments(on_postgres: Scenes) -> None:
    """With a lease that is short, so that there are many."""
    lose_leaders(on_postgres(20), servers=2, rounds=SHORT_ROUNDS, lease=SHORT_LEASE)


def check_no_alarm(scene: Scene) -> None:
    """Check that no process took being overtaken for a fault of the store."""
    alarms = [line for line in scene.log.splitlines() if " ERROR " in line]
    assert [line for line in alarms if "store_inconsistent" in line] == []


def stopped_at(scene: Scene, moment: str) -> None:
    """Let a leader stop itself at a moment; another takes over, it wakes up, and does no harm."""
    trigger = scene.folder / "trigger"
    sleeper = scene.start(lease=SHORT_LEASE, trap=moment, trigger=str(trigger))
    for other in [one for one in scene.servers if one is not sleeper]:
        assert scene.stop(other) == 0
    assert leader(scene) is sleeper
    other = scene.start(lease=SHORT_LEASE)
    scene.servers.remove(other)
    other.pause()  # else it leads before the trap snaps, where a busy machine is late for a lease
    trigger.touch()
    scene.load.wait_until(lambda: not trigger.exists())
    scene.servers[:] = [other]
    sleeper.is_paused = True
    other.resume()
    taken_over(scene)
    assert leader(scene) is not sleeper
    sleeper.resume()
    scene.servers.append(sleeper)
    serves_again(scene, sleeper)
    told = f"{sleeper.pid} WARNING"  # that another leads
    scene.load.wait_until(lambda: told in scene.log)


def test_a_leader_that_is_stopped_at_the_worst_moments_writes_nothing_when_it_wakes_up(
    on_postgres: Scenes,
) -> None:
    scene = on_postgres(30)
    scene.start(lease=SHORT_LEASE)
    with scene.load.running():
        for moment in TRAPS:
            stopped_at(scene, moment)
            scene.checker.check()
    scene.settle_and_check()
    check_no_alarm(scene)


@pytest.mark.soak
@pytest.mark.parametrize("servers", [2, 3])
def test_leaders_are_lost_for_long(on_postgres: Scenes, servers: int) -> None:
    scene = on_postgres(drawn_seed())
    seconds = lose_leaders(scene, servers=servers, rounds=SOAK_ROUNDS, lease=None)
    assert seconds[-1] < LIMIT
