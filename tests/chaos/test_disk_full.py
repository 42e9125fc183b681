"""A full disk under load over HTTP: told to come back later, nothing lost, and it heals."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from chaos.conftest import Scenes
from chaos.scene import Scene
from chaos.servers import Server

PAGE = 4096


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mount a file system of 8 MiB over a folder's contents; skip where that is not permitted."""
    options = ["-t", "tmpfs", "-o", "size=8m,nr_inodes=200", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(["mount", *options], check=False).returncode != 0:
        pytest.skip("this process may not mount; the limit on files stands in for it")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(PAGE))
        except OSError:
            pass


def full_then_room(
    scene: Scene, server: Server, fill: Callable[[], object], heal: Callable[[], object]
) -> None:
    """Fill while clients send; make room when they were turned away.

    They check that they are told when to come back.
    """
    memory = scene.memory
    with scene.load.running():
        scene.load.wait_for(10)
        fill()
        scene.load.wait_until(lambda: memory.told.get("storage_unavailable", 0) >= 10)
        before = len(memory)
        # Not at once: where a file has room inside, a look at the store may succeed in between.
        scene.load.wait_until(lambda: server.get("/readyz").status_code == 503)
        assert server.get("/log/test/checkpoint").status_code == 200, "it can still be read"
        time.sleep(0.2)
        assert len(memory) == before, "acknowledged on a full disk"
        heal()
        scene.load.wait_until(lambda: server.get("/readyz").status_code == 200)
        scene.load.wait_for(10)
        scene.checker.check()


def test_the_limit_on_files(on_sqlite: Scenes) -> None:
    """RLIMIT_FSIZE: no file of the server can grow any more, nor be written behind that."""
    scene = on_sqlite(70)
    server = scene.start()
    _, most = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)

    def limit(size: int) -> Callable[[], object]:
        return lambda: resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size, most))

    full_then_room(scene, server, limit(PAGE), limit(most))
    scene.settle_and_check()


def test_the_disk_of_the_database(on_sqlite: Scenes, tmp_path: Path) -> None:
    scene = on_sqlite(71)
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk):
        _move(scene, disk)
        server, ballast = scene.start(), disk / "ballast"
        full_then_room(scene, server, lambda: fill(ballast), ballast.unlink)
        fill(ballast)
        scene.kill(server)
        ballast.unlink()
        scene.start()
        scene.settle_and_check()


def test_the_disk_of_the_second_head(on_sqlite: Scenes, tmp_path: Path) -> None:
    """Nothing is acknowledged that only the database would know."""
    scene = on_sqlite(72)
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk):
        for file in scene.heads.iterdir():
            (disk / file.name).write_bytes(file.read_bytes())
        scene.heads = scene.load.heads = disk
        scene.order = replace(scene.order, heads=str(disk))
        server, ballast = scene.start(), disk / "ballast"
        full_then_room(scene, server, lambda: fill(ballast), ballast.unlink)
        scene.settle_and_check()


def _move(scene: Scene, disk: Path) -> None:
    assert isinstance(scene.where, Path)
    scene.where = scene.checker.where = Path(shutil.copy(scene.where, disk))
    scene.order = replace(scene.order, where=str(scene.where))
