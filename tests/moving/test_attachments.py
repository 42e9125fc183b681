"""Photos that are kept outside of the database move with their ledger."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from backup.conftest import Folder
from backup.photos import NAME, digest_of, keep_at, name_photo, path_of, taken
from engine.workbench import rows_of, tamper
from moving.conftest import check, exported, imported, opened
from nguon_cli.main import main
from nguon_ledger.engine.fsck.named import Named, named_attachments
from nguon_ledger.store import tables
from nguon_ledger.store.database import reading
from store.bucket_server import BUCKET, Bucket, in_the_environment
from store.conftest import bucket

__all__ = ["bucket"]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def place(tmp_path: Path) -> str:
    (tmp_path / "place").mkdir()
    return str(tmp_path / "place")


def told(capsys: Capture) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_photos_move_from_an_object_store_to_a_folder(
    folder: Folder,
    bucket: Bucket,
    place: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    in_the_environment(monkeypatch, bucket)
    for number in range(3):
        name_photo(folder, number)
    for number in range(2):
        keep_at(f"s3://{BUCKET}", number)
    file, new = str(tmp_path / "a"), tmp_path / "new"
    command = ["export", NAME, file, "--data", str(folder.path), "--json"]
    assert main([*command, "--attachments", f"s3://{BUCKET}"]) == 0
    done = told(capsys)
    assert (done["attachments"], done["missing"]) == (2, 1)
    taken_in = ["import", file, "--ledger", NAME, "--data", str(new), "--json"]
    assert main([*taken_in, "--attachments", place]) == 0
    assert told(capsys)["attachments"] == 2
    for number in range(2):
        assert (Path(place) / NAME / path_of(number)).read_bytes() == taken(number)
    assert rows_of(new / "nguon.db")["blob"] == []
    assert check(new / "nguon.db") == {NAME: folder.bench.checkpoint.size}


def test_an_export_without_the_photos_says_so_loudly(
    folder: Folder, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    for number in range(2):
        name_photo(folder, number)
        keep_at(place, number)
    folder.bench.ledger.keep_attachment(taken(0))
    command = ["export", NAME, "--data", str(folder.path)]
    assert main([*command, str(tmp_path / "a")]) == 0
    err = capsys.readouterr().err
    assert err.startswith("test: WITHOUT 1 of 2 photos and papers that its entries name: never")
    monkeypatch.setenv("NGUON_ATTACHMENTS", place)
    assert main([*command, str(tmp_path / "b"), "--without-attachments"]) == 0
    assert "WITHOUT 2 of 2" in (err := capsys.readouterr().err)
    assert "left out as asked" in err
    assert main([*command, str(tmp_path / "c")]) == 0
    done = capsys.readouterr()
    assert done.err == ""
    assert done.out.endswith(", 2 photos and papers\n")


def test_an_altered_photo_is_not_exported(
    folder: Folder, place: str, tmp_path: Path, capsys: Capture
) -> None:
    name_photo(folder, 1)
    keep_at(place, 1, b"other")
    command = ["export", NAME, str(tmp_path / "a"), "--data", str(folder.path)]
    assert main([*command, "--attachments", place]) == 3
    assert f"store_inconsistent: the attachment {digest_of(1)}" in capsys.readouterr().err
    assert not (tmp_path / "a").exists()


def test_what_the_checkpoint_does_not_sign_yet_brings_no_photo(
    folder: Folder, tmp_path: Path
) -> None:
    """An import would refuse a photo that none of its entries names."""
    note = folder.bench.ledger.checkpoint()
    size = folder.bench.checkpoint.size
    name_photo(folder, 1)
    folder.bench.ledger.keep_attachment(taken(1))
    folder.stop()
    copy = Path(shutil.copy(folder.database, tmp_path / "copy.db"))
    tamper(copy, "UPDATE checkpoint SET size = ?, note = ?", size, note)
    assert imported(tmp_path / "new.db", exported(copy)).entries == size
    assert rows_of(tmp_path / "new.db")["blob"] == []


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
def test_what_is_named_is_found_between_two_entries(
    folder: Folder, kind: str, request: pytest.FixtureRequest
) -> None:
    first = [name_photo(folder, number) for number in (0, 1, 2)]
    again = name_photo(folder, 1)
    where: Path | str = folder.database
    if kind == "PostgreSQL":
        where = request.getfixturevalue("postgres_url")
        imported(where, exported(folder.database))
    with opened(where) as engine, engine.begin() as connection:
        for subject in ("a", "sha257:0", "urn:x"):  # around them, in whatever order
            row = {"ledger": NAME, "subject": subject, "idx": first[0], "role": "about"}
            connection.execute(insert(tables.touch).values(row))

    def found(start: int, end: int | None = None) -> list[Named]:
        with opened(where) as engine, reading(engine) as connection:
            return list(named_attachments(connection, NAME, start=start, end=end))

    one, both, two = (Named(digest_of(n), first[n], first[n]) for n in (0, 1, 2))
    both = Named(both.digest, first[1], again)
    assert found(0) == sorted([one, both, two], key=lambda named: named.digest)
    assert found(again) == [both]
    assert found(again + 1) == []
    assert found(first[1], again) == sorted(
        [Named(both.digest, first[1], first[1]), two], key=lambda named: named.digest
    )
