"""What is kept outside of the database is checked too; what is missing is told, and no fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from backup.conftest import Folder, folder
from backup.photos import NAME, digest_of, keep_at, name_photo, path_of, taken
from fsck.looking import opened
from nguon_cli.main import main
from nguon_ledger.engine.fsck.check import Ledger, LedgerReport, check_ledger
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.blobs.folder import FolderBlobs
from nguon_ledger.store.places import open_blobs
from store.bucket_server import BUCKET, Bucket, in_the_environment
from store.conftest import bucket
from support.forge import ORIGIN

__all__ = ["bucket", "folder"]


@pytest.fixture(params=["folder", "object store"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where photos are kept, as an operator writes it."""
    if request.param == "folder":
        (tmp_path / "photos").mkdir()
        return str(tmp_path / "photos")
    in_the_environment(monkeypatch, request.getfixturevalue("bucket"))
    return f"s3://{BUCKET}/photos"


@pytest.fixture
def named(folder: Folder) -> list[int]:
    """Three events that name a photo each; return their indices."""
    return [name_photo(folder, number) for number in range(3)]


def report_on(folder: Folder, blobs: Blobs | None) -> LedgerReport:
    with opened(folder.database) as engine:
        ledger = Ledger(NAME, ORIGIN, attachments=blobs)
        return check_ledger(engine, ledger, progress=lambda _done, _all: None)


def only_fault(folder: Folder, place: str) -> str:
    (fault,) = report_on(folder, open_blobs(place, NAME, to_read=True)).faults
    return fault.sentence


@pytest.mark.usefixtures("named")
def test_a_place_that_keeps_everything_is_sound(folder: Folder, place: str) -> None:
    for number in range(3):
        keep_at(place, number)
    report = report_on(folder, open_blobs(place, NAME, to_read=True))
    assert report.is_sound
    assert (report.found.attachments.named, report.found.attachments.missing) == (3, [])


@pytest.mark.usefixtures("named")
def test_a_photo_with_other_bytes_is_named(folder: Folder, place: str) -> None:
    keep_at(place, 0)
    keep_at(place, 1, taken(1) + b"!")
    keep_at(place, 2)
    why = "its bytes are not those of the hash in its name"
    assert only_fault(folder, place) == f"{path_of(1)}, where attachments are kept: {why}"


def test_what_no_event_names_is_named(folder: Folder, place: str) -> None:
    keep_at(place, 7)
    assert only_fault(folder, place).startswith(path_of(7))
    assert only_fault(folder, place).endswith("no recorded event names it")


@pytest.mark.usefixtures("named")
def test_a_photo_under_another_name_than_its_hash_is_named(folder: Folder, place: str) -> None:
    for number in range(3):
        keep_at(place, number)
    name = f"attachments/00/{digest_of(1)}"
    open_blobs(place, NAME).put(name, taken(1))
    assert only_fault(folder, place).startswith(name)
    assert only_fault(folder, place).endswith("it stands under another name than its hash")


@pytest.mark.usefixtures("named")
def test_what_else_lies_at_the_place_is_not_looked_at(folder: Folder, place: str) -> None:
    open_blobs(place, NAME).put("tile/0/000", b"a log may be published to the same place")
    open_blobs(place, "other").put(path_of(9), b"of another ledger")
    assert report_on(folder, open_blobs(place, NAME, to_read=True)).is_sound


def test_what_is_missing_is_listed_with_its_entry(
    folder: Folder, named: list[int], place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is no fault: nobody has to send what an event names."""
    keep_at(place, 1)
    arguments = ["fsck", "--data", str(folder.path), "--attachments", place]
    assert main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["ledgers"][0]["attachments"]
    assert found["named"] == 3
    missing = {digest_of(0): named[0], digest_of(2): named[2]}
    assert {one["sha256"]: one["entry"] for one in found["missing"]} == missing
    assert main(arguments) == 0
    err = capsys.readouterr().err
    assert "test: 2 of 3 photos and papers that entries name are missing" in err
    assert f"entry {named[0]}: {digest_of(0)}" in err
    assert digest_of(1) not in err


def test_the_command_refuses_what_was_altered_and_changes_nothing(
    folder: Folder, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name_photo(folder, 1)
    keep_at(place, 1, b"other")
    assert main(["fsck", "--data", str(folder.path), "--attachments", place, "--json"]) == 3
    (fault,) = json.loads(capsys.readouterr().out)["ledgers"][0]["faults"]
    assert (fault["table"], fault["key"]) == ("", {"name": path_of(1)})
    assert open_blobs(place, NAME).get(path_of(1)) == b"other"


@pytest.mark.usefixtures("named")
def test_who_only_looks_puts_nothing_into_an_object_store(
    folder: Folder, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_environment(monkeypatch, bucket)
    monkeypatch.setenv("NGUON_ATTACHMENTS", f"s3://{BUCKET}")
    assert main(["fsck", "--data", str(folder.path)]) == 0
    assert bucket.objects == {}


def test_of_what_the_database_keeps_the_missing_are_listed_too(
    folder: Folder, named: list[int]
) -> None:
    folder.bench.ledger.keep_attachment(taken(1))
    found = report_on(folder, None).found.attachments
    assert found.named == 3
    expected = {(digest_of(n), named[n], named[n]) for n in (0, 2)}
    assert {(one.digest, one.first, one.last) for one in found.missing} == expected


class Arriving(FolderBlobs):
    """A place to which a server sends one photo more, as soon as somebody lists it."""

    def __init__(self, root: Path, folder: Folder, data: bytes) -> None:
        super().__init__(root)
        self._folder, self._data = folder, data

    def names(self, prefix: str = "") -> Iterator[str]:
        name_photo(self._folder, 5)
        self.put(path_of(5), self._data)
        yield from super().names(prefix)


def test_what_comes_while_the_check_runs_is_no_fault(folder: Folder, tmp_path: Path) -> None:
    """It is named by an entry that the snapshot of the check does not have yet."""
    assert report_on(folder, Arriving(tmp_path / "photos", folder, taken(5))).is_sound


def test_what_comes_altered_while_the_check_runs_is_one(folder: Folder, tmp_path: Path) -> None:
    (fault,) = report_on(folder, Arriving(tmp_path / "photos", folder, b"other")).faults
    assert path_of(5) in fault.sentence
    assert "its bytes are not those" in fault.sentence
