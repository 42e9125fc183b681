"""Every operation of the commit path fails, before or after it took place; then it goes on.

The commit path alone, over stores in memory that share one adversary: exhaustive, because it is
cheap. After each step ``MemoryLog.check`` verifies all there is and all that ever left.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import product

import pytest

from faults.memory_log import Faults, MemoryLog, Path
from nguon_ledger.errors import NguonError

SEED = 2026
SAMPLE = 25  # pairs of faults of a case, by the seed
# Entries before, and in the batch that is hit: to a boundary of tiles, onto it and across it.
EMPTY = [(0, 1), (0, 2), (0, 256), (0, 257)]
SMALL = [
    (before, count)
    for boundary in (255, 256, 257)
    for before, count in ((boundary - 1, 1), (boundary - 1, 2), (boundary - 2, 260))
]
LARGE = [(65_535, 1), (65_534, 258)]
CASES = [*EMPTY, *SMALL, *LARGE]
CASES_OF_PAIRS = [(0, 1), (255, 1), (255, 2), (254, 260), (65_535, 2)]


@cache
def grown(size: int) -> MemoryLog:
    """Return a log of ``size`` entries; tests take copies."""
    log = MemoryLog([b"entry %d" % i for i in range(size)])
    log.check()
    return log


def hit(log: MemoryLog, path: Path, batch: list[bytes], *, restarts: bool) -> Path:
    """Extend through whatever is armed; after an error recover, or start anew; go on."""
    try:
        log.extend(path, batch)
    except NguonError as e:
        if e.code != "storage_unavailable":
            raise
        log.check()
        path = recovered(log, path, restarts=restarts)
    log.check()
    return path


def recovered(log: MemoryLog, path: Path, *, restarts: bool) -> Path:
    for _ in range(4):  # at most two faults are armed
        path = log.start() if restarts else path
        with suppress(NguonError):
            log.recover(path)
            log.check_published()
            return path
        log.check()
    raise AssertionError("nothing fails any more, and it does not recover")


def run(before: int, count: int, faults: Faults, *, restarts: bool) -> int:
    """Go through faults, then append more; return how many operations were asked."""
    log = grown(before).copy()
    path = log.process()
    log.script.arm(faults)
    path = hit(log, path, [b"hit %d" % i for i in range(count)], restarts=restarts)
    asked = log.script.asked
    assert not log.script._faults, "a fault was never reached"
    assert path.extent.size in {before, before + count}
    for number in range(2):
        log.extend(path, [b"more %d" % (2 * number + i) for i in range(number + 1)])
        log.check()
    assert len(log.entries) == path.extent.size
    return asked


def lengths(before: int, count: int) -> tuple[int, int]:
    """Return how many operations an extension takes, and a recovery behind its last."""
    alone = run(before, count, {}, restarts=False)
    return alone, run(before, count, {alone - 1: False}, restarts=False) - alone


def single_faults(before: int, count: int) -> Iterator[Faults]:
    extension, _ = lengths(before, count)
    for number, persisted in product(range(extension), (False, True)):
        yield {number: persisted}


def pairs_of_faults(before: int, count: int) -> Iterator[Faults]:
    """One in the extension, one in the recovery that follows."""
    extension, _ = lengths(before, count)
    for number, persisted in product(range(extension), (False, True)):
        after = run(before, count, {number: persisted}, restarts=True) - number - 1
        for later, too in product(range(after), (False, True)):
            yield {number: persisted, number + 1 + later: too}


def test_an_extension_is_as_long_as_it_is() -> None:
    """What the matrix counts on: all steps are there to be hit."""
    extension, recovery = lengths(255, 2)
    # Look, append, read back, edge tiles, tiles, root, extent, commit; both heads.
    assert extension >= 10
    # Extent, length, tiles; both heads are read, perhaps both are swapped.
    assert recovery >= 6


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(("before", "count"), CASES)
def test_each_operation_fails_once(before: int, count: int, *, restarts: bool) -> None:
    for faults in single_faults(before, count):
        run(before, count, faults, restarts=restarts)


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(("before", "count"), CASES_OF_PAIRS)
def test_some_pairs_of_faults(before: int, count: int, *, restarts: bool) -> None:
    pairs = random.Random(SEED)
    extension, _ = lengths(before, count)
    for _ in range(SAMPLE):
        first = {pairs.randrange(extension): coin(pairs)}
        asked = run(before, count, first, restarts=restarts)
        later = pairs.randrange(min(first) + 1, asked)
        run(before, count, first | {later: coin(pairs)}, restarts=restarts)


def coin(by: random.Random) -> bool:
    return by.random() < 0.5


@pytest.mark.soak
@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(("before", "count"), CASES_OF_PAIRS)
def test_every_pair_of_faults(before: int, count: int, *, restarts: bool) -> None:
    for faults in pairs_of_faults(before, count):
        run(before, count, faults, restarts=restarts)


@pytest.mark.parametrize("before", [0, 255, 65_535])
def test_another_process_overtakes_wherever_it_can(before: int) -> None:
    """Two writers: one stands still before an operation, the other recovers and goes on.

    (Inside its transaction the first cannot be overtaken: the store lets one in at a time.)
    """
    log = grown(before).copy()
    path = log.process()
    log.script.arm({})
    log.extend(path, [b"alone", b"too"])
    swaps = range(log.script.asked - 2, log.script.asked)  # second and published
    for number in [0, *swaps]:
        overtake(before, number)


def overtake(before: int, number: int) -> None:
    log = grown(before).copy()
    slow, fast = log.process(), log.start()

    def meanwhile() -> None:
        log.recover(fast)
        log.extend(fast, [b"fast"])
        log.check()

    if number == 0:
        meanwhile()
    log.script.arm({}, {number: meanwhile} if number else {})
    with pytest.raises(NguonError, match=r"^store_inconsistent"):
        log.extend(slow, [b"slow", b"too"])
    log.script.arm({})
    log.check()
    log.recover(slow)
    log.extend(slow, [b"again"])
    log.check()
    assert log.entries[before:] == (
        [b"fast", b"again"] if number == 0 else [b"slow", b"too", b"fast", b"again"]
    )


@pytest.mark.parametrize("before", [0, 255])
def test_a_recovery_that_is_overtaken_signs_nothing_of_its_own(before: int) -> None:
    """It fails, or it saw what the other did; it never says that entries are lost."""
    log = grown(before).copy()
    log.recover(log.start())
    log.script.arm({})
    log.recover(log.start())
    for number in range(log.script.asked):
        recover_overtaken(before, number)


def recover_overtaken(before: int, number: int) -> None:
    log = grown(before).copy()
    fast, slow = log.process(), log.start()
    log.script.arm({}, {number: lambda: log.extend(fast, [b"fast"])})
    try:
        log.recover(slow)
    except NguonError as e:
        if e.code != "store_inconsistent":
            raise
    log.check()
    log.script.arm({})
    log.recover(slow)
    log.extend(slow, [b"slow"])
    log.check()
