"""A process that takes statements in for whichever process writes the ledger."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress

from sqlalchemy import Connection

from nguon_ledger.engine.commit.checked import Checked, Placed, Recorded
from nguon_ledger.engine.commit.pool import Answers, Group
from nguon_ledger.engine.commit.room import Room
from nguon_ledger.engine.commit.sequencing import Setting
from nguon_ledger.engine.commit.state import extend_registry
from nguon_ledger.engine.reading.snapshot import Snapshot
from nguon_ledger.engine.shared.table import IntakeTable
from nguon_ledger.errors import NguonError
from nguon_ledger.registry.state import Registry
from nguon_ledger.store.database import reading, retrying

LOOK = 0.005  # seconds between looks for answers, at least
SELDOM = 0.05  # the same, at most: who has waited for long waits for a large batch
FRESH = 0.05  # seconds for which what is known of the registry will do
PATIENCE = 30.0  # seconds after which a sender is told to ask again

_log = logging.getLogger(__name__)


class Front:
    """Puts groups into the intake table and answers them when they are published."""

    def __init__(self, setting: Setting, table: IntakeTable) -> None:
        self.failure: NguonError | None = None
        self._setting = setting
        self._table = table
        self._registry = Registry()
        self._following = 0  # the index from which the registry is not known
        self._refreshed = 0.0
        self._arrival = 0
        self._waiting: dict[str, _Place] = {}
        self._given_up: set[str] = set()
        self._room = Room()  # of what has no answer, what is on its way into the table too
        self._changed = threading.Condition()
        self._reading = threading.Lock()
        self._closed = False
        self._refresh()
        self._thread = threading.Thread(
            target=self._run, name=f"front-{setting.ledger}", daemon=True
        )
        self._thread.start()

    @property
    def registry(self) -> Registry:
        """The registry as it was published, at most FRESH seconds ago if the store answers."""
        if time.monotonic() - self._refreshed > FRESH:
            # An older one will do while the store is away: ``put`` tells of that, the same to all
            # of a group, and the writer asks its own registry again.
            with suppress(NguonError):
                self._refresh()
        return self._registry

    def put(self, group: Group) -> None:
        """Store a group for the writer.

        Raises NguonError ``busy`` when too much waits, ``storage_unavailable``.
        """
        with self._changed:
            if self._closed:
                raise NguonError("storage_unavailable", "the ledger is closed")
            self._room.enter(group.statements)
            arrival = self._arrival = max(self._arrival, time.time_ns() // 1000) + 1
            self._arrival += len(group.statements)
        try:
            names = retrying(
                self._setting.engine, lambda c: self._table.put(c, group.statements, arrival)
            )
        except BaseException:
            with self._changed:
                self._room.leave(group.statements)
            raise
        group.future.set_running_or_notify_cancel()  # it will be recorded: nobody can go
        unanswered = _Unanswered(group)
        with self._changed:
            self._waiting |= {name: _Place(unanswered, n) for n, name in enumerate(names)}
            self._changed.notify()

    def find(self, name: str) -> Checked | None:
        """Return a statement that this process has put into the table and not answered yet."""
        place = self._waiting.get(name)
        return place.statement if place is not None else None

    def close(self) -> None:
        """Wait for the answers that are owed, as long as answers come; then stop."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
            try:
                self._look()
                self.failure = None
            except Exception as e:  # noqa: BLE001 (whatever failed, the next look may succeed)
                self._fail(e)
            self._give_up(time.monotonic() - PATIENCE)
            time.sleep(self._pause())

    def _pause(self) -> float:
        """Return how long to wait: each look takes from the writer what it needs to be done."""
        with self._changed:
            oldest = next(iter(self._waiting.values()), None)  # they stand in the order of arrival
        if oldest is None:
            return LOOK
        age = time.monotonic() - oldest.unanswered.group.since
        return min(max(LOOK, age / 16), SELDOM)

    def _look(self) -> None:
        """Answer what the writer has settled and published."""
        setting = self._setting
        with reading(setting.engine) as connection:
            found = self._table.settled(connection)
            settled = {name: at for name, at in found.items() if name in self._waiting}
            answers = self._answers(connection, settled)
        if any(isinstance(answer, Recorded) for answer in answers.values()):
            self._refresh()  # whoever has the receipt of a key may sign with it at once
        with self._changed:
            places = {name: self._waiting.pop(name) for name in answers}
            self._room.leave(place.statement for place in places.values())
        for name, place in places.items():
            place.unanswered.answer(place.number, answers[name])
        over = [*answers, *(found.keys() & self._given_up)]
        if over:
            retrying(setting.engine, lambda c: self._table.remove(c, over))
            self._given_up.difference_update(over)

    def _answers(
        self, connection: Connection, settled: dict[str, Placed | NguonError]
    ) -> dict[str, Recorded | NguonError]:
        """Return what can be told: a refusal at once, a place when a checkpoint covers it."""
        answers: dict[str, Recorded | NguonError] = {}
        placed: dict[str, Placed] = {}
        for name, outcome in settled.items():
            if isinstance(outcome, NguonError):
                answers[name] = outcome
            else:
                placed[name] = outcome
        if placed:
            published = Snapshot(connection, self._setting.ledger, self._setting.origin)
            shown = {name: at for name, at in placed.items() if at.index < published.size}
            proofs = published.proofs(at.index for at in shown.values())
            for name, at in shown.items():
                leaf = self._waiting[name].statement.leaf
                answers[name] = Recorded(at.index, leaf, proofs[at.index], at.is_new)
        return answers

    def _refresh(self) -> None:
        setting = self._setting
        with self._reading:
            now = time.monotonic()
            with reading(setting.engine) as connection:
                self._following = extend_registry(
                    connection,
                    setting.ledger,
                    setting.origin,
                    self._registry,
                    start=self._following,
                )
            self._refreshed = now

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, NguonError):
            _log.exception("ledger %s: looking for answers failed", self._setting.ledger)
            error = NguonError("storage_unavailable", "the ledger cannot answer right now")
        self.failure = error

    def _give_up(self, before: float) -> None:
        """Tell those who wait since before a time that it is unknown what became of theirs."""
        with self._changed:
            late = [n for n, p in self._waiting.items() if p.unanswered.group.since < before]
            places = [self._waiting.pop(name) for name in late]
            self._room.leave(place.statement for place in places)
            self._given_up.update(late)
        for place in places:
            what = "no answer from the process that writes; send the same bytes again"
            place.unanswered.answer(place.number, NguonError("storage_unavailable", what))


class _Unanswered:
    """A group and the answers that it has so far."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self._answers: dict[int, Recorded | NguonError] = {}

    def answer(self, number: int, answer: Recorded | NguonError) -> None:
        """Note an answer; with the last one the group is told."""
        self._answers[number] = answer
        if len(self._answers) == len(self.group.statements):
            answers: Answers = [self._answers[n] for n in range(len(self._answers))]
            self.group.future.set_result(answers)


class _Place:
    """A statement's place in its group."""

    __slots__ = ("number", "unanswered")

    def __init__(self, unanswered: _Unanswered, number: int) -> None:
        self.unanswered = unanswered
        self.number = number

    @property
    def statement(self) -> Checked:
        """The statement."""
        return self.unanswered.group.statements[self.number]
