"""The addresses that an operator may write."""

from __future__ import annotations

from pathlib import Path

import pytest

from nguon_ledger.errors import NguonError
from nguon_ledger.store.places import open_blobs, open_head
from store.bucket_server import BUCKET, Bucket, in_the_environment
from store.notes import ONE, TWO


def test_a_folder_is_a_path_or_a_file_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for address in ("là phát hành", str(tmp_path / "là phát hành"), (tmp_path / "u v").as_uri()):
        head = open_head(address, "ca-mau", "checkpoint")
        if head.read() is None:
            head.swap(None, ONE)
        open_blobs(address, "ca-mau").put("tile/0/000.p/1", b"1")
    for name in ("là phát hành", "u v"):
        assert (tmp_path / name / "ca-mau" / "checkpoint").read_bytes() == ONE
        assert (tmp_path / name / "ca-mau" / "tile" / "0" / "000.p" / "1").read_bytes() == b"1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["là phát hành", "u v"]


@pytest.mark.parametrize(("path", "prefix"), [("", ""), ("/", ""), ("/a/b", "a/b/"), ("/a/", "a/")])
def test_an_object_store_is_a_url(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, path: str, prefix: str
) -> None:
    in_the_environment(monkeypatch, bucket)
    address = f"s3://{BUCKET}{path}"
    head, blobs = open_head(address, "ca-mau", "checkpoint"), open_blobs(address, "ca-mau")
    head.swap(None, ONE)
    head.swap(ONE, TWO)
    blobs.put("tile/0/000", b"1")
    assert bucket.objects == {
        f"{prefix}ca-mau/.conditions": b"",
        f"{prefix}ca-mau/checkpoint": TWO,
        f"{prefix}ca-mau/tile/0/000": b"1",
    }
    assert list(blobs.names()) == [".conditions", "checkpoint", "tile/0/000"]
    assert "immutable" in bucket.headers[f"{prefix}ca-mau/tile/0/000"]["cache-control"]
    assert "max-age=1" in bucket.headers[f"{prefix}ca-mau/checkpoint"]["cache-control"]


@pytest.mark.parametrize("header", ["If-Match", "If-None-Match"])
def test_a_store_that_ignores_conditions_is_refused(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, header: str
) -> None:
    in_the_environment(monkeypatch, bucket)
    bucket.ignored = {header.lower()}
    for _ in range(2):
        with pytest.raises(NguonError, match=rf"^storage_unsupported: .* {header}$"):
            open_blobs(f"s3://{BUCKET}", "ca-mau")
    with pytest.raises(NguonError, match=r"^storage_unsupported"):
        open_head(f"s3://{BUCKET}", "ca-mau", "checkpoint")
    assert set(bucket.objects.values()) == {b""}


def test_what_need_not_last_is_kept_in_memory() -> None:
    blobs = open_blobs("memory://", "x")
    assert blobs.put("a", b"1") is True
    assert blobs.get("a") == b"1"


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/x",
        "ftp://x/y",
        "file://host/x",
        "file:///x?y",
        "file:///x%00y",
        "s3://",
        "s3://b/x?versionId=1",
        "s3://b/x#y",
        "az://container/x",  # no account in the environment
    ],
)
def test_other_addresses_are_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_NAME", raising=False)
    for open_place in (open_blobs, lambda a, u: open_head(a, u, "checkpoint")):
        with pytest.raises(NguonError, match=r"^store_address_malformed") as caught:
            open_place(address, "ca-mau")
        assert "\n" not in caught.value.detail


def test_what_is_kept_under_an_address_stays_under_it(tmp_path: Path) -> None:
    for under in ("..", "../x", "/x", ""):
        with pytest.raises(NguonError, match=r"^blob_name_malformed"):
            open_blobs(str(tmp_path), under)
        with pytest.raises(NguonError, match=r"^blob_name_malformed"):
            open_head(str(tmp_path), "x", under)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for open_place in (open_blobs, lambda a, u: open_head(a, u, "checkpoint")):
        with pytest.raises(NguonError, match=r"^storage_unavailable"):
            open_place(str(tmp_path / "file"), "x")
