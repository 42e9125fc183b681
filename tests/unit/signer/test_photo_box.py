"""Photos wait on disk until the ledger has them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import MAX_ATTACHMENT
from nguon_signer.photo_box import PhotoBox


class Store:
    """Takes photos, or refuses those with the code that a test gives."""

    def __init__(self, code: str | None = None) -> None:
        self.code = code
        self.taken: list[bytes] = []

    def store_attachment(self, data: bytes) -> str:
        if self.code is not None:
            raise NguonError(self.code, "refused")
        self.taken.append(data)
        return sha256(data).hexdigest()


def test_a_kept_photo_is_sent_once_and_then_gone(tmp_path: Path) -> None:
    box, store = PhotoBox(tmp_path / "photos"), Store()
    digest = box.keep(b"photo")
    assert digest == sha256(b"photo").hexdigest()
    assert (tmp_path / "photos" / digest).stat().st_mode & 0o777 == 0o600
    assert box.send(store).sent == (digest,)
    assert box.send(store).sent == ()
    assert store.taken == [b"photo"]


@pytest.mark.parametrize("code", ["attachment_unknown", "storage_unavailable"])
def test_a_photo_that_is_not_taken_stays(tmp_path: Path, code: str) -> None:
    box = PhotoBox(tmp_path)
    digest = box.keep(b"photo")
    assert box.send(Store(code)).waiting[digest].code == code
    assert box.send(Store()).sent == (digest,)


def test_a_photo_has_its_bound(tmp_path: Path) -> None:
    box = PhotoBox(tmp_path)
    box.keep(bytes(MAX_ATTACHMENT))
    with pytest.raises(NguonError, match=r"^attachment_too_large"):
        box.keep(bytes(MAX_ATTACHMENT + 1))


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert PhotoBox(tmp_path).send(Store()).sent == ()
    assert (tmp_path / "notes.txt").exists()
