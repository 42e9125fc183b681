"""Every head keeps the contract of store.head: durable, one winner, never a value lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import parse_checkpoint
from nguon_ledger.log.note import parse_note
from nguon_ledger.store.head.contract import Head
from store.notes import ONE, THREE, TWO, note
from store.stores import HEADS, OpenHead, one_head

WRITERS, ROUNDS = 4, 12


@pytest.fixture(params=HEADS)
def opened(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: Callable[[], str]
) -> Iterator[OpenHead]:
    with one_head(request.param, tmp_path, postgres) as opener:
        yield opener


def refused(head: Head, old: bytes | None, new: bytes) -> str:
    with pytest.raises(NguonError) as caught:
        head.swap(old, new)
    return caught.value.code


def test_it_holds_what_was_swapped_in_last(opened: OpenHead) -> None:
    head = opened()
    assert head.read() is None
    head.swap(None, ONE)
    assert head.read() == ONE
    head.swap(ONE, TWO)
    assert (head.read(), opened().read()) == (TWO, TWO)
    head.swap(TWO, TWO)
    assert head.read() == TWO


def test_only_what_is_stored_can_be_replaced(opened: OpenHead) -> None:
    head = opened()
    assert refused(head, ONE, TWO) == "head_moved"
    assert head.read() is None
    head.swap(None, ONE)
    assert refused(head, None, TWO) == "head_moved"
    assert refused(head, TWO, THREE) == "head_moved"
    assert refused(head, None, ONE) == "head_moved"  # the same value, but another writer's
    assert refused(head, ONE[:-1], TWO) == "head_moved"
    assert head.read() == ONE


def test_of_two_that_know_the_same_value_one_wins(opened: OpenHead) -> None:
    first, second = opened(), opened()
    first.swap(None, ONE)
    assert second.read() == ONE
    first.swap(ONE, TWO)
    assert refused(second, ONE, THREE) == "head_moved"
    second.swap(TWO, THREE)
    assert first.read() == THREE


def test_racing_writers_lose_no_swap(opened: OpenHead) -> None:
    """Each counts the checkpoint up from what it read; every success is one more."""
    opened().swap(None, note(1))
    failures = list[BaseException]()
    start = threading.Barrier(WRITERS)

    def write(name: str) -> None:
        try:
            head, done = opened(), 0
            start.wait()
            while done < ROUNDS:
                stored = head.read()
                done += is_swapped(head, stored, note(size_of(stored) + 1, name))
        except BaseException as e:  # noqa: BLE001 (shown by the test)
            failures.append(e)

    run_together([partial(write, f"writer {number}") for number in range(WRITERS)])
    assert failures == []
    assert size_of(opened().read()) == 1 + WRITERS * ROUNDS


def test_racing_first_writers_have_one_winner(opened: OpenHead) -> None:
    start, outcomes = threading.Barrier(WRITERS), list[bool]()

    def write(number: int) -> None:
        head = opened()
        start.wait()
        outcomes.append(is_swapped(head, None, note(number)))

    run_together([partial(write, 1 + number) for number in range(WRITERS)])
    assert sorted(outcomes) == [False] * (WRITERS - 1) + [True]


def is_swapped(head: Head, old: bytes | None, new: bytes) -> bool:
    try:
        head.swap(old, new)
    except NguonError as e:
        if e.code != "head_moved":
            raise
        return False
    return True


def size_of(stored: bytes | None) -> int:
    assert stored is not None
    return parse_checkpoint(parse_note(stored).text).size


def run_together(works: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
