"""Where statements come in: checked, charged to their key, and handed to the writer in groups."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from typing import Protocol

from nguon_ledger.engine.commit.checked import Checked, Recorded
from nguon_ledger.engine.commit.pool import Group
from nguon_ledger.engine.commit.sequencing import Setting
from nguon_ledger.engine.intake.backlog import Backlog, Waiting
from nguon_ledger.engine.intake.checker import Checker, Found
from nguon_ledger.engine.intake.examiners import Examiners
from nguon_ledger.engine.intake.quota import Quotas
from nguon_ledger.engine.intake.tickets import (
    OF_THE_STORE,
    Taken,
    Ticket,
    answer_of_one,
    failure_of,
    settle,
)
from nguon_ledger.engine.observer import Observer
from nguon_ledger.errors import NguonError
from nguon_ledger.registry.state import Registry

SLICE = 1024  # statements of one sender that are examined together
# Refused by the registry as it is; an earlier statement of the same group may change it.
_MAY_BE_CURED = {"unknown_key", "participant_inactive"}


class Taker(Protocol):
    """Who takes checked statements: the writer of this process, or the table of the intake."""

    @property
    def registry(self) -> Registry:
        """The registry to check signers against."""
        ...

    def put(self, group: Group) -> None:
        """Queue a group. Raises NguonError ``busy`` or ``storage_unavailable``."""
        ...


class Door:
    """The way in of one ledger. May be called from many threads."""

    def __init__(
        self,
        setting: Setting,
        taker: Taker,
        observer: Observer,
        *,
        quotas: Quotas | None = None,
        examiners: Examiners | None = None,
    ) -> None:
        self._taker = taker
        self._checker = Checker(setting, lambda: taker.registry, quotas, examiners)
        self._refused = partial(observer.refused, setting.ledger)
        self._backlog = Backlog(self._refused)

    def submit(self, statement: bytes) -> Future[Recorded]:
        """Check a statement and queue it; the result comes when a checkpoint covers it.

        Raises NguonError at once for what needs no order (form, key, signature, schema); the
        future raises NguonError for what does (registry, lots) and for a failing store.
        """
        taken = self._take([self._checker.check(statement)])[0]
        if isinstance(taken, NguonError):
            raise taken
        return answer_of_one(taken.answers)

    def submit_each(self, statements: Sequence[bytes]) -> list[Taken]:
        """Queue statements that came at the same time; a refusal takes the place of a ticket."""
        return self._take(self._checker.check_each(statements))

    def submit_in_order(self, statements: Sequence[bytes]) -> list[Taken]:
        """Queue statements of one sender in their order; a refusal takes the place of a ticket.

        Blocks where one rests on an earlier one's outcome (a key that it registers), and until a
        slice is recorded before the next one is queued; that is examined meanwhile. After a store
        that failed nothing more is queued: what rests on the lost statements would be refused for
        good, and not because of anything in it.
        """
        taken: list[Taken] = []
        for start in range(0, len(statements), SLICE):
            part = statements[start : start + SLICE]
            checked = self._checker.check_each(part)
            settle(taken)
            taken += self._take_in_order(part, checked, taken)
        return taken

    def _take_in_order(
        self, statements: Sequence[bytes], checked: Sequence[Found], before: Sequence[Taken]
    ) -> list[Taken]:
        taken: list[Taken] = []
        group: list[Found] = []
        for statement, first in zip(statements, checked, strict=True):
            found = first
            if _may_be_cured(found) and (before or taken or group):
                # What was settled meanwhile may have cured it.
                found = self._checker.check(statement)
            if _may_be_cured(found):
                taken += self._take_unless_failed(group, [*before, *taken])
                group = []
                if settle([*before, *taken]):
                    found = self._checker.check(statement)
            group.append(found)
        return taken + self._take_unless_failed(group, [*before, *taken])

    def _take_unless_failed(self, group: Sequence[Found], before: Sequence[Taken]) -> list[Taken]:
        found: list[Found] = []
        failure = failure_of(before)
        for one in group:
            if failure is None and isinstance(one, NguonError) and one.code in OF_THE_STORE:
                failure = one
            found.append(one if failure is None else failure)
        return self._take(found)

    def waiting(self) -> Waiting:
        """Return what this process took in and has not answered yet."""
        return self._backlog.waiting()

    def _take(self, group: Sequence[Found]) -> list[Taken]:
        """Hand what is ready to the writer as one group; return a place for each."""
        ready = Group([found for found in group if isinstance(found, Checked)])
        refusal = self._put(ready) if ready.statements else None
        places = iter(range(len(ready.statements)))
        taken: list[Taken] = []
        for found in group:
            if isinstance(found, NguonError):
                self._refused(found.code)
                taken.append(found)
            elif isinstance(found, Checked):
                taken.append(refusal or Ticket(ready.future, next(places)))
            else:
                taken.append(Ticket(found, 0))
        return taken

    def _put(self, group: Group) -> NguonError | None:
        """Hand a group to the writer; return why it is not taken, if it is not."""
        self._backlog.add(group.future, len(group.statements))  # first: a store may hang
        try:
            self._taker.put(group)
        except NguonError as e:
            group.future.set_exception(e)
            return e
        return None


def _may_be_cured(found: Found) -> bool:
    return isinstance(found, NguonError) and found.code in _MAY_BE_CURED
