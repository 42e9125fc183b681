"""Where single statements gather: what arrives while others are examined goes together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from typing import TypeAlias

from anyio.to_thread import run_sync

from nguon_ledger.engine.commit.pool import Answers
from nguon_ledger.engine.intake.tickets import Taken
from nguon_ledger.engine.ledger import Ledger, Recorded
from nguon_ledger.errors import NguonError

MOST = 256  # statements that are examined together
TURNS = 2  # batches of a ledger in hand: one is examined while one is recorded

Answer: TypeAlias = Recorded | BaseException
_Waiting = asyncio.Future[Recorded]


class Gate:
    """The way in for single statements of one ledger, on one event loop."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._arrived: list[tuple[bytes, _Waiting]] = []
        self._passing: asyncio.Task[None] | None = None
        self._turns = asyncio.Semaphore(TURNS)

    async def submit(self, statement: bytes) -> Recorded:
        """Wait until the statement is durable and under a published checkpoint.

        A client that goes away does not cancel what the engine is about to commit. Raises what
        the engine answered, NguonError for a refusal.
        """
        waiting: _Waiting = asyncio.get_running_loop().create_future()
        self._arrived.append((statement, waiting))
        if self._passing is None or self._passing.done():
            self._passing = asyncio.create_task(self._pass())
        return await waiting

    async def submit_in_order(self, statements: Sequence[bytes]) -> list[Answer]:
        """Record a batch; return an answer to each of its statements.

        Others wait for their turn meanwhile: what a batch takes of the memory is many times its
        bytes.
        """
        async with self._turns:
            taken = await run_sync(self._ledger.submit_in_order, statements)
            return [await _answer(one) for one in taken]

    async def _pass(self) -> None:
        while self._arrived:
            together, self._arrived = self._arrived[:MOST], self._arrived[MOST:]
            waiting = [one for _, one in together]
            try:
                taken = await run_sync(self._ledger.submit_each, [data for data, _ in together])
            except Exception as e:  # noqa: BLE001 (whoever waits gets it)
                _tell(waiting, [e] * len(waiting))
            else:
                self._promise(taken, waiting)

    def _promise(self, taken: Sequence[Taken], waiting: Sequence[_Waiting]) -> None:
        """Let each hear its answer as soon as its group has one."""
        groups: dict[Future[Answers], list[tuple[int, _Waiting]]] = {}
        for one, waits in zip(taken, waiting, strict=True):
            if isinstance(one, NguonError):
                _tell([waits], [one])
            else:
                groups.setdefault(one.answers, []).append((one.place, waits))
        loop = asyncio.get_running_loop()
        for answers, places in groups.items():
            tell = partial(_tell_group, places)
            answers.add_done_callback(partial(loop.call_soon_threadsafe, tell))


async def _answer(one: Taken) -> Answer:
    if isinstance(one, NguonError):
        return one
    try:
        if one.answers.done():
            return one.answers.result()[one.place]
        # Shielded: a client that goes away does not cancel what is about to be committed.
        return (await asyncio.shield(asyncio.wrap_future(one.answers)))[one.place]
    except Exception as e:  # noqa: BLE001 (it is the answer)
        return e


def _tell_group(places: Sequence[tuple[int, _Waiting]], done: Future[Answers]) -> None:
    waiting = [waits for _, waits in places]
    error = done.exception()
    if error is not None:
        _tell(waiting, [error] * len(waiting))
    else:
        answers = done.result()
        _tell(waiting, [answers[place] for place, _ in places])


def _tell(waiting: Sequence[_Waiting], outcomes: Sequence[Recorded | BaseException]) -> None:
    for waits, outcome in zip(waiting, outcomes, strict=True):
        if waits.done():  # its client has gone
            continue
        if isinstance(outcome, Recorded):
            waits.set_result(outcome)
        else:
            waits.set_exception(outcome)
