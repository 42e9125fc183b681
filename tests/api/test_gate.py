"""Single statements gather at the gate: each client gets its own answer, and may go away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock

import pytest

from nguon_api.gate import Gate
from nguon_ledger.engine.commit.pool import Answers
from nguon_ledger.engine.intake.tickets import Taken, Ticket
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.errors import NguonError

Submit = Callable[[Sequence[bytes]], list[Taken]]


class Counter:
    """A ledger's way in that answers when it is told to, and remembers what came together."""

    def __init__(self) -> None:
        self.groups: list[list[bytes]] = []
        self.futures: list[Future[Answers]] = []
        self._lock = Lock()

    def submit_in_order(self, statements: Sequence[bytes]) -> list[Taken]:
        return self.submit_each(statements)

    def submit_each(self, statements: Sequence[bytes]) -> list[Taken]:
        future: Future[Answers] = Future()
        with self._lock:  # batches come from several threads
            self.groups.append(list(statements))
            if statements[0] == b"bug":
                raise ZeroDivisionError
            self.futures.append(future)
        return [
            NguonError("unknown_key", "nobody's")
            if statement == b"stranger"
            else Ticket(future, place)
            for place, statement in enumerate(statements)
        ]


def receipt(index: int) -> Recorded:
    return Recorded(index, b"", b"", is_new=True)


def gate_of(counter: Counter) -> Gate:
    return Gate(counter)  # type: ignore[arg-type] # as much of a ledger as the gate asks of


async def settled(counter: Counter, count: int) -> None:
    while len(counter.futures) < count:  # noqa: ASYNC110 (it has no event)
        await asyncio.sleep(0.001)


def test_each_gets_its_own_answer_and_a_refusal_is_nobody_elses() -> None:
    counter = Counter()

    async def run() -> None:
        gate = gate_of(counter)
        sent = [asyncio.create_task(gate.submit(data)) for data in (b"a", b"stranger", b"b")]
        await settled(counter, 1)
        counter.futures[0].set_result([receipt(7), receipt(-1), receipt(8)])
        assert (await sent[0]).index == 7
        with pytest.raises(NguonError, match="unknown_key"):
            await sent[1]
        assert (await sent[2]).index == 8

    asyncio.run(run())
    assert counter.groups == [[b"a", b"stranger", b"b"]]


def test_a_failure_is_heard_by_all_of_the_group_and_the_gate_goes_on() -> None:
    counter = Counter()

    async def run() -> None:
        gate = gate_of(counter)
        sent = [asyncio.create_task(gate.submit(data)) for data in (b"a", b"b")]
        await settled(counter, 1)
        counter.futures[0].set_exception(NguonError("storage_unavailable", "full"))
        for one in sent:
            with pytest.raises(NguonError, match="storage_unavailable"):
                await one
        with pytest.raises(ZeroDivisionError):
            await gate.submit(b"bug")
        later = asyncio.create_task(gate.submit(b"c"))
        await settled(counter, 2)
        counter.futures[1].set_result([receipt(9)])
        assert (await later).index == 9

    asyncio.run(run())


def test_giving_up_waiting_does_not_cancel_the_entry_and_harms_nobody() -> None:
    counter = Counter()

    async def run() -> None:
        gate = gate_of(counter)
        gone, stays = (asyncio.create_task(gate.submit(data)) for data in (b"a", b"b"))
        await settled(counter, 1)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        assert not counter.futures[0].cancelled()
        counter.futures[0].set_result([receipt(1), receipt(2)])
        assert (await stays).index == 2

    asyncio.run(run())


def test_what_arrives_while_others_are_examined_goes_together() -> None:
    counter = Counter()

    async def run() -> None:
        gate = gate_of(counter)
        first = asyncio.create_task(gate.submit(b"first"))
        await asyncio.sleep(0)
        rest = [asyncio.create_task(gate.submit(b"%d" % n)) for n in range(20)]
        await settled(counter, 1)
        while sum(map(len, counter.groups)) < 21:  # noqa: ASYNC110 (same)
            await asyncio.sleep(0.001)
        for future, group in zip(counter.futures, counter.groups, strict=True):
            future.set_result([receipt(n) for n in range(len(group))])
        await asyncio.gather(first, *rest)

    asyncio.run(run())
    assert [len(group) for group in counter.groups] == [1, 20]


def test_a_batch_is_answered_line_by_line_and_others_wait_for_their_turn() -> None:
    counter = Counter()

    async def run() -> None:
        gate = gate_of(counter)
        batches = [asyncio.create_task(gate.submit_in_order([b"%d" % n])) for n in range(4)]
        await settled(counter, 2)
        await asyncio.sleep(0.05)
        assert len(counter.groups) == 2  # the third waits until the first is answered
        counter.futures[0].set_result([receipt(1)])
        await settled(counter, 3)
        counter.futures[1].set_exception(NguonError("storage_unavailable", "full"))
        await settled(counter, 4)
        for future in counter.futures[2:]:
            future.set_result([receipt(2)])
        answers = [(await batch)[0] for batch in batches]
        one, two = (int(group[0]) for group in counter.groups[:2])
        assert {one, two} == {0, 1}, "the first two, in whichever thread was quicker"
        assert answers[one] == receipt(1)
        assert isinstance(answers[two], NguonError)
        assert answers[2:] == [receipt(2)] * 2

    asyncio.run(run())
