"""The front of a shared ledger: what may wait in it, until it is answered, refused or given up."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import update

from engine.workbench import PATIENCE, Workbench
from nguon_ledger.engine.commit.room import Room
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.engine.shared import front
from nguon_ledger.engine.shared.table import IntakeTable
from nguon_ledger.engine.shared.writer import SharedWriter
from nguon_ledger.errors import NguonError
from nguon_ledger.store import tables
from nguon_ledger.store.database import writing


class Held:
    """A shared ledger whose leader stands still until it is let go."""

    def __init__(self, bench: Workbench, patch: pytest.MonkeyPatch) -> None:
        bench.close()
        bench.host = Host(bench.path, now=bench.clock, options=Options(shared=True))
        bench.open()
        assert isinstance(bench.ledger._writer, SharedWriter)
        self.bench, self.writer, self.go = bench, bench.ledger._writer, threading.Event()
        step, stands = self.writer._leader._step, threading.Event()

        def held() -> float:
            stands.set()
            return step() if self.go.wait() else 0.0

        patch.setattr(self.writer._leader, "_step", held)
        assert stands.wait(PATIENCE)  # the step that had begun is over

    @property
    def room(self) -> Room:
        return self.writer._front._room

    def harvests(self, count: int) -> list[bytes]:
        with self.bench.unsent() as statements:
            for _ in range(count):
                self.bench.harvest(f"https://ledger.example/p/muoi/10/H{self.bench._count}", 1)
        return list(statements)


@pytest.fixture
def held(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held = Held(bench, monkeypatch)
    yield held
    held.go.set()


def busy(held: Held, statement: bytes) -> None:
    with pytest.raises(NguonError, match=r"^busy"):
        held.bench.ledger.submit(statement).result(PATIENCE)


def test_it_is_bounded_by_statements(held: Held) -> None:
    held.room.statements = 3
    first, second, third, fourth = held.harvests(4)
    futures = [held.bench.ledger.submit(one) for one in (first, second, third)]
    busy(held, fourth)
    held.go.set()
    assert all(future.result(PATIENCE).is_new for future in futures)
    assert held.room.taken == 0
    assert held.bench.ledger.submit(fourth).result(PATIENCE).is_new


def test_it_is_bounded_by_bytes(held: Held) -> None:
    first, second, third = held.harvests(3)
    held.room.size = len(first) + len(second)
    futures = [held.bench.ledger.submit(one) for one in (first, second)]
    busy(held, third)
    held.go.set()
    assert all(future.result(PATIENCE).is_new for future in futures)
    assert held.bench.ledger.submit(third).result(PATIENCE).is_new


def test_what_was_given_up_makes_room(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "PATIENCE", 0.1)
    held.room.statements = 1
    first, second = held.harvests(2)
    for statement in (first, second):
        with pytest.raises(NguonError, match=r"^storage_unavailable: no answer"):
            held.bench.ledger.submit(statement).result(PATIENCE)
    assert held.room.taken == 0


def test_what_could_not_be_stored_makes_room(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    held.room.statements = 1
    first, second = held.harvests(2)
    with monkeypatch.context() as patch:

        def fail(*_: object) -> None:
            raise NguonError("storage_unavailable", "not now")

        patch.setattr(IntakeTable, "put", fail)
        with pytest.raises(NguonError, match=r"^storage_unavailable: not now"):
            held.bench.ledger.submit(first).result(PATIENCE)
    future = held.bench.ledger.submit(second)
    held.go.set()
    assert future.result(PATIENCE).is_new


def test_it_looks_more_seldom_for_who_has_waited_for_long(held: Held) -> None:
    asked = held.writer._front
    assert asked._pause() == front.LOOK
    (statement,) = held.harvests(1)
    future = held.bench.ledger.submit(statement)
    (place,) = asked._waiting.values()
    for age, pause in ((0.0, front.LOOK), (0.32, 0.02), (10.0, front.SELDOM)):
        since = time.monotonic() - age
        object.__setattr__(place.unanswered.group, "since", since)
        found, oldest = asked._pause(), time.monotonic() - since
        assert pause <= found <= max(pause, min(oldest / 16, front.SELDOM)), "it grows older"
    held.go.set()
    assert future.result(PATIENCE).is_new


def test_what_this_process_checked_is_recorded_whatever_became_of_its_row(held: Held) -> None:
    """It is not read from the table again, so its sender gets a receipt for what was sent."""
    (statement,) = held.harvests(1)
    future = held.bench.ledger.submit(statement)
    with writing(held.bench.ledger._engine) as connection:
        altered = update(tables.intake).values(data=b"altered", voucher=b"")
        assert connection.execute(altered).rowcount == 1
    held.go.set()
    answer = future.result(PATIENCE)
    assert answer.is_new
    assert held.bench.ledger.entry(answer.index) == statement


def test_while_its_store_is_away_an_older_registry_will_do(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line whose check failed, and the next one whose check did not, would part a group."""

    def away() -> None:
        raise NguonError("storage_unavailable", "away")

    known = held.writer.registry
    monkeypatch.setattr(front, "FRESH", 0)
    monkeypatch.setattr(held.writer._front, "_refresh", away)
    assert held.writer.registry is known
    assert known.genesis is not None
