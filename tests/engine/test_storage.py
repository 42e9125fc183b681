"""A disk that is full, locked, read-only or gone: nothing is acknowledged, and it heals."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time as wall
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from engine.workbench import PATIENCE, Workbench, becomes_ready
from nguon_ledger.engine.commit import writer
from nguon_ledger.engine.host import Host
from nguon_ledger.errors import NguonError
from nguon_ledger.store.database import reading, sqlite
from support.story import CRAB, UNIT

LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""


def harvest(bench: Workbench, number: int) -> bytes:
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/D{number}", 1)
    return statements[0]


def stays_down_then_heals(
    bench: Workbench, statements: list[bytes], heal: Callable[[], object], *, readable: bool = True
) -> None:
    """While the fault lasts nothing is acknowledged; afterwards everything is as it should be."""
    before = bench.sent.copy()
    for data in statements:
        assert bench.refused(data).code == "storage_unavailable"
    if readable:
        bench.verified(UNIT)
        assert bench.refused(statements[0]).code == "storage_unavailable"
    heal()
    becomes_ready(bench.ledger)
    for data in statements:
        bench.recorded(data)
    bench.check_log()
    assert bench.sent.items() >= before.items()
    bench.restart()
    bench.check_log()


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Mount a file system of 2 MiB, where that is permitted."""
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(command, check=False).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


def test_a_full_disk(template: Workbench, tmp_path: Path) -> None:
    """A real one if this process may mount it, else SQLite's own limit on the file's pages."""
    with small_disk(tmp_path) as is_mounted:
        bench = template.copy(tmp_path / "nguon.db")
        try:
            statements = [harvest(bench, number) for number in range(3)]
            if is_mounted:
                fill(tmp_path / "ballast")
                stays_down_then_heals(bench, statements, (tmp_path / "ballast").unlink)
            else:
                run_out_of_pages(bench)
        finally:
            bench.close()


def run_out_of_pages(bench: Workbench) -> None:
    """Let the database not grow by a page: SQLite answers "database or disk is full"."""
    engine, limit = bench.ledger._engine, [1]

    def restrict(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {limit[0]}")

    def heal() -> None:
        limit[0] = 2**30
        engine.dispose()

    event.listen(engine, "connect", restrict)
    engine.dispose()
    taken = 0
    while bench.outcome(data := harvest(bench, taken)) is None:  # there is room in old pages
        taken += 1
    assert taken < 100
    stays_down_then_heals(bench, [data, *(harvest(bench, 100 + n) for n in range(3))], heal)


def test_no_page_more(bench: Workbench) -> None:
    run_out_of_pages(bench)


def test_what_is_committed_is_on_the_disk(bench: Workbench) -> None:
    """WAL and synchronous=FULL: a commit that returned survives a power cut."""
    with reading(bench.ledger._engine) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2


def test_a_lock_that_another_process_holds_too_long(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    bench.restart()
    command = [sys.executable, "-c", LOCKER, str(bench.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        stays_down_then_heals(bench, [harvest(bench, 0)], lambda: other.communicate(b"\n"))


def test_what_can_still_be_read_but_not_written_is_not_ready(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recovery that only read would call the ledger well, and the next sender would see."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.01)
    bench.restart()
    lock = sqlite3.connect(bench.path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    assert bench.refused(harvest(bench, 0)).code == "storage_unavailable"
    for _ in range(20):
        wall.sleep(writer.RETRY / 2)
        with pytest.raises(NguonError, match="storage_unavailable"):
            bench.ledger.check_ready()
    lock.close()
    becomes_ready(bench.ledger)


def test_a_lock_that_is_short_is_waited_for(bench: Workbench) -> None:
    command = [sys.executable, "-c", LOCKER, str(bench.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        future = bench.ledger.submit(harvest(bench, 0))
        wall.sleep(0.1)
        assert not future.done()
        other.communicate(b"\n")
        assert future.result(PATIENCE).is_new
    bench.ledger.check_ready()


def test_a_store_that_may_only_be_read(bench: Workbench) -> None:
    engine = bench.ledger._engine
    switch = ["ON"]

    def protect(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA query_only = {switch[0]}")

    def heal() -> None:
        switch[0] = "OFF"
        engine.dispose()

    event.listen(engine, "connect", protect)
    engine.dispose()
    stays_down_then_heals(bench, [harvest(bench, 0)], heal)


def test_a_folder_that_went_away_under_the_open_ledger(template: Workbench, tmp_path: Path) -> None:
    """The open handle would go on working; what it wrote would be gone after a restart."""
    folder, away = tmp_path / "data", tmp_path / "away"
    folder.mkdir()
    bench = template.copy(folder / "nguon.db")
    statement = harvest(bench, 0)
    folder.rename(away)
    stays_down_then_heals(bench, [statement], lambda: away.rename(folder), readable=False)
    bench.close()


def test_a_file_that_was_replaced_under_the_open_ledger(
    bench: Workbench, template: Workbench, tmp_path: Path
) -> None:
    """Another file in its place, even one of the same ledger, is not where we have written."""
    other = tmp_path / "other.db"
    other.write_bytes(template.file.read_bytes())
    bench.harvest(f"{CRAB}/10/before")
    size = bench.checkpoint.size
    kept = tmp_path / "kept"
    kept.mkdir()
    for file in tmp_path.glob("nguon.db*"):
        file.rename(kept / file.name)
    other.rename(bench.path)
    assert bench.refused(harvest(bench, 0)).code == "storage_unavailable"
    with pytest.raises(NguonError, match="store_rolled_back"):
        becomes_ready(bench.ledger, patience=2)
    for file in tmp_path.glob("nguon.db*"):
        file.unlink()
    for file in kept.iterdir():
        file.rename(tmp_path / file.name)
    becomes_ready(bench.ledger)
    assert bench.checkpoint.size == size
    bench.harvest(f"{CRAB}/10/behind")
    bench.check_log()


def test_where_the_file_has_vanished_no_empty_one_takes_its_place(
    template: Workbench, tmp_path: Path
) -> None:
    bench = template.copy(tmp_path / "nguon.db")
    bench.file.unlink()
    assert bench.refused(harvest(bench, 0)).code == "storage_unavailable"
    with pytest.raises(NguonError, match="storage_unavailable"):
        bench.ledger.checkpoint()
    assert not bench.file.exists()
    bench.close()


@pytest.mark.parametrize("where", ["missing/nguon.db", "."])
def test_a_place_where_no_store_can_be_is_said_at_once(tmp_path: Path, where: str) -> None:
    with pytest.raises(NguonError, match="storage_unavailable"):
        Host(tmp_path / where)


def test_a_file_that_is_no_database_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "nguon.db").write_bytes(b"no database, but long enough to be taken for one" * 40)
    with pytest.raises(NguonError, match="storage_unavailable"):
        Host(tmp_path / "nguon.db")
