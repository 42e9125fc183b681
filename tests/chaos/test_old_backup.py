"""An older copy of the database is put back: what was signed since must not be signed again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chaos.conftest import Scenes
from chaos.scene import Scene, found
from chaos.servers import NotStartedError

OTHER = "ledger.example/log/other"


def serve_for_a_while(scene: Scene, **order: None) -> None:
    server = scene.start(**order)
    with scene.load.running():
        scene.load.wait_for(20)
    scene.load.settle()
    assert scene.stop(server) == 0


def test_a_server_refuses_to_sign_on_an_old_copy(on_sqlite: Scenes, tmp_path: Path) -> None:
    scene = on_sqlite(60)
    old = tmp_path / "old"
    scene.copy_store(old)
    serve_for_a_while(scene)
    shutil.copytree(old, tmp_path, dirs_exist_ok=True)
    head = (scene.heads / "test.checkpoint").read_bytes()
    with pytest.raises(NotStartedError, match="older copy; nothing is signed") as refused:
        scene.start()
    assert refused.value.code == "store_rolled_back"
    assert (scene.heads / "test.checkpoint").read_bytes() == head


def test_the_other_ledgers_are_served_all_the_same(on_sqlite: Scenes, tmp_path: Path) -> None:
    scene = on_sqlite(61)
    assert isinstance(scene.where, Path)
    old = tmp_path / "old"
    found(scene.where, scene.heads, name="other", origin=OTHER)
    scene.copy_store(old)
    serve_for_a_while(scene)
    shutil.copytree(old, tmp_path, dirs_exist_ok=True)
    server = scene.start()
    ready = server.get("/readyz")
    assert ready.status_code == 503
    assert (ready.json()["code"], ready.json()["field"]) == ("store_rolled_back", "test")
    assert server.get("/log/other/checkpoint").status_code == 200
    assert server.get("/log/test/checkpoint").json()["code"] == "store_rolled_back"
    client = scene.load.clients[0]
    client.owed = [scene.load.author.one()]
    client.send_owed()
    client.hang_up()
    assert scene.memory.told == {"store_rolled_back": 1}
    assert scene.stop(server) == 0


def test_without_a_second_head_nobody_would_notice(on_sqlite: Scenes, tmp_path: Path) -> None:
    """What the second head is for: the checker finds the fork that a server without one signs."""
    scene = on_sqlite(62)
    old = tmp_path / "old"
    scene.copy_store(old)
    serve_for_a_while(scene, heads=None)
    shutil.copytree(old, tmp_path, dirs_exist_ok=True)
    serve_for_a_while(scene, heads=None)
    with pytest.raises(AssertionError, match="acknowledged"):
        scene.checker.check()
