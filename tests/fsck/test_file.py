"""A damaged file: torn in the write-ahead log, or with garbled pages."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine.steps import grown
from engine.workbench import Workbench
from fsck.looking import faults_of, report_on
from nguon_ledger.engine.host import Host
from nguon_ledger.errors import NguonError
from support.story import CRAB, lot

FRAME = (
    24 + 4096
)  # a frame's header and its page (https://www.sqlite.org/fileformat2.html#the_wal_file)
WAL_HEADER = 32
PLACES = 40


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[int]]:
    """Return a database as a power cut leaves it, and every size that was committed."""
    path = tmp_path_factory.mktemp("crashed") / "nguon.db"
    bench = Workbench(path)
    bench.found()
    bench.close()
    bench.host = Host(path, now=bench.clock)
    bench.open()
    sizes = {bench.checkpoint.size}
    for number in range(12):
        grown(bench, quantityList=[lot(f"{CRAB}/10/W{number}", 1)])
        sizes.add(bench.checkpoint.size)
    copy = path.parent / "crashed.db"
    for side in ("", "-wal"):
        shutil.copy(f"{path}{side}", f"{copy}{side}")
    bench.close()
    assert Path(f"{copy}-wal").stat().st_size > 20 * FRAME
    return copy, sizes


def with_wal(crashed: Path, folder: Path, wal: bytes) -> Path:
    path = folder / "nguon.db"
    shutil.copy(crashed, path)
    Path(f"{path}-shm").unlink(missing_ok=True)
    Path(f"{path}-wal").write_bytes(wal)
    return path


def places(wal: bytes) -> list[int]:
    """Return places in the log: at, just before and just after frames, and anywhere."""
    seeded = random.Random(7)
    frames = range(WAL_HEADER, len(wal), FRAME)
    edges = [at + by for at in seeded.sample(frames, 8) for by in (-1, 0, 1)]
    return [0, 5, WAL_HEADER, *edges, *(seeded.randrange(len(wal)) for _ in range(PLACES // 2))]


def test_a_log_cut_off_anywhere_opens_at_a_committed_state(
    crashed: tuple[Path, set[int]], tmp_path: Path
) -> None:
    """Never half a batch: head, entries and every projection are those of one commit."""
    path, sizes = crashed
    wal = Path(f"{path}-wal").read_bytes()
    seen = set()
    for place in places(wal):
        torn = with_wal(path, tmp_path, wal[:place])
        report = report_on(torn)
        assert report.is_sound, (place, report.faults)
        seen.add(report.found.entries)
    assert seen <= sizes
    assert len(seen) > 5
    whole = with_wal(path, tmp_path, wal)
    assert report_on(whole).found.entries == max(sizes)


def test_a_log_garbled_anywhere_opens_at_a_committed_state(
    crashed: tuple[Path, set[int]], tmp_path: Path
) -> None:
    path, sizes = crashed
    wal = Path(f"{path}-wal").read_bytes()
    seen = set()
    for place in places(wal):
        garbled = wal[:place] + bytes(b ^ 0x55 for b in wal[place : place + 64]) + wal[place + 64 :]
        report = report_on(with_wal(path, tmp_path, garbled))
        assert report.is_sound, (place, report.faults)
        seen.add(report.found.entries)
    assert seen <= sizes
    assert len(seen) > 5


def test_what_a_torn_log_has_lost_is_told_by_the_second_head(
    crashed: tuple[Path, set[int]], tmp_path: Path
) -> None:
    """The database looks whole; only what is kept elsewhere knows that there was more."""
    path, sizes = crashed
    wal = Path(f"{path}-wal").read_bytes()
    with closing(sqlite3.connect(with_wal(path, tmp_path, wal))) as connection:
        (note,) = connection.execute("SELECT note FROM checkpoint").fetchone()
    older = with_wal(path, tmp_path, wal[: len(wal) // 2])
    (fault,) = report_on(older, second_head=note).faults
    assert f"signs {max(sizes)} entries" in fault.sentence


@pytest.fixture(scope="module")
def page_count(told: Path) -> int:
    with closing(sqlite3.connect(told)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (count,) = connection.execute("PRAGMA page_count").fetchone()
    return int(count)


def test_every_garbled_page_is_told(told: Path, page_count: int, tmp_path: Path) -> None:
    """Whatever SQLite makes of it, it is a fault: no page that is in use may be garbled unseen."""
    pages = [*range(2, 12), *random.Random(3).sample(range(12, page_count + 1), 15)]
    for page in pages:
        path = Path(shutil.copy(told, tmp_path / "nguon.db"))
        with path.open("r+b") as file:
            file.seek((page - 1) * 4096)
            file.write(random.Random(page).randbytes(4096))
        faults = faults_of(path)
        assert faults, page


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nguon.db"
    path.write_bytes(b"no database, but long enough to be read as one" * 9)
    with pytest.raises(NguonError, match="storage_unavailable"):
        faults_of(path)


def test_an_index_that_lost_a_row_is_told(store: Path) -> None:
    """Rows are read through the table here, and through the index by whoever looks for repeats."""
    with closing(sqlite3.connect(store)) as connection, connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'touch_by_entry'"
        ).fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with store.open("r+b") as file:
        file.seek((page - 1) * 4096 + 4090)
        file.write(b"\xee\xee\xee")
    faults = faults_of(store)
    assert any("database file is damaged" in fault.sentence for fault in faults)
