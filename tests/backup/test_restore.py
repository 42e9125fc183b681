"""A backup is put in place unless it would make the ledger forget what it signed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backup.conftest import Folder
from engine.workbench import rows_of, tamper
from fsck.looking import faults_of
from nguon_ledger.engine.backup.backup import back_up
from nguon_ledger.engine.backup.restore import restore
from nguon_ledger.engine.backup.second_heads import SecondHeads
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from nguon_ledger.store.blobs.folder import FolderBlobs
from support.forge import ORIGIN, seeded_key


def restored(folder: Folder, backup: Path, *, read_only: bool = False) -> int:
    (ledger,) = restore(
        backup,
        folder.database,
        heads=SecondHeads(FolderBlobs(folder.heads)),
        aside=".old",
        read_only=read_only,
    )
    return ledger.entries


def refusal(folder: Folder, backup: Path, *, read_only: bool = False) -> NguonError:
    """Restore what must not be; everything stays as it is."""
    before = state(folder.path)
    with pytest.raises(NguonError) as caught:
        restored(folder, backup, read_only=read_only)
    assert state(folder.path) == before
    return caught.value


def state(path: Path) -> dict[str, bytes]:
    sides = ("-wal", "-shm")
    files = (file for file in path.rglob("*") if file.is_file() and file.name[-4:] not in sides)
    return {str(file): file.read_bytes() for file in files}


@pytest.fixture
def backup(folder: Folder, tmp_path: Path) -> Path:
    folder.record(2)
    back_up(folder.database, tmp_path / "backup.db")
    return tmp_path / "backup.db"


def test_the_ledger_goes_on_from_a_backup_of_its_last_state(folder: Folder, backup: Path) -> None:
    size = folder.bench.checkpoint.size
    folder.stop()
    folder.database.unlink()
    assert restored(folder, backup) == size
    folder.bench.restart()
    assert folder.record() > size
    folder.bench.check_log()
    folder.stop()
    assert faults_of(folder.database) == []


def test_the_database_that_was_there_is_kept_with_its_log(folder: Folder, backup: Path) -> None:
    folder.stop()
    before = rows_of(folder.database)
    restored(folder, backup)
    assert rows_of(Path(f"{folder.database}.old")) == before
    names = {path.name for path in folder.path.iterdir()}
    assert names == {"nguon.db", "nguon.db.old", "heads"}
    assert "file_exists" in refusal(folder, backup).code


def test_an_older_backup_is_refused_and_says_what_is_missing(folder: Folder, backup: Path) -> None:
    """Also when the newer database is gone: the second head remembers."""
    size = folder.bench.checkpoint.size
    newer = folder.record(2)
    folder.stop()
    for gone in (False, True):
        if gone:
            folder.database.unlink()
        error = refusal(folder, backup)
        assert error.code == "store_rolled_back"
        assert f"{newer - size} are missing" in error.detail
        assert "--read-only" in error.detail


def test_without_second_head_the_database_that_is_there_tells(folder: Folder, backup: Path) -> None:
    folder.record()
    (folder.heads / "test.checkpoint").unlink()
    folder.stop()
    assert refusal(folder, backup).code == "store_rolled_back"
    folder.database.unlink()
    assert restored(folder, backup)


def test_an_older_backup_can_be_put_in_place_to_read_from(folder: Folder, backup: Path) -> None:
    """The second head stays where it was, so that nothing goes on from it."""
    size = folder.bench.checkpoint.size
    folder.record()
    folder.stop()
    note = (folder.heads / "test.checkpoint").read_bytes()
    assert restored(folder, backup, read_only=True) == size
    assert (folder.heads / "test.checkpoint").read_bytes() == note
    assert faults_of(folder.database, second_head=note)


@pytest.mark.parametrize("read_only", [False, True])
def test_another_history_is_a_fork(folder: Folder, backup: Path, read_only: bool) -> None:  # noqa: FBT001
    folder.stop()
    size = len(rows_of(backup)["entry"])
    other = sign_checkpoint(Checkpoint(ORIGIN, size, bytes(32)), seeded_key("log"))
    (folder.heads / "test.checkpoint").write_bytes(other)
    assert refusal(folder, backup, read_only=read_only).code == "fork"
    earlier = sign_checkpoint(Checkpoint(ORIGIN, size - 1, bytes(32)), seeded_key("log"))
    (folder.heads / "test.checkpoint").write_bytes(earlier)
    assert refusal(folder, backup, read_only=read_only).code == "fork"


def test_a_second_head_of_another_key_is_refused(folder: Folder, backup: Path) -> None:
    folder.stop()
    for note in (
        b"garbage",
        b"",
        sign_checkpoint(Checkpoint(ORIGIN, 1, bytes(32)), seeded_key("x")),
    ):
        (folder.heads / "test.checkpoint").write_bytes(note)
        assert refusal(folder, backup).code == "second_head_malformed"


def test_a_backup_that_lacks_a_ledger_is_refused(folder: Folder, backup: Path) -> None:
    folder.stop()
    (folder.heads / "other.checkpoint").write_bytes(b"")
    error = refusal(folder, backup)
    assert (error.code, "lacks other" in error.detail) == ("store_rolled_back", True)
    (folder.heads / "other.checkpoint").unlink()
    with closing(sqlite3.connect(folder.database)) as connection, connection:
        connection.execute("INSERT INTO ledger (ledger, origin) VALUES ('third', 'x/third')")
    connection.close()
    assert "lacks third" in refusal(folder, backup).detail


def test_a_database_that_is_open_is_not_replaced(folder: Folder, backup: Path) -> None:
    """A server would go on writing into the file that was put aside."""
    assert refusal(folder, backup).code == "database_in_use"
    folder.record()  # the server is not disturbed


def test_a_damaged_database_is_replaced_and_kept(folder: Folder, backup: Path) -> None:
    size = folder.bench.checkpoint.size
    folder.stop()
    folder.database.write_bytes(b"garbage" * 5000)
    assert restored(folder, backup) == size
    assert faults_of(folder.database) == []
    assert Path(f"{folder.database}.old").read_bytes() == b"garbage" * 5000


def test_a_log_that_was_left_behind_is_not_played_back(folder: Folder, backup: Path) -> None:
    """SQLite would take it for the restored file's own, and bring back what it holds."""
    size = folder.bench.checkpoint.size
    folder.record()
    wal = Path(f"{folder.database}-wal").read_bytes()
    folder.stop()
    folder.database.unlink()
    Path(f"{folder.database}-wal").write_bytes(wal)
    assert restored(folder, backup, read_only=True) == size
    assert len(rows_of(folder.database)["entry"]) == size
    assert faults_of(folder.database) == []
    assert Path(f"{folder.database}.old-wal").read_bytes() == wal


@pytest.mark.parametrize(
    "sql", ["UPDATE head SET root = zeroblob(32)", "UPDATE checkpoint SET note = x'00'"]
)
def test_a_backup_that_is_not_whole_is_refused(folder: Folder, backup: Path, sql: str) -> None:
    folder.stop()
    tamper(backup, sql)
    assert refusal(folder, backup).code == "store_inconsistent"


def test_a_backup_without_ledgers_is_refused(folder: Folder, tmp_path: Path, backup: Path) -> None:
    folder.stop()
    tamper(backup, "DELETE FROM ledger")
    assert refusal(folder, backup).code == "backup_malformed"
    (tmp_path / "empty.db").touch()
    assert refusal(folder, tmp_path / "empty.db").code == "backup_malformed"
