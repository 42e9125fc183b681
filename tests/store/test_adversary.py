"""What an error leaves unknown: each operation fails once before and once after it took place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from nguon_ledger.errors import NguonError
from nguon_ledger.store.adversary import Adversary
from nguon_ledger.store.blobs.memory import MemoryBlobs
from nguon_ledger.store.head.memory import MemoryHead
from store.notes import ONE, TWO


@pytest.mark.parametrize("persisted", [False, True])
def test_a_swap_fails_before_or_after_it_took_place(*, persisted: bool) -> None:
    head = MemoryHead(Adversary(fail_at=1, persisted=persisted))
    head.swap(None, ONE)
    with pytest.raises(NguonError, match=r"^storage_unavailable"):
        head.swap(ONE, TWO)
    assert head.read() == (TWO if persisted else ONE)


@pytest.mark.parametrize("persisted", [False, True])
def test_a_put_fails_before_or_after_it_took_place(*, persisted: bool) -> None:
    blobs = MemoryBlobs(Adversary(fail_at=0, persisted=persisted))
    with pytest.raises(NguonError, match=r"^storage_unavailable"):
        blobs.put("a", b"1")
    assert blobs.get("a") == (b"1" if persisted else None)
    assert blobs.put("a", b"1") is not persisted


@pytest.mark.parametrize("persisted", [False, True])
def test_a_delete_fails_before_or_after_it_took_place(*, persisted: bool) -> None:
    blobs = MemoryBlobs(Adversary(fail_at=1, persisted=persisted))
    blobs.put("a", b"1")
    with pytest.raises(NguonError, match=r"^storage_unavailable"):
        blobs.delete("a")
    assert blobs.get("a") == (None if persisted else b"1")


def test_a_refusal_is_told_even_where_the_answer_would_be_lost() -> None:
    blobs = MemoryBlobs(Adversary(fail_at=1, persisted=True))
    blobs.put("a", b"1")
    with pytest.raises(NguonError, match=r"^blob_differs"):
        blobs.put("a", b"2")


@pytest.mark.parametrize("fail_at", range(3))
def test_reads_and_listings_fail_too(fail_at: int) -> None:
    adversary = Adversary(fail_at=fail_at)
    head, blobs = MemoryHead(adversary), MemoryBlobs(adversary)
    failed: list[int] = []
    acts: list[Callable[[], object]] = [head.read, partial(blobs.get, "a"), blobs.names]
    for number, act in enumerate(acts):
        try:
            act()
        except NguonError:
            failed.append(number)
    assert (failed, adversary.asked) == ([fail_at], 3)
