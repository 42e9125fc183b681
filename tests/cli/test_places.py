"""Second heads and photos in an object store: served, checked, lost, restored, served again."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from cli.conftest import Call
from cli.place import Place
from cli.running import Done, free_port, quick, server
from store.bucket_server import BUCKET, Bucket, in_the_environment
from store.conftest import bucket

__all__ = ["bucket"]
HEADS, PHOTOS = f"s3://{BUCKET}/safe", f"s3://{BUCKET}/photos"
PLACES = ("--second-head", HEADS, "--attachments", PHOTOS)
PHOTO = b"jpeg of the catch"
DIGEST = sha256(PHOTO).hexdigest()
BLOB = f"photos/ca-mau/attachments/{DIGEST[:2]}/{DIGEST}"
HARVEST = ("record", "harvest", "--template", "ba-khia", "--place", "/places/dam-doi")


@pytest.fixture
def place(tmp_path: Path, bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> Place:
    in_the_environment(monkeypatch, bucket)
    found = Place(tmp_path, free_port())
    found.init()
    return found


def harvest(place: Place, name: str, *more: object) -> None:
    quick(*HARVEST, "--out", f"/p/crab/10/{name}=1kg", *more, env=place.env())


def test_what_the_server_keeps_in_an_object_store_every_command_finds(
    place: Place, bucket: Bucket, call: Call
) -> None:
    photo, copies = place.folder / "catch.jpg", place.folder / "copies"
    photo.write_bytes(PHOTO)
    copies.mkdir()
    with server(place.data, place.port, *PLACES):
        place.join()
        place.register()
        harvest(place, "A", "--photo", photo)
        backed_up = call(
            "backup", "--data", place.data, copies / "a.db", "--attachments", PHOTOS, "--json"
        )
    assert bucket.objects[BLOB] == PHOTO
    assert backed_up.json["ledgers"][0]["attachments"]["copied"] == 1

    def check() -> Done:
        return call("fsck", "--data", place.data, *PLACES, "--json")

    (ledger,) = check().json["ledgers"]
    assert ledger["second_head"] == ledger["entries"] == ledger["signed"]
    assert ledger["attachments"] == {"named": 1, "missing": []}
    shutil.move(place.data / "nguon.db", place.folder / "lost.db")
    del bucket.objects[BLOB]
    restore = ("restore", copies / "a.db", "--data", place.data, *PLACES)
    assert call(*restore).code == 0
    assert check().json["sound"] is True
    with server(place.data, place.port, *PLACES):
        assert httpx.get(f"{place.url}/log/ca-mau/attachments/{DIGEST}").content == PHOTO
        harvest(place, "B")  # and the backup is older than what was signed from now on
    (place.data / "nguon.db").unlink()
    assert call(*restore).error(1) == "store_rolled_back"
    assert call(*restore[:-4], "--attachments", PHOTOS, "--read-only").code == 0
    assert check().code == 3
    refused = call("serve", "--data", place.data, "--port", place.port, *PLACES)
    assert refused.code == 1
    assert "store_rolled_back" in refused.err


def test_a_second_head_on_a_disk_that_is_not_mounted_keeps_the_server_from_starting(
    place: Place, call: Call
) -> None:
    gone = place.folder / "gone"
    for address in (str(gone), gone.as_uri()):
        done = call("serve", "--data", place.data, "--port", "0", "--second-head", address)
        assert done.error(1) == "data_missing"
    assert not gone.exists()
