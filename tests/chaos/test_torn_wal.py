"""The write-ahead log of a killed server is cut off or garbled: never on from there in silence.

tests/fsck proves that such a database is at a committed state; here a server is started on it.
"""

from __future__ import annotations

from pathlib import Path

from chaos.checker import Checker
from chaos.conftest import Scenes
from chaos.memory import Memory
from chaos.scene import LOG, Scene
from chaos.servers import NotStartedError

PLACES = 15
FRAME = 24 + 4096  # https://www.sqlite.org/fileformat2.html#the_write_ahead_log


def damaged(wal: bytes, scene: Scene) -> bytes:
    """Cut the log off anywhere, garble a few bytes of it, or tear a frame behind its end."""
    place = scene.random.randrange(len(wal))
    kind = scene.random.choice(["cut", "garbled", "longer"])
    if kind == "longer":
        return wal + wal[: place % FRAME]
    if kind == "cut":
        return wal[:place]
    end = min(place + scene.random.choice([1, 64, 5000]), len(wal))
    return wal[:place] + bytes(b ^ 0x55 for b in wal[place:end]) + wal[end:]


def test_a_server_on_a_torn_log_has_everything_or_refuses(on_sqlite: Scenes) -> None:
    scene = on_sqlite(80)
    assert isinstance(scene.where, Path)
    log = scene.where.with_name("nguon.db-wal")
    server = scene.start()
    with scene.load.running():
        scene.load.wait_for(60)
        scene.kill(server)
    head = scene.heads / "test.checkpoint"  # the next start signs what was not signed yet
    crashed = {file: file.read_bytes() for file in (scene.where, log, head)}
    scene.checker.check()
    outcomes = []
    for _ in range(PLACES):
        restore(crashed)
        log.write_bytes(damaged(crashed[log], scene))
        outcomes.append(served(scene))
        if outcomes[-1] != "whole":
            check_committed(scene)
            assert head.read_bytes() == crashed[head]
    print(outcomes)  # noqa: T201
    assert set(outcomes) == {"whole", "store_rolled_back"}
    assert outcomes.count("store_rolled_back") > PLACES / 3
    restore(crashed)
    scene.start()
    with scene.load.running():
        scene.load.wait_for(10)
    scene.settle_and_check()


def restore(files: dict[Path, bytes]) -> None:
    for file, data in files.items():
        file.write_bytes(data)
    next(iter(files)).with_name("nguon.db-shm").unlink(missing_ok=True)


def served(scene: Scene) -> str:
    """Start a server: it has all that was acknowledged, or its refusal is returned."""
    try:
        server = scene.start()
    except NotStartedError as e:
        return e.code
    scene.checker.check()
    scene.kill(server)
    return "whole"


def check_committed(scene: Scene) -> None:
    """Check that what is left is the log as it was some time before."""
    left = Checker(scene.where, LOG, Memory())
    left.check()
    assert left.entries == scene.checker.entries[: len(left.entries)]
    assert len(left.entries) < len(scene.checker.entries)
