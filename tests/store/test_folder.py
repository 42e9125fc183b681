"""Blobs in a folder: power cuts, full disks, and what others leave there."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from unittest.mock import patch

import pytest

from nguon_ledger.errors import NguonError
from nguon_ledger.store.blobs.folder import FolderBlobs
from store.disk import Disk

DATA = b"hashes" * 100


def test_a_power_cut_leaves_a_blob_whole_or_not_there(tmp_path: Path) -> None:
    with Disk(tmp_path).watched() as disk:
        blobs = FolderBlobs(tmp_path / "a" / "b")
        blobs.put("tile/0/x001/000", DATA)
        done = disk.now
        blobs.put("tile/0/x001/001", DATA)
    path = "a/b/tile/0/x001/000"
    for moment in range(done):
        assert {survivors.get(path, DATA) for survivors in disk.after_cut(moment)} == {DATA}
    assert any(path not in survivors for survivors in disk.after_cut(done - 1))
    for moment in range(done, disk.now + 1):
        assert all(survivors[path] == DATA for survivors in disk.after_cut(moment))


def test_what_another_process_has_not_synced_is_synced_by_whoever_finds_it(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    with Disk(tmp_path).watched() as disk:
        (tmp_path / "blobs" / "new" / "folder").mkdir(parents=True)
        (tmp_path / "blobs" / "new" / "folder" / "x").write_bytes(DATA)
        assert blobs.put("new/folder/x", DATA) is False
        done = disk.now
        (tmp_path / "blobs" / "new" / "other").mkdir()
        assert blobs.put("new/other/y", DATA) is True
    assert all(s["blobs/new/folder/x"] == DATA for s in disk.after_cut(done))
    assert all(s["blobs/new/other/y"] == DATA for s in disk.after_cut(disk.now))


def test_a_file_that_a_power_cut_tore_is_never_served_nor_replaced(folder: Path) -> None:
    blobs = FolderBlobs(folder)
    (folder / "#new-torn").write_bytes(DATA[:10])
    (folder / "whole").mkdir()
    (folder / "whole" / "#new-torn").write_bytes(DATA[:10])
    assert list(blobs.names()) == []
    (folder / "cut").write_bytes(DATA[:10])  # by a copy that was made by hand
    with pytest.raises(NguonError, match=r"^blob_differs"):
        blobs.put("cut", DATA)
    assert (folder / "cut").read_bytes() == DATA[:10]


def test_no_name_leads_through_another(folder: Path) -> None:
    blobs = FolderBlobs(folder)
    blobs.put("a/b", DATA)
    for name in ("a", "a/b/c"):
        assert blobs.get(name) is None
    with pytest.raises(NguonError, match=r"^storage_unavailable"):
        blobs.put("a/b/c", DATA)
    with pytest.raises(NguonError):
        blobs.put("a", DATA)
    assert blobs.get("a/b") == DATA
    assert list(blobs.names("a/b/")) == []


def test_a_full_disk_is_told_and_leaves_nothing(folder: Path) -> None:
    blobs = FolderBlobs(folder)
    full = OSError(errno.ENOSPC, "No space left on device")
    for failing in ("fsync", "link"):
        with (
            patch.object(os, failing, side_effect=full),
            pytest.raises(NguonError, match=r"^storage_unavailable: .*No space left"),
        ):
            blobs.put("a/b", DATA)
    assert [p for p in folder.rglob("*") if p.is_file()] == []
    assert blobs.put("a/b", DATA) is True


def test_a_folder_that_is_emptied_meanwhile_is_made_again(folder: Path) -> None:
    """Garbage collection removes the folder between its making and the link."""
    blobs, link, races = FolderBlobs(folder), os.link, iter([True, True, False])

    def link_after_a_delete(source: Path, target: Path, **options: bool) -> None:
        if next(races):
            source.unlink()
            target.parent.rmdir()
        link(source, target, **options)

    with patch.object(os, "link", link_after_a_delete):
        assert blobs.put("000.p/7", DATA) is True
    assert blobs.get("000.p/7") == DATA


def test_a_folder_that_its_last_blob_leaves_is_removed(folder: Path) -> None:
    blobs = FolderBlobs(folder)
    blobs.put("000.p/1", DATA)
    blobs.put("000.p/2", DATA)
    blobs.put("top", DATA)
    blobs.delete("000.p/1")
    assert (folder / "000.p").is_dir()
    blobs.delete("000.p/2")
    blobs.delete("000.p/2")
    blobs.delete("top")
    assert list(folder.iterdir()) == []


def test_a_web_server_may_read_the_files(folder: Path) -> None:
    FolderBlobs(folder).put("a", DATA)
    assert (folder / "a").stat().st_mode & 0o777 == 0o644


def test_what_is_unreadable_is_told(folder: Path) -> None:
    blobs = FolderBlobs(folder)
    denied = PermissionError(errno.EACCES, "Permission denied")
    with (
        patch.object(os, "scandir", side_effect=denied),
        pytest.raises(NguonError, match=r"^storage_unavailable"),
    ):
        list(blobs.names())
