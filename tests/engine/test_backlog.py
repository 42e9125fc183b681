"""What waits, for how long, and whether answers still come; and observers that fail."""

from __future__ import annotations

import logging
from concurrent.futures import Future

import pytest

from nguon_ledger.engine.intake.backlog import Backlog, Waiting
from nguon_ledger.engine.observer import Commit, Harmless, Unobserved
from nguon_ledger.errors import NguonError

Answers = Future[list[object]]


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def codes() -> list[str]:
    return []


@pytest.fixture
def backlog(clock: Clock, codes: list[str]) -> Backlog:
    return Backlog(codes.append, clock)


def test_the_oldest_counts_until_it_is_answered(backlog: Backlog, clock: Clock) -> None:
    first, second = Answers(), Answers()
    backlog.add(first, 3)
    clock.now = 4.0
    backlog.add(second, 1)
    clock.now = 5.0
    assert backlog.waiting() == Waiting(count=4, oldest=5.0, quiet=5.0)
    first.set_result(["receipt"] * 3)
    clock.now = 7.0
    assert backlog.waiting() == Waiting(count=1, oldest=3.0, quiet=2.0)
    second.set_result(["receipt"])
    assert backlog.waiting() == Waiting(count=0, oldest=0.0, quiet=0.0)


def test_a_refusal_is_no_sign_of_a_published_checkpoint(
    backlog: Backlog, clock: Clock, codes: list[str]
) -> None:
    down, mixed, gone, odd = Answers(), Answers(), Answers(), Answers()
    for answers, count in ((down, 2), (mixed, 2), (gone, 1), (odd, 1)):
        backlog.add(answers, count)
    clock.now = 20.0
    down.set_exception(NguonError("storage_unavailable", "down"))
    odd.set_exception(RuntimeError("odd"))
    gone.cancel()
    assert backlog.waiting().quiet == 20.0
    assert backlog.waiting().count == 2
    mixed.set_result(["receipt", NguonError("overdrawn", "too much")])
    assert backlog.waiting().quiet == 0.0
    assert codes == ["storage_unavailable"] * 2 + ["internal_error", "cancelled", "overdrawn"]


def test_an_answer_that_is_there_already_is_not_waited_for(backlog: Backlog) -> None:
    done = Answers()
    done.set_result(["receipt"])
    backlog.add(done, 1)
    assert backlog.waiting().count == 0


def test_only_what_waits_while_nothing_is_published_is_stalled() -> None:
    assert Waiting(count=1, oldest=11, quiet=11).is_stalled(10)
    assert not Waiting(count=1, oldest=11, quiet=1).is_stalled(10), "busy, and moving"
    assert not Waiting(count=1, oldest=1, quiet=900).is_stalled(10), "the first for a long time"
    assert not Waiting(count=0, oldest=0, quiet=900).is_stalled(10), "nobody writes"


class Broken(Unobserved):
    """Fails at everything."""

    def committed(self, ledger: str, commit: Commit) -> None:
        raise RuntimeError(ledger, commit)

    def refused(self, ledger: str, code: str) -> None:
        raise RuntimeError(ledger, code)

    def failed(self, ledger: str, code: str) -> None:
        raise RuntimeError(ledger, code)

    def recovered(self, ledger: str) -> None:
        raise RuntimeError(ledger)


def test_an_observer_that_fails_is_logged_and_stops_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    observer = Harmless(Broken())
    observer.committed("x", Commit(statements=1, entries=2, seconds=0.1, longest_wait=0.2))
    observer.refused("x", "overdrawn")
    observer.failed("x", "storage_unavailable")
    observer.recovered("x")
    failures = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert len(failures) == 4
    assert all(r.exc_info for r in failures)
