"""Many threads at once, and a clock that is not always right."""

from __future__ import annotations

import itertools
import time as wall
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from engine.steps import sold
from engine.workbench import PATIENCE, Workbench, becomes_ready, settled
from nguon_ledger.engine.commit import writer
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.errors import NguonError
from nguon_ledger.receipt import verify_receipt
from support.forge import HOUR
from support.story import CRAB, CRAB_LOT, SALT_LOT, lot

MINUTE = 60 * 1_000_000
THREADS = 32


def check_seals(bench: Workbench) -> None:
    """Seals partition the log without gaps, the last entry is one, and time never goes back."""
    seals = bench.log_seals()
    assert seals[0].first == 0
    assert all(after.first == before.index + 1 for before, after in pairwise(seals))
    assert all(after.time >= before.time for before, after in pairwise(seals))
    assert seals[-1].index == bench.checkpoint.size - 1


def harvests(bench: Workbench, count: int) -> list[bytes]:
    with bench.unsent() as statements:
        for number in range(count):
            bench.harvest(f"{CRAB}/10/N{number}", 1)
    return list(statements)


def test_32_threads_are_all_acknowledged_with_receipts_that_verify(bench: Workbench) -> None:
    statements = harvests(bench, THREADS * 4)
    bench.clock.lag = itertools.cycle([0, MINUTE, 2 * MINUTE])
    seals = len(bench.log_seals())

    def send(number: int) -> list[tuple[bytes, Recorded]]:
        mine = statements[number::THREADS] + statements[(number + 1) % THREADS :: THREADS]
        futures = [(data, bench.ledger.submit(data)) for data in mine]
        return [(data, future.result(PATIENCE)) for data, future in futures]

    size = bench.checkpoint.size
    with ThreadPoolExecutor(THREADS) as pool:
        answers = [pair for pairs in pool.map(send, range(THREADS)) for pair in pairs]
    for data, recorded in answers:
        verify_receipt(statement=data, proof=recorded.proof, log_verifier=bench.ledger.log)
        bench.accepted(data, recorded)
    new = [recorded.index for _, recorded in answers if recorded.is_new]
    assert len(answers) == 2 * len(statements)
    assert len(set(new)) == len(new) == len(statements)
    assert bench.checkpoint.size == size + len(statements) + len(bench.log_seals()) - seals
    check_seals(bench)
    bench.check_log()


def test_a_lot_that_32_threads_take_from_is_never_overdrawn(bench: Workbench) -> None:
    """20 kg of salt are left: of 32 sales of 1 kg exactly 20 are recorded."""
    with bench.unsent() as statements:
        for _ in range(THREADS):
            sold(bench, quantityList=[lot(SALT_LOT, 1)])

    def send(data: bytes) -> str:
        answer = settled(bench.ledger.submit(data))
        return answer.code if isinstance(answer, NguonError) else "recorded"

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(send, statements))
    assert (answers.count("recorded"), answers.count("overdrawn")) == (20, 12)
    assert bench.verified(SALT_LOT).balances[SALT_LOT].left == 0


def test_readers_always_see_a_state_that_a_checkpoint_covers(bench: Workbench) -> None:
    statements = harvests(bench, 10)
    done = False

    def read() -> int:
        rounds = 0
        while not done:
            bench.verified(CRAB_LOT)
            rounds += 1
        return rounds

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for data in statements:
            bench.recorded(data)
        done = True
        assert all(reader.result(PATIENCE) > 0 for reader in readers)


def test_a_clock_that_falls_back_a_little_does_not_turn_time_back(bench: Workbench) -> None:
    for number, minutes in enumerate((0, -4, 1, -4, 0)):
        bench.clock.time = bench.time + minutes * MINUTE
        bench.harvest(f"{CRAB}/10/F{number}", eventTime="2026-03-01T00:00:00Z")
    check_seals(bench)


def test_a_clock_far_back_acknowledges_nothing_until_it_is_right_again(bench: Workbench) -> None:
    bench.harvest(f"{CRAB}/10/now")  # sealed now
    bench.clock.time -= 5 * MINUTE + 1
    known = bench.sent[0]
    statement, *_ = harvests(bench, 1)
    before = bench.ledger.checkpoint()
    for data in (statement, known):
        assert bench.refused(data).code == "clock_reversed"
    assert bench.ledger.checkpoint() == before
    wall.sleep(5 * writer.RETRY)  # a look at the store alone must not make it ready
    with pytest.raises(NguonError, match="clock_reversed"):
        bench.ledger.check_ready()
    bench.clock.time += 5 * MINUTE + 1
    becomes_ready(bench.ledger)
    bench.recorded(statement)
    check_seals(bench)


def test_the_clock_is_compared_with_the_last_seal_after_a_restart_too(bench: Workbench) -> None:
    bench.harvest(f"{CRAB}/10/now")  # sealed now
    bench.clock.time -= HOUR
    bench.restart()
    statement, *_ = harvests(bench, 1)
    assert bench.refused(statement).code == "clock_reversed"
