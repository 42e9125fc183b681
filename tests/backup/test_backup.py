"""A copy is one state of the ledger, whole and durable, whatever is written meanwhile."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from backup.conftest import Folder
from engine.steps import grown
from engine.workbench import rows_of, tamper
from fsck.looking import faults_of, report_on
from nguon_ledger.engine.backup import backup
from nguon_ledger.engine.backup.backup import back_up, looked_at
from nguon_ledger.engine.fsck.whole import check_file
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from support.forge import ORIGIN, seeded_key
from support.story import CRAB, lot


def test_a_backup_holds_what_the_ledger_holds_and_is_one_file(
    folder: Folder, tmp_path: Path
) -> None:
    size = folder.record(3)
    (ledger,) = back_up(folder.database, tmp_path / "copy.db")
    assert (ledger.name, ledger.entries, ledger.signed) == ("test", size, size)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "data"]
    assert rows_of(tmp_path / "copy.db") == rows_of(folder.database)
    assert faults_of(tmp_path / "copy.db") == []


def test_backups_under_a_writer_are_each_one_committed_state(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page at a time, so that many batches are committed between two pages of one copy."""
    monkeypatch.setattr(backup, "_PAGES", 1)
    sizes = {folder.record()}
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            grown(folder.bench, quantityList=[lot(f"{CRAB}/10/U{number}", 1)])
            sizes.add(folder.bench.checkpoint.size)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found: list[int] = []
        while len(sizes) < 8:
            (ledger,) = back_up(folder.database, tmp_path / f"{len(found)}.db")
            found.append(ledger.entries)
    finally:
        stop.set()
        writer.join()
    assert len(set(found)) > 1
    for number, entries in enumerate(found):
        report = report_on(tmp_path / f"{number}.db")
        assert report.is_sound
        assert report.found.entries == entries
        assert entries in sizes


def test_a_file_that_is_there_is_not_overwritten(folder: Folder, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_bytes(b"precious")
    with pytest.raises(NguonError, match="file_exists"):
        back_up(folder.database, target)
    assert target.read_bytes() == b"precious"
    with pytest.raises(NguonError, match="file_unwritable"):
        back_up(folder.database, tmp_path / "nowhere" / "copy.db")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE head SET root = zeroblob(32)",
        "UPDATE checkpoint SET note = x'00'",
        "UPDATE tile SET hashes = zeroblob(length(hashes))",
        "DELETE FROM entry WHERE idx = (SELECT max(idx) FROM entry)",
        "UPDATE entry SET data = x'00' WHERE idx = 0",
    ],
)
def test_a_ledger_that_is_not_whole_gets_no_backup(
    folder: Folder, tmp_path: Path, sql: str
) -> None:
    folder.stop()
    tamper(folder.database, sql)
    with pytest.raises(NguonError, match="store_inconsistent"):
        back_up(folder.database, tmp_path / "copy.db")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


@pytest.mark.parametrize("more", [0, 1])
def test_a_checkpoint_of_other_entries_gets_no_backup(
    folder: Folder, tmp_path: Path, more: int
) -> None:
    """Well signed, but over another root, or over more than there is."""
    size = folder.record()
    folder.stop()
    note = sign_checkpoint(Checkpoint(ORIGIN, size + more, bytes(32)), seeded_key("log"))
    tamper(folder.database, "UPDATE checkpoint SET note = ?", note)
    with pytest.raises(NguonError, match="signs other entries"):
        back_up(folder.database, tmp_path / "copy.db")


def test_a_fault_in_the_midst_is_found_by_a_full_check_only(folder: Folder, tmp_path: Path) -> None:
    folder.record()
    folder.stop()
    tamper(folder.database, "UPDATE touch SET role = 'input' WHERE role = 'made'")
    back_up(folder.database, tmp_path / "quick.db")
    with pytest.raises(NguonError, match=r"store_inconsistent: table touch"):
        back_up(folder.database, tmp_path / "full.db", check=check_file)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "quick.db"]


def test_a_full_check_leaves_one_file(folder: Folder, tmp_path: Path) -> None:
    back_up(folder.database, tmp_path / "full.db", check=check_file)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "full.db"]
    with closing(sqlite3.connect(tmp_path / "full.db")) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.parametrize("data", [b"", b"no database, but long enough to be read as one" * 9])
def test_what_is_no_backup_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file.db").write_bytes(data)
    with pytest.raises(NguonError, match="backup_malformed"):
        looked_at(tmp_path / "file.db")
    with pytest.raises(NguonError, match="backup_malformed"):
        looked_at(tmp_path / "missing.db")
