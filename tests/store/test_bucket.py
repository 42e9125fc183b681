"""Object stores over HTTP: conditions, lost answers, stores that lack what is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import obstore
import pytest
from obstore.store import LocalStore

from nguon_ledger.errors import NguonError
from nguon_ledger.store.blobs.bucket import BucketBlobs
from nguon_ledger.store.bucket import FOREVER, NEWEST
from nguon_ledger.store.head.bucket import BucketHead
from store.bucket_server import Bucket, open_bucket
from store.notes import ONE, THREE, TWO

KEY = "log/checkpoint"


def head_in(bucket: Bucket, retries: int = 2) -> BucketHead:
    return BucketHead(open_bucket(bucket, retries=retries), KEY, attributes=NEWEST)


def blobs_in(bucket: Bucket, retries: int = 2) -> BucketBlobs:
    return BucketBlobs(open_bucket(bucket, retries=retries), attributes=FOREVER)


def test_the_first_put_is_on_the_condition_that_nothing_is_there(bucket: Bucket) -> None:
    head_in(bucket).swap(None, ONE)
    assert bucket.headers[KEY]["if-none-match"] == "*"
    head_in(bucket).swap(ONE, TWO)
    assert "if-none-match" not in bucket.headers[KEY]
    assert bucket.headers[KEY]["if-match"].startswith('"')
    blobs_in(bucket).put("a", b"1")
    assert bucket.headers["a"]["if-none-match"] == "*"


def test_a_writer_between_the_read_and_the_put_is_noticed(bucket: Bucket) -> None:
    head = head_in(bucket)
    head.swap(None, ONE)
    put = obstore.put

    def put_after_another(*arguments: Any, **options: Any) -> Any:
        bucket.objects[KEY] = THREE
        return put(*arguments, **options)

    with (
        patch.object(obstore, "put", put_after_another),
        pytest.raises(NguonError, match=r"^head_moved"),
    ):
        head.swap(ONE, TWO)
    assert bucket.objects[KEY] == THREE


def test_what_a_cache_and_a_browser_are_told(bucket: Bucket) -> None:
    head_in(bucket).swap(None, ONE)
    blobs_in(bucket).put("tile/0/000", b"1")
    assert bucket.headers[KEY]["content-type"] == "text/plain; charset=utf-8"
    assert "max-age=1" in bucket.headers[KEY]["cache-control"].split(", ")
    assert bucket.headers["tile/0/000"]["content-type"] == "application/octet-stream"
    assert "immutable" in bucket.headers["tile/0/000"]["cache-control"]


def test_a_swap_whose_answer_was_lost_is_unknown_never_taken_for_anothers(bucket: Bucket) -> None:
    """The client asks again, and the condition fails on our own value."""
    head = head_in(bucket)
    head.swap(None, ONE)
    bucket.lost_answers = 1
    with pytest.raises(NguonError, match=r"^storage_unavailable: it is unknown"):
        head.swap(ONE, TWO)
    assert head.read() == TWO


def test_a_put_whose_answer_was_lost_is_there(bucket: Bucket) -> None:
    bucket.lost_answers = 1
    assert blobs_in(bucket).put("a", b"1") is False
    assert bucket.objects["a"] == b"1"
    with pytest.raises(NguonError, match=r"^blob_differs"):
        blobs_in(bucket).put("a", b"2")


def test_what_was_not_stored_is_not_acknowledged(bucket: Bucket) -> None:
    bucket.refused_puts = 2
    with pytest.raises(NguonError, match=r"^storage_unavailable"):
        blobs_in(bucket, retries=0).put("a", b"1")
    with pytest.raises(NguonError, match=r"^storage_unavailable"):
        head_in(bucket, retries=0).swap(None, ONE)
    assert bucket.objects == {}
    head_in(bucket).swap(None, ONE)


def test_a_store_that_is_down_is_told(bucket: Bucket) -> None:
    head_in(bucket).swap(None, ONE)
    bucket.is_down = True
    blobs, head = blobs_in(bucket, retries=0), head_in(bucket, retries=0)
    for act in (
        head.read,
        lambda: head.swap(ONE, TWO),
        lambda: blobs.put("a", b"1"),
        lambda: blobs.get("a"),
        lambda: list(blobs.names()),
        lambda: blobs.delete("a"),
    ):
        with pytest.raises(NguonError, match=r"^storage_unavailable") as caught:
            act()
        assert "\n" not in caught.value.detail


def test_a_store_without_conditional_replacement_is_refused(tmp_path: Path) -> None:
    head = BucketHead(LocalStore(tmp_path), "head")
    head.swap(None, ONE)
    with pytest.raises(NguonError, match=r"^storage_unsupported"):
        head.swap(ONE, TWO)
    assert head.read() == ONE


def test_a_store_without_etags_is_refused(bucket: Bucket) -> None:
    head = head_in(bucket)
    head.swap(None, ONE)
    with (
        patch("store.bucket_server.etag", lambda _: ""),
        pytest.raises(NguonError, match=r"^storage_unsupported: .*ETag"),
    ):
        head.swap(ONE, TWO)
    assert bucket.objects[KEY] == ONE
