"""Photos are kept where the operator chooses: in the database, a folder or an object store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from engine.steps import grown
from engine.workbench import KEYS, NAME, Workbench, tamper
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.engine.ledger import Ledger
from nguon_ledger.errors import NguonError
from nguon_ledger.store.adversary import Adversary
from nguon_ledger.store.blobs.bucket import BucketBlobs
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.blobs.folder import FolderBlobs
from nguon_ledger.store.blobs.memory import MemoryBlobs
from store.bucket_server import Bucket, open_bucket
from support.story import CRAB, lot

PHOTO = b"\xff\xd8\xff\xe0 a picture"
DIGEST = sha256(PHOTO).hexdigest()
PATH = f"attachments/{DIGEST[:2]}/{DIGEST}"

OpenLedger = Callable[[Callable[[str], Blobs] | None], Ledger]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    told = Workbench(tmp_path / "nguon.db")
    told.tell()
    named = {"sha256": DIGEST, "mediaType": "image/jpeg"}
    members: dict[str, Any] = {
        "quantityList": [lot(f"{CRAB}/10/seen", 10)],
        "nguon:attachments": [named],
    }
    grown(told, **members)
    yield told
    told.close()


@pytest.fixture
def opened(bench: Workbench) -> Iterator[OpenLedger]:
    """Open the ledger again, with its attachments elsewhere."""
    hosts: list[Host] = []

    def open_ledger(attachments: Callable[[str], Blobs] | None) -> Ledger:
        bench.close()
        host = Host(bench.path, now=bench.clock, options=Options(attachments=attachments))
        hosts.append(host)
        host.open({NAME: KEYS})
        return host.ledgers[NAME]

    yield open_ledger
    for host in hosts:
        host.close()


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(NguonError) as caught:
        act()
    return caught.value.code


def keeps(ledger: Ledger) -> None:
    assert refused(lambda: ledger.attachment(DIGEST)) == "not_found"
    assert ledger.keep_attachment(PHOTO) is True
    assert ledger.keep_attachment(PHOTO) is False
    assert ledger.attachment(DIGEST) == PHOTO
    assert refused(lambda: ledger.keep_attachment(PHOTO + b"!")) == "attachment_unknown"


def test_in_the_database(opened: OpenLedger, bench: Workbench) -> None:
    keeps(opened(None))
    tamper(bench.path, "DELETE FROM blob WHERE name = ?", PATH)


def test_in_a_folder(opened: OpenLedger, tmp_path: Path) -> None:
    keeps(opened(lambda name: FolderBlobs(tmp_path / "photos" / name)))
    assert (tmp_path / "photos" / NAME / PATH).read_bytes() == PHOTO
    assert len([path for path in (tmp_path / "photos").rglob("*") if path.is_file()]) == 1


def test_in_an_object_store(opened: OpenLedger, bucket: Bucket) -> None:
    keeps(opened(lambda _: BucketBlobs(open_bucket(bucket))))
    assert bucket.objects == {PATH: PHOTO}


def test_a_photo_that_was_altered_is_told_and_not_taken_for_kept(
    opened: OpenLedger, tmp_path: Path
) -> None:
    ledger = opened(lambda _: FolderBlobs(tmp_path / "photos"))
    ledger.keep_attachment(PHOTO)
    (tmp_path / "photos" / PATH).write_bytes(b"another picture")
    assert refused(lambda: ledger.keep_attachment(PHOTO)) == "store_inconsistent"
    assert (tmp_path / "photos" / PATH).read_bytes() == b"another picture"


@pytest.mark.parametrize("persisted", [False, True])
def test_a_store_that_fails_is_told_and_may_be_asked_again(
    opened: OpenLedger, *, persisted: bool
) -> None:
    blobs = MemoryBlobs(Adversary(fail_at=0, persisted=persisted))
    ledger = opened(lambda _: blobs)
    assert refused(lambda: ledger.keep_attachment(PHOTO)) == "storage_unavailable"
    assert ledger.keep_attachment(PHOTO) is not persisted
    assert ledger.attachment(DIGEST) == PHOTO
