"""The head in a file: several processes, power cuts, and what others leave in its folder."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from nguon_ledger.errors import NguonError
from nguon_ledger.store.durable_folder import written_beside
from nguon_ledger.store.head import file as file_head
from nguon_ledger.store.head.file import FileHead
from store.disk import Disk
from store.file_writers import count_up, swap_and_die
from store.notes import ONE, THREE, TWO, note

PROCESSES, ROUNDS = 2, 40
_spawn = multiprocessing.get_context("spawn")


def test_processes_lose_no_swap(tmp_path: Path) -> None:
    path = tmp_path / "head"
    FileHead(path).swap(None, ONE)
    ends = [_spawn.Pipe() for _ in range(PROCESSES)]
    most = PROCESSES * ROUNDS + 2
    processes = [
        _spawn.Process(target=count_up, args=(path, ROUNDS, most, theirs)) for _, theirs in ends
    ]
    for process in processes:
        process.start()
    for ours, _ in ends:
        assert ours.poll(30)
        ours.recv()
    for ours, _ in ends:
        ours.send("go")
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    assert FileHead(path).read() == note(1 + PROCESSES * ROUNDS)


def test_a_writer_that_is_killed_leaves_no_lock_and_a_whole_value(tmp_path: Path) -> None:
    path = tmp_path / "head"
    FileHead(path).swap(None, ONE)
    process = _spawn.Process(target=swap_and_die, args=(path, ONE, TWO))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert FileHead(path).read() == TWO
    FileHead(path).swap(TWO, THREE)
    assert FileHead(path).read() == THREE


def test_a_writer_that_stands_still_with_the_lock_holds_nobody_up_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a process does that was stopped: the next leader reads, and is told when it writes."""
    monkeypatch.setattr(file_head, "LOCK_SECONDS", 0.05)
    head = FileHead(tmp_path / "head")
    head.swap(None, ONE)
    with (tmp_path / "head.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert head.read() == ONE
        with pytest.raises(NguonError, match=r"^storage_unavailable: .* keeps the head's lock"):
            head.swap(ONE, TWO)
    head.swap(ONE, TWO)
    assert head.read() == TWO


def test_what_others_left_in_the_folder_does_not_matter(tmp_path: Path) -> None:
    head = FileHead(tmp_path / "head")
    head.swap(None, ONE)
    for name in ("#new-abc", "#new-", "head~", "head.tmp", ".head.swp"):
        (tmp_path / name).write_bytes(TWO[: len(TWO) // 2])
    assert head.read() == ONE
    head.swap(ONE, TWO)
    assert FileHead(tmp_path / "head").read() == TWO


def test_a_swap_leaves_nothing_behind(tmp_path: Path) -> None:
    head = FileHead(tmp_path / "head")
    head.swap(None, ONE)
    with pytest.raises(NguonError, match=r"^head_moved"):
        head.swap(TWO, THREE)
    with pytest.raises(ZeroDivisionError), written_beside(tmp_path / "head", TWO):
        raise ZeroDivisionError
    assert sorted(p.name for p in tmp_path.iterdir()) == ["head", "head.lock"]


def test_a_power_cut_at_any_moment_leaves_the_old_value_or_the_new_one(tmp_path: Path) -> None:
    """The disk keeps only what was synced; what had returned must be there."""
    with Disk(tmp_path).watched() as disk:
        head = FileHead(tmp_path / "head")
        head.swap(None, ONE)
        acknowledged = disk.now
        head.swap(ONE, TWO)
        done = disk.now
    for moment in range(acknowledged, done):
        for survivors in disk.after_cut(moment):
            assert survivors.get("head") in {ONE, TWO}
    assert all(survivors["head"] == TWO for survivors in disk.after_cut(done))


def test_what_was_read_survives_a_power_cut(tmp_path: Path) -> None:
    """A value whose writer died before its fsync is made durable by whoever reads it."""
    FileHead(tmp_path / "head").swap(None, ONE)
    with Disk(tmp_path).watched() as disk:
        (tmp_path / "new").write_bytes(TWO)
        with (tmp_path / "new").open("rb") as file:
            os.fsync(file.fileno())
        (tmp_path / "new").replace(tmp_path / "head")
        assert any(survivors.get("head") == ONE for survivors in disk.after_cut(disk.now))
        assert FileHead(tmp_path / "head").read() == TWO
    assert all(survivors["head"] == TWO for survivors in disk.after_cut(disk.now))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    head = FileHead(tmp_path / "none" / "head")
    with pytest.raises(NguonError, match=r"^storage_unavailable"):
        head.read()
    with pytest.raises(NguonError, match=r"^storage_unavailable"):
        head.swap(None, ONE)
