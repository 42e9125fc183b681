"""Photos that are kept outside of the database go with a backup, and come back with it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from backup.conftest import Folder
from backup.photos import NAME, digest_of, keep_at, name_photo, path_of, taken
from engine.workbench import KEYS, tamper
from fsck.looking import faults_of
from nguon_cli.main import main
from nguon_ledger.engine.backup.attachments import carry_attachments
from nguon_ledger.engine.backup.backup import back_up
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.store.places import open_blobs
from store.bucket_server import BUCKET, Bucket, in_the_environment
from store.conftest import bucket

__all__ = ["bucket"]
Said = dict[str, Any]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def place(tmp_path: Path) -> str:
    (tmp_path / "place").mkdir()
    return str(tmp_path / "place")


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    (tmp_path / "copies").mkdir()
    return tmp_path / "copies"


def said(capsys: Capture) -> Said:
    """Return what a command said in JSON of the one ledger's photos."""
    (ledger,) = json.loads(capsys.readouterr().out)["ledgers"]
    found: Said = ledger["attachments"]
    return found


def counted(**members: object) -> Said:
    nothing = {"named": 0, "in_database": 0, "copied": 0, "there": 0, "missing": 0, "altered": []}
    return nothing | members


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_only_what_is_new_is_copied_beside_the_backup(
    folder: Folder, place: str, copies: Path, capsys: Capture
) -> None:
    back = ["backup", "--data", str(folder.path), "--attachments", place, "--json"]
    for number in range(2):
        name_photo(folder, number)
        keep_at(place, number)
        assert main([*back, str(copies / f"{number}.db")]) == 0
        assert said(capsys) == counted(named=number + 1, copied=1, there=number)
    photos = files(copies / "photos")
    assert photos == {f"{NAME}/{path_of(number)}": taken(number) for number in range(2)}


def test_what_no_event_names_is_not_copied(
    folder: Folder, place: str, copies: Path, capsys: Capture
) -> None:
    keep_at(place, 1)
    back = ["backup", "--data", str(folder.path), "--attachments", place, "--json"]
    assert main([*back, str(copies)]) == 0
    assert said(capsys) == counted()
    assert len(files(copies)) == 1


