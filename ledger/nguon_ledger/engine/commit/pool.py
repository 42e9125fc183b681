"""The bounded pool in front of a writer: groups of statements that were sent together."""

from __future__ import annotations

import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeAlias

from nguon_ledger.engine.commit.checked import Checked, Recorded
from nguon_ledger.engine.commit.room import Room
from nguon_ledger.errors import NguonError

Answers: TypeAlias = list[Recorded | NguonError]


@dataclass(frozen=True, eq=False)
class Group:
    """Statements in the order of sending, and the promise of an answer to each."""

    statements: list[Checked]
    future: Future[Answers] = field(default_factory=Future)
    since: float = field(default_factory=time.monotonic)


class Pool:
    """Groups that wait for the writer, in the order of arrival."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._groups: deque[Group] = deque()
        self._closed = False
        self._changed = threading.Condition()

    def put(self, group: Group) -> None:
        """Queue a group.

        Raises NguonError ``busy`` when the pool is full, ``storage_unavailable`` after close.
        """
        with self._changed:
            if self._closed:
                raise NguonError("storage_unavailable", "the ledger is closed")
            self._room.enter(group.statements)
            self._groups.append(group)
            self._changed.notify()

    def take(self, most: int, *, linger: float, patience: float | None) -> list[Group] | None:
        """Wait for groups; return what came together within ``linger`` seconds of the first.

        At most ``most`` statements, or one group that is larger. Empty after ``patience`` seconds
        (None: never) without any; None when the pool is closed and empty.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._groups or self._closed, patience)
            if not self._groups:
                return None if self._closed else []
            deadline = time.monotonic() + linger
            while self._room.taken < most and not self._closed:
                left = deadline - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    break
            return self._pop(most)

    def close(self) -> None:
        """Let nothing in any more; what is in comes out."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _pop(self, most: int) -> list[Group]:
        """Take groups out, without those whose senders have gone (a cancelled request)."""
        taken: list[Group] = []
        count = 0
        while self._groups and (not taken or count + len(self._groups[0].statements) <= most):
            group = self._groups.popleft()
            self._room.leave(group.statements)
            if group.future.set_running_or_notify_cancel():  # from here on nobody can go
                taken.append(group)
                count += len(group.statements)
        return taken
