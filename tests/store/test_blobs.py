"""Every store of blobs keeps the contract of store.blobs: durable, whole, never replaced."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nguon_ledger.errors import NguonError
from nguon_ledger.store.blobs.contract import Blobs
from store.stores import BLOBS, OpenBlobs, one_store

WRITERS = 4
BAD_NAMES = (
    "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/../b", "a/./b", "a/...", "a b",
    "a\n", "a\\b", "ä", "a\0", "#new-1", "a%2fb", "~", "a" * 513,
)  # fmt: skip


@pytest.fixture(params=BLOBS)
def opened(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: Callable[[], str]
) -> Iterator[OpenBlobs]:
    with one_store(request.param, tmp_path, postgres) as opener:
        yield opener


def refused(blobs: Blobs, name: str, data: bytes) -> str:
    with pytest.raises(NguonError) as caught:
        blobs.put(name, data)
    return caught.value.code


def test_what_was_put_is_there(opened: OpenBlobs) -> None:
    blobs = opened()
    every = bytes(range(256)) * 40_000  # beyond 5 MiB, from where obstore would send parts
    assert blobs.put("tile/0/x001/000", b"hashes") is True
    assert blobs.put("big", every) is True
    assert blobs.put("empty", b"") is True
    for again in (blobs, opened()):
        assert again.get("tile/0/x001/000") == b"hashes"
        assert again.get("big") == every
        assert again.get("empty") == b""


def test_what_is_not_there_is_none(opened: OpenBlobs) -> None:
    blobs = opened()
    assert blobs.get("a") is None
    blobs.put("a/b", b"1")
    assert blobs.get("a") is None


def test_the_same_bytes_may_be_put_again(opened: OpenBlobs) -> None:
    assert opened().put("a/b", b"1") is True
    assert opened().put("a/b", b"1") is False
    assert opened().get("a/b") == b"1"


@pytest.mark.parametrize("other", [b"2", b"", b"11"])
def test_nothing_is_ever_replaced(opened: OpenBlobs, other: bytes) -> None:
    blobs = opened()
    blobs.put("a", b"1")
    assert refused(blobs, "a", other) == "blob_differs"
    assert blobs.get("a") == b"1"


def test_names_are_found_by_how_they_begin(opened: OpenBlobs) -> None:
    blobs = opened()
    names = ["a", "tile/0/000", "tile/0/000.p/7", "tile/00", "tile/entries/000", "Tile/0", "t_le"]
    for name in names:
        blobs.put(name, name.encode())
    for prefix in ("", "t", "tile", "tile/", "tile/0", "tile/0/", "tile/0/000.p/", "t_", "x", "x/"):
        found = list(blobs.names(prefix))
        assert sorted(found) == sorted(name for name in names if name.startswith(prefix)), prefix
    assert sorted(opened().names()) == sorted(names)


def test_many_names_are_all_found(opened: OpenBlobs) -> None:
    blobs = opened()
    names = [f"n/{number:03}" for number in range(60)]
    for name in names:
        blobs.put(name, b"")
    assert sorted(blobs.names("n/")) == names


def test_what_is_deleted_is_gone_and_its_name_free(opened: OpenBlobs) -> None:
    blobs = opened()
    for name in ("p/000.p/1", "p/000.p/2", "p/001"):
        blobs.put(name, b"1")
    for name in ("p/000.p/1", "p/000.p/2", "p/000.p/2", "never"):
        blobs.delete(name)
    assert list(blobs.names()) == ["p/001"]
    assert blobs.get("p/000.p/1") is None
    assert blobs.put("p/000.p/1", b"2") is True
    assert blobs.get("p/000.p/1") == b"2"


def test_only_names_that_every_store_can_keep(opened: OpenBlobs) -> None:
    blobs = opened()
    for name in BAD_NAMES:
        for act in (blobs.get, blobs.delete, lambda n: blobs.put(n, b"")):
            with pytest.raises(NguonError, match=r"^blob_name_malformed"):
                act(name)
    for prefix in ("/", "../", "a//", "a/../", "./", "ä", "a" * 513):
        with pytest.raises(NguonError, match=r"^blob_name_malformed"):
            list(blobs.names(prefix))
    assert blobs.put("a" * 200 + "/" + "b" * 200, b"") is True
    assert blobs.put("..a/.b/c..d", b"") is True
    assert len(list(blobs.names())) == 2


def race(opened: OpenBlobs, values: list[bytes]) -> list[str]:
    start, outcomes = threading.Barrier(len(values)), list[str]()

    def write(data: bytes) -> None:
        blobs = opened()
        start.wait()
        try:
            outcomes.append("new" if blobs.put("a/b/c", data) else "there")
        except NguonError as e:
            outcomes.append(e.code)

    threads = [threading.Thread(target=write, args=(data,)) for data in values]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_of_racing_writers_one_wins(opened: OpenBlobs) -> None:
    values = [bytes([number]) * 1000 for number in range(WRITERS)]
    assert race(opened, values) == ["blob_differs"] * (WRITERS - 1) + ["new"]
    assert opened().get("a/b/c") in values


def test_racing_writers_of_the_same_bytes_all_succeed(opened: OpenBlobs) -> None:
    assert race(opened, [b"1" * 1000] * WRITERS) == ["new"] + ["there"] * (WRITERS - 1)
