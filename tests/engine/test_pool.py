"""The pool: bounded by statements, whole groups, in order, and nobody who has gone."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from nguon_ledger.engine.commit.checked import Checked
from nguon_ledger.engine.commit.pool import Group, Pool
from nguon_ledger.engine.commit.room import MAX_BYTES, MAX_STATEMENTS, Room
from nguon_ledger.errors import NguonError
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.statement import MAX_STATEMENT, parse_statement
from support.forge import ORIGIN
from support.story import Story, genesis

NOW = {"linger": 0.0, "patience": 0.0}


def checked() -> Checked:
    story = Story(ORIGIN)
    data = story.entries[story.registry(genesis(story.log.vkey, ORIGIN), "union")]
    statement = parse_statement(data, log=ORIGIN)
    return Checked(data, statement.kid, read_registry(statement.payload), leaf_hash(data))


ONE = checked()


def group(count: int = 1) -> Group:
    return Group([ONE] * count)


def full(pool: Pool, count: int) -> None:
    with pytest.raises(NguonError, match=r"^busy"):
        pool.put(group(count))


def test_groups_come_out_in_the_order_of_arrival() -> None:
    pool, groups = Pool(Room(10)), [group(n) for n in (1, 3, 2)]
    for one in groups:
        pool.put(one)
    assert pool.take(10, **NOW) == groups
    assert pool.take(10, **NOW) == []


def test_room_is_counted_in_statements() -> None:
    pool = Pool(Room(4))
    pool.put(group(3))
    full(pool, 2)
    pool.put(group(1))
    full(pool, 1)
    assert pool.take(10, **NOW) is not None
    pool.put(group(4))


def test_room_is_counted_in_bytes_too() -> None:
    size = len(ONE.data)
    pool = Pool(Room(100, 4 * size + 1))
    pool.put(group(3))
    full(pool, 2)
    pool.put(group(1))
    full(pool, 1)
    assert pool.take(3, **NOW) is not None
    pool.put(group(3))
    full(pool, 1)


def test_what_may_wait_fits_into_memory() -> None:
    assert MAX_STATEMENTS * MAX_STATEMENT > MAX_BYTES  # so the number alone would not do
    assert (MAX_STATEMENTS, MAX_BYTES) == (16_384, 64 * 1024 * 1024)


def test_a_batch_is_cut_between_groups() -> None:
    pool, groups = Pool(Room(100)), [group(n) for n in (2, 2, 3, 1)]
    for one in groups:
        pool.put(one)
    assert pool.take(4, **NOW) == groups[:2]
    assert pool.take(4, **NOW) == groups[2:]


def test_a_group_larger_than_a_batch_goes_alone() -> None:
    pool, groups = Pool(Room(100)), [group(9), group(1)]
    for one in groups:
        pool.put(one)
    assert pool.take(4, **NOW) == groups[:1]
    assert pool.take(4, **NOW) == groups[1:]


def test_who_has_gone_takes_no_part_and_makes_room() -> None:
    pool, stays, gone = Pool(Room(3)), group(1), group(2)
    pool.put(gone)
    assert gone.future.cancel()
    full(pool, 2)  # until the writer comes by
    pool.put(stays)
    assert pool.take(10, **NOW) == [stays]
    pool.put(group(3))


def test_who_was_taken_cannot_go_any_more() -> None:
    pool, taken = Pool(Room(3)), group()
    pool.put(taken)
    assert pool.take(10, **NOW) == [taken]
    assert not taken.future.cancel()
    taken.future.set_result([])


def test_a_batch_waits_for_company_until_it_is_full() -> None:
    pool, groups = Pool(Room(10)), [group(), group()]
    pool.put(groups[0])
    with ThreadPoolExecutor(1) as executor:
        waiting = executor.submit(pool.take, 2, linger=60, patience=None)
        pool.put(groups[1])
        assert waiting.result(60) == groups


def test_a_full_batch_does_not_linger() -> None:
    pool, groups = Pool(Room(10)), [group(2), group(2)]
    for one in groups:
        pool.put(one)
    start = time.monotonic()
    assert pool.take(4, linger=60, patience=None) == groups
    assert time.monotonic() - start < 30


def test_without_anybody_it_waits_no_longer_than_its_patience() -> None:
    assert Pool(Room(1)).take(1, linger=60, patience=0.01) == []


def test_a_closed_pool_gives_back_what_is_in_and_takes_nothing() -> None:
    pool, last = Pool(Room(10)), group()
    pool.put(last)
    pool.close()
    with pytest.raises(NguonError, match=r"^storage_unavailable"):
        pool.put(group())
    assert pool.take(10, linger=60, patience=None) == [last]
    assert pool.take(10, linger=60, patience=None) is None


def test_closing_wakes_who_waits() -> None:
    pool = Pool(Room(1))
    with ThreadPoolExecutor(1) as executor:
        waiting: Future[list[Group] | None] = executor.submit(
            pool.take, 1, linger=60, patience=None
        )
        pool.close()
        assert waiting.result(60) is None


def test_of_many_that_put_nobody_is_lost_or_doubled() -> None:
    pool, count = Pool(Room(10_000)), 50
    sent = [[group(1 + n % 3) for n in range(count)] for _ in range(4)]
    seen: list[Group] = []

    def put(mine: list[Group]) -> None:
        for one in mine:
            pool.put(one)

    with ThreadPoolExecutor(4) as executor:
        done = [executor.submit(put, mine) for mine in sent]
        while len(seen) < 4 * count:
            batch = pool.take(7, linger=0.0, patience=5)
            assert batch
            seen += batch
        for one in done:
            one.result()
    for mine in sent:
        assert [one for one in seen if one in mine] == mine
