"""The processes that examine statements are killed, or their parent is."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from chaos.conftest import Scenes
from chaos.load import Client
from chaos.scene import Scene
from chaos.servers import Server

COUNT = 2
PATIENCE = 60  # seconds until a client gives up: there is no other server
GONE_SECONDS = 30.0  # one that is still beginning notices when it has begun


def children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (task / "children").read_text().split())
    return found


def examiners(server: Server) -> list[int]:
    return [pid for pid in children(server.pid) if b"examiner" in _command(pid)]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def left_behind(pids: list[int]) -> list[tuple[int, bytes]]:
    """Return which processes are still there after a while."""
    deadline = time.monotonic() + GONE_SECONDS
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return [(pid, _command(pid)) for pid in pids if is_alive(pid)]


def started(scene: Scene) -> Server:
    """Start a server whose examiners have begun."""
    server = scene.start(examiners=COUNT, group=True)
    for client in scene.load.clients:
        client.timeout = PATIENCE
    scene.load.wait_until(lambda: send(scene, 10) and len(examiners(server)) == COUNT)
    return server


def send(scene: Scene, lines: int) -> bool:
    """Send one batch; every line of it must be answered with a receipt."""
    client = Client(scene.load.author, scene.memory, scene.port, seed=0)
    client.timeout = PATIENCE
    client.owed = [scene.load.author.one() for _ in range(lines)]
    client.send_owed()
    client.hang_up()
    return client.owed == []


def test_an_examiner_is_killed_in_the_midst_of_batches(on_sqlite: Scenes) -> None:
    scene = on_sqlite(90)
    server = started(scene)
    with scene.load.running():
        for _ in range(2):
            scene.load.wait_until(lambda: len(examiners(server)) == COUNT)
            scene.load.wait_for(scene.random.randint(1, 40))
            os.kill(scene.random.choice(examiners(server)), signal.SIGKILL)
            scene.load.wait_for(100)
    assert scene.memory.told == {}, "whoever sent was to notice nothing"
    scene.load.settle()
    assert scene.stop(server) == 0
    scene.checker.check_whole(scene.heads)


def test_examiners_end_when_their_parent_is_killed(on_sqlite: Scenes) -> None:
    scene = on_sqlite(91)
    server = started(scene)
    pids = children(server.pid)
    assert len(pids) >= COUNT
    scene.kill(server)
    assert left_behind(pids) == []


def test_ctrl_c_ends_all_in_good_order(on_sqlite: Scenes) -> None:
    scene = on_sqlite(92)
    server = started(scene)
    pids = children(server.pid)
    with scene.load.running():
        scene.load.wait_for(50)
        scene.servers.remove(server)
        os.killpg(server.pid, signal.SIGINT)
        assert server.wait() == 0
    assert left_behind(pids) == []
    assert scene.log == ""
    scene.start()
    scene.settle_and_check()
