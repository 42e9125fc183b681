"""A restore asks the second heads wherever the server keeps them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backup.conftest import Folder
from engine.workbench import KEYS
from nguon_cli.main import main
from nguon_ledger.engine.backup.second_heads import SecondHeads
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.store.blobs.folder import FolderBlobs
from nguon_ledger.store.places import open_head
from store.bucket_server import BUCKET, Bucket, in_the_environment
from store.conftest import bucket
from store.notes import ONE

__all__ = ["bucket"]
PLACE = f"s3://{BUCKET}/safe"
Refused = Callable[[], str]


@pytest.fixture
def backup(folder: Folder, tmp_path: Path) -> Path:
    assert main(["backup", "--data", str(folder.path), str(tmp_path / "backup.db")]) == 0
    return tmp_path / "backup.db"


@pytest.fixture
def refused(
    folder: Folder,
    backup: Path,
    bucket: Bucket,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Refused:
    """Restore into an empty folder, which knows nothing; return why that is refused."""
    in_the_environment(monkeypatch, bucket)
    new = folder.path.parent / "new"

    def restore() -> str:
        capsys.readouterr()
        before = dict(bucket.objects)
        command = ["restore", str(backup), "--data", str(new), "--second-head", PLACE]
        assert main(command) == 1
        assert not new.exists()
        assert bucket.objects == before
        return capsys.readouterr().err

    return restore


def test_a_server_that_signed_on_in_an_object_store_is_known_to_a_restore(
    folder: Folder, bucket: Bucket, refused: Refused
) -> None:
    """The head is the one that a server has put there, not one that this test made up."""
    folder.stop()
    heads = Options(second_head=lambda name: open_head(PLACE, "heads", f"{name}.checkpoint"))
    host = Host(folder.database, now=folder.bench.clock, options=heads)
    host.open({"test": KEYS})
    host.close()
    folder.bench.restart()
    folder.record()
    folder.stop()
    host = Host(folder.database, now=folder.bench.clock, options=heads)
    host.open({"test": KEYS})
    host.close()
    assert set(bucket.objects) == {"safe/heads/test.checkpoint", "safe/heads/.conditions"}
    assert refused().startswith("store_rolled_back: test was signed up to")


def test_a_ledger_that_only_the_object_store_remembers_is_missed(
    bucket: Bucket, refused: Refused
) -> None:
    bucket.objects["safe/heads/other.checkpoint"] = ONE
    assert "the backup lacks other" in refused()


def test_an_object_store_that_does_not_answer_is_not_one_that_knows_nothing(
    bucket: Bucket, refused: Refused
) -> None:
    bucket.is_down = True
    assert refused().startswith("storage_unavailable: ")


def test_what_is_no_head_is_not_taken_for_a_ledger(tmp_path: Path) -> None:
    for name in ("a.checkpoint", "b.checkpoint.lock", "#new-x", "checkpoint"):
        (tmp_path / name).write_bytes(b"note")
    heads = SecondHeads(FolderBlobs(tmp_path))
    assert heads.ledgers() == ["a"]
    assert (heads.read("a"), heads.read("b")) == (b"note", None)
