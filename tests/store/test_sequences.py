"""Every sequence keeps the contract of store.sequence: all of a block or nothing, one winner."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nguon_ledger.errors import NguonError
from nguon_ledger.log.merkle import EMPTY_ROOT
from nguon_ledger.store.adversary import Adversary
from nguon_ledger.store.database import open_database
from nguon_ledger.store.sequence.contract import NOTHING, Extent
from nguon_ledger.store.sequence.database import StoredSequence
from nguon_ledger.store.sequence.memory import MemorySequence
from store.sequences import SEQUENCES, OpenSequence, Sequence, entry, one_sequence
from vectors import rfc6962

WRITERS, ROUNDS = 3, 6
ONE, TWO, THREE = entry("one"), entry("two"), entry("three")
AT_TWO = Extent(2, rfc6962.mth([ONE[0], TWO[0]]))
TILE = {(0, 0): ONE[0] + TWO[0]}


class GivenUpError(Exception):
    """What a caller raises in the midst of a block."""


@pytest.fixture(params=SEQUENCES)
def opened(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: Callable[[], str]
) -> Iterator[OpenSequence]:
    with one_sequence(request.param, tmp_path, postgres) as opener:
        yield opener


def write_two(sequence: Sequence) -> None:
    with sequence.extending() as extension:
        extension.append(0, [ONE, TWO])
        extension.put_tiles(TILE)
        extension.reach(AT_TWO)


def check_two(sequence: Sequence) -> None:
    with sequence.looking() as reach:
        assert (reach.extent(), reach.length()) == (AT_TWO, 2)
        assert reach.tile(0, 0) == TILE[0, 0]
    with sequence.extending() as extension:
        assert extension.entries(0) == [ONE[1], TWO[1]]


def test_an_empty_sequence_reaches_nothing(opened: OpenSequence) -> None:
    assert Extent(0, rfc6962.mth([])) == NOTHING == Extent(0, EMPTY_ROOT)
    sequence = opened()
    with sequence.looking() as reach:
        assert (reach.extent(), reach.length(), reach.tile(0, 0)) == (NOTHING, 0, b"")
    with sequence.extending() as extension:
        assert (extension.extent(), extension.entries(0)) == (NOTHING, [])


def test_what_a_block_wrote_is_there_when_it_has_ended(opened: OpenSequence) -> None:
    write_two(opened())
    check_two(opened())


def test_a_block_sees_its_own_writes_and_readers_do_not(opened: OpenSequence) -> None:
    sequence = opened()
    with sequence.extending() as extension:
        extension.append(0, [ONE, TWO])
        extension.put_tiles(TILE)
        extension.reach(AT_TWO)
        assert (extension.extent(), extension.length()) == (AT_TWO, 2)
        assert extension.tile(0, 0) == TILE[0, 0]
        assert (extension.entries(0), extension.entries(1)) == ([ONE[1], TWO[1]], [TWO[1]])
        assert extension.entries(2) == []
        with opened().looking() as reach:
            assert (reach.extent(), reach.length(), reach.tile(0, 0)) == (NOTHING, 0, b"")


def test_a_reader_keeps_the_view_that_it_began_with(opened: OpenSequence) -> None:
    with opened().looking() as reach:
        assert reach.extent() == NOTHING
        write_two(opened())
        assert (reach.extent(), reach.length(), reach.tile(0, 0)) == (NOTHING, 0, b"")
    check_two(opened())


def test_an_error_inside_a_block_leaves_nothing_of_it(opened: OpenSequence) -> None:
    sequence = opened()
    write_two(sequence)
    with pytest.raises(GivenUpError):
        give_up(sequence)
    check_two(opened())
    with sequence.looking() as reach:
        assert reach.tile(7, 1) == b""


def give_up(sequence: Sequence) -> None:
    with sequence.extending() as extension:
        extension.append(2, [THREE])
        extension.put_tiles({(0, 0): b"other", (7, 1): b"new"})
        extension.reach(Extent(3, bytes(32)))
        raise GivenUpError


@pytest.mark.parametrize("start", [0, 1])
def test_no_entry_is_ever_replaced(opened: OpenSequence, start: int) -> None:
    sequence = opened()
    write_two(sequence)
    with pytest.raises(NguonError, match=r"^storage_unavailable"), sequence.extending() as late:
        late.append(start, [THREE])
    check_two(sequence)


def test_a_tile_is_replaced_whole_and_others_stay(opened: OpenSequence) -> None:
    sequence = opened()
    write_two(sequence)
    with sequence.extending() as extension:
        extension.put_tiles({(0, 0): b"longer" * 20, (1, 0): b"above"})
        extension.put_tiles({})
    with sequence.looking() as reach:
        assert reach.tile(0, 0) == b"longer" * 20
        assert (reach.tile(1, 0), reach.tile(0, 1)) == (b"above", b"")
        assert reach.extent() == AT_TWO


def test_bytes_come_back_as_they_were(opened: OpenSequence) -> None:
    """No encoding, no collation, no end at a zero byte."""
    odd = [b"", b"\0", bytes(range(256)), b"\xff" * 65_535, b"'; DROP TABLE entry; --"]
    sequence = opened()
    with sequence.extending() as extension:
        extension.append(0, [(rfc6962.leaf(data), data) for data in odd])
    with sequence.extending() as extension:
        assert extension.entries(0) == odd
        assert extension.length() == len(odd)


def test_of_two_that_extend_the_same_extent_one_wins(opened: OpenSequence) -> None:
    """Each counts the extent up from what it read in its block; no step is lost or doubled."""
    start, failures, won = threading.Barrier(WRITERS), list[BaseException](), list[int]()

    def write() -> None:
        try:
            sequence = opened()
            start.wait()
            for _ in range(ROUNDS):
                won.extend(extended_by_one(sequence))
        except BaseException as e:  # noqa: BLE001 (shown by the test)
            failures.append(e)

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert won
    assert sorted(won) == list(range(len(won)))
    with opened().looking() as reach:
        assert (reach.extent().size, reach.length()) == (len(won), len(won))


def extended_by_one(sequence: Sequence) -> list[int]:
    """Return the index that was written, nothing if another writer was first."""
    try:
        with sequence.extending() as extension:
            size = extension.extent().size
            extension.append(size, [entry(f"{threading.get_ident()} {size}")])
            extension.reach(Extent(size + 1, bytes(32)))
    except NguonError as e:
        if e.code != "storage_unavailable":
            raise
        return []
    return [size]


def test_ledgers_in_one_database_do_not_see_each_other(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "nguon.db")
    mine, other = StoredSequence(engine, "mine"), StoredSequence(engine, "other")
    write_two(mine)
    with other.extending() as extension:
        assert (extension.extent(), extension.length()) == (NOTHING, 0)
        assert (extension.entries(0), extension.tile(0, 0)) == ([], b"")
        extension.append(0, [THREE])
        extension.reach(Extent(1, THREE[0]))
    check_two(mine)
    engine.dispose()


def test_a_fence_is_asked_before_anything_is_written(tmp_path: Path) -> None:
    def closed(_: object) -> None:
        raise NguonError("lease_lost", "another process writes")

    engine = open_database(tmp_path / "nguon.db")
    with pytest.raises(NguonError, match=r"^lease_lost"):
        write_two(StoredSequence(engine, "test", fence=closed))
    with StoredSequence(engine, "test", fence=closed).looking() as reach:
        assert reach.extent() == NOTHING
    engine.dispose()


@pytest.mark.parametrize("persisted", [False, True])
def test_a_commit_in_memory_fails_before_or_after_it_took_place(*, persisted: bool) -> None:
    """``write_two`` asks for an append, tiles and an extent; the fourth operation commits."""
    sequence = MemorySequence(Adversary(fail_at=3, persisted=persisted))
    with pytest.raises(NguonError, match=r"^storage_unavailable"):
        write_two(sequence)
    with sequence.looking() as reach:
        assert reach.extent() == (AT_TWO if persisted else NOTHING)


@pytest.mark.parametrize("persisted", [False, True])
@pytest.mark.parametrize("fail_at", range(3))
def test_what_fails_in_memory_before_the_commit_never_took_place(
    fail_at: int, *, persisted: bool
) -> None:
    sequence = MemorySequence(Adversary(fail_at=fail_at, persisted=persisted))
    with pytest.raises(NguonError, match=r"^storage_unavailable"):
        write_two(sequence)
    sequence.defend()
    with sequence.looking() as reach:
        assert (reach.extent(), reach.length()) == (NOTHING, 0)