def test_a_backup_without_the_photos_says_so_loudly(
    folder: Folder, place: str, copies: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        name_photo(folder, number)
        keep_at(place, number)
    folder.bench.ledger.keep_attachment(taken(0))
    back = ["backup", "--data", str(folder.path)]
    assert main([*back, str(copies / "a")]) == 0
    err = capsys.readouterr().err
    assert err.startswith("test: WITHOUT 2 of 3 photos and papers that entries name: never sent, ")
    assert "--attachments" in err
    assert main([*back, str(copies / "b"), "--json"]) == 0
    assert said(capsys) == counted(named=3, in_database=1, missing=2)
    monkeypatch.setenv("NGUON_ATTACHMENTS", place)
    assert main([*back, str(copies / "c"), "--without-attachments"]) == 0
    assert "left out as asked" in capsys.readouterr().err
    assert sorted(files(copies)) == ["a", "b", "c"]
    assert main([*back, str(copies / "d")]) == 0
    done = capsys.readouterr()
    assert done.err == ""
    assert f"2 copied to {copies / 'photos'}, 0 were there" in done.out


def test_an_altered_photo_is_not_taken_for_a_copy(
    folder: Folder, place: str, copies: Path, capsys: Capture
) -> None:
    """The rest of the backup is there: a rotten photo is no reason to be without one."""
    for number in range(2):
        name_photo(folder, number)
    keep_at(place, 0, b"other")
    keep_at(place, 1)
    back = ["backup", "--data", str(folder.path), "--attachments", place]
    assert main([*back, str(copies / "a")]) == 3
    assert f"WRONG: {digest_of(0)} was altered" in capsys.readouterr().err
    assert sorted(files(copies)) == ["a", f"photos/{NAME}/{path_of(1)}"]
    assert main([*back, str(copies / "b"), "--json"]) == 3
    assert said(capsys) == counted(named=2, there=1, altered=[digest_of(0)])


def test_photos_that_cannot_be_read_do_not_cost_the_backup(
    folder: Folder,
    bucket: Bucket,
    copies: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    name_photo(folder, 1)
    in_the_environment(monkeypatch, bucket)
    bucket.is_down = True
    back = ["backup", "--data", str(folder.path), "--attachments", f"s3://{BUCKET}"]
    assert main([*back, str(copies / "a.db")]) == 1
    err = capsys.readouterr().err
    assert err.startswith(f"storage_unavailable: {copies / 'a.db'} is whole, but not all photos")
    assert faults_of(copies / "a.db") == []


def test_all_comes_back_when_the_place_is_lost_with_the_disk(
    folder: Folder,
    bucket: Bucket,
    copies: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    """From a folder or an object store, to a folder or an object store; here out of the latter."""
    in_the_environment(monkeypatch, bucket)
    monkeypatch.setenv("NGUON_ATTACHMENTS", f"s3://{BUCKET}/photos")
    name_photo(folder, 1)
    keep_at(f"s3://{BUCKET}/photos", 1)
    file = copies / "a.db"
    assert main(["backup", "--data", str(folder.path), str(file)]) == 0
    folder.stop()
    shutil.rmtree(folder.path)
    bucket.objects.clear()
    capsys.readouterr()
    assert main(["restore", str(file), "--data", str(folder.path), "--json"]) == 0
    assert said(capsys) == counted(named=1, copied=1)
    options = Options(attachments=lambda name: open_blobs(f"s3://{BUCKET}/photos", name))
    host = Host(folder.database, options=options)
    try:
        host.open({NAME: KEYS})
        assert host.ledgers[NAME].attachment(digest_of(1)) == taken(1)
    finally:
        host.close()
    assert main(["fsck", "--data", str(folder.path)]) == 0
    assert capsys.readouterr().err == ""


def test_the_photos_beside_a_backup_are_checked_as_any_other_place(
    folder: Folder, place: str, copies: Path
) -> None:
    name_photo(folder, 1)
    keep_at(place, 1)
    back = ["backup", "--data", str(folder.path), "--attachments", place, str(copies)]
    assert main(back) == 0
    check = ["fsck", "--data", str(folder.path), "--attachments", str(copies / "photos")]
    assert main(check) == 0
    (copies / "photos" / NAME / path_of(1)).write_bytes(b"other")
    assert main(check) == 3


def test_a_restore_tells_what_it_does_not_bring_back(
    folder: Folder, place: str, tmp_path: Path, copies: Path, capsys: Capture
) -> None:
    for number in range(3):
        name_photo(folder, number)
        keep_at(place, number)
    file = copies / "a.db"
    assert main(["backup", "--data", str(folder.path), str(file), "--attachments", place]) == 0
    capsys.readouterr()
    new = ["restore", str(file), "--data", str(tmp_path / "new")]
    assert main(new) == 0
    assert "test: WITHOUT 3 of 3 photos and papers" in capsys.readouterr().err
    (copies / "photos" / NAME / path_of(0)).write_bytes(b"other")
    (copies / "photos" / NAME / path_of(1)).unlink()
    (tmp_path / "other").mkdir()
    (tmp_path / "newer").mkdir()
    newer = ["restore", str(file), "--data", str(tmp_path / "newer"), "--json"]
    assert main([*newer, "--attachments", str(tmp_path / "other")]) == 3
    assert said(capsys) == counted(named=3, copied=1, missing=1, altered=[digest_of(0)])
    assert files(tmp_path / "other") == {f"{NAME}/{path_of(2)}": taken(2)}


def test_a_refused_restore_copies_no_photo(
    folder: Folder, place: str, copies: Path, tmp_path: Path, capsys: Capture
) -> None:
    name_photo(folder, 1)
    keep_at(place, 1)
    file = copies / "a.db"
    assert main(["backup", "--data", str(folder.path), str(file), "--attachments", place]) == 0
    folder.record()
    folder.stop()
    (tmp_path / "other").mkdir()
    arguments = ["restore", str(file), "--data", str(folder.path)]
    assert main([*arguments, "--attachments", str(tmp_path / "other")]) == 1
    assert "store_rolled_back" in capsys.readouterr().err
    assert files(tmp_path / "other") == {}
    assert main([*arguments, "--attachments", str(tmp_path / "gone")]) == 1
    assert "data_missing" in capsys.readouterr().err


def test_a_photo_that_cannot_be_put_back_keeps_the_database_from_its_place(
    folder: Folder, place: str, copies: Path, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the restore can be run again as it was."""
    name_photo(folder, 1)
    keep_at(place, 1)
    file = copies / "a.db"
    assert main(["backup", "--data", str(folder.path), str(file), "--attachments", place]) == 0
    folder.stop()
    before = folder.database.read_bytes()
    in_the_environment(monkeypatch, bucket)
    bucket.ignored = {"if-none-match"}  # it would replace what is there, and is refused
    arguments = ["restore", str(file), "--data", str(folder.path)]
    assert main([*arguments, "--attachments", f"s3://{BUCKET}"]) == 1
    assert folder.database.read_bytes() == before
    assert not list(folder.path.glob("*.before-restore-*"))


def test_a_backup_of_a_program_that_kept_all_in_the_database_has_nothing_beside_it(
    folder: Folder, tmp_path: Path
) -> None:
    name_photo(folder, 1)
    back_up(folder.database, tmp_path / "old.db")
    assert carry_attachments(tmp_path / "old.db", None)[NAME].missing == 1
    tamper(tmp_path / "old.db", "DROP TABLE blob")
    assert carry_attachments(tmp_path / "old.db", None) == {}
