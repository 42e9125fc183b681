"""What a sender holds of a statement that was taken in, and how its answer is waited for."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import TypeAlias

from nguon_ledger.engine.commit.checked import Recorded
from nguon_ledger.engine.commit.pool import Answers
from nguon_ledger.errors import NguonError

OF_THE_STORE = {"storage_unavailable", "busy"}  # refusals that pass by themselves


@dataclass(frozen=True, slots=True)
class Ticket:
    """A statement that was taken in: its answer is at ``place`` of its group's."""

    answers: Future[Answers]
    place: int


Taken: TypeAlias = Ticket | NguonError


def settle(taken: Sequence[Taken]) -> bool:
    """Wait for what was queued; tell whether there was anything."""
    queued = {one.answers for one in taken if isinstance(one, Ticket)}
    wait(queued)
    return bool(queued)


def failure_of(taken: Sequence[Taken]) -> NguonError | None:
    """Return how the store failed for what was queued before, if it did."""
    for answers in {one.answers for one in taken if isinstance(one, Ticket)}:
        if answers.done() and (error := answers.exception()) is not None:
            if isinstance(error, NguonError):
                return error
            return NguonError("storage_unavailable", "the ledger cannot record right now")
    refusals = (one for one in taken if isinstance(one, NguonError))
    return next((one for one in refusals if one.code in OF_THE_STORE), None)


def answer_of_one(answers: Future[Answers]) -> Future[Recorded]:
    """Return the answer of a group of one; whoever cancels it withdraws the statement."""
    single: Future[Recorded] = Future()

    def tell(done: Future[Answers]) -> None:
        if done.cancelled() or not single.set_running_or_notify_cancel():
            single.cancel()
            return
        error = done.exception() or done.result()[0]
        if isinstance(error, Recorded):
            single.set_result(error)
        else:
            single.set_exception(error)

    answers.add_done_callback(tell)
    single.add_done_callback(lambda one: answers.cancel() if one.cancelled() else None)
    return single
