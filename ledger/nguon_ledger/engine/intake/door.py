"""Where statements come in: checked, charged to their key, and handed to the writer in groups."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from typing import Protocol, TypeAlias

from nguon_ledger.engine.commit.checked import Checked, Recorded
from nguon_ledger.engine.commit.pool import Answers, Group
from nguon_ledger.engine.commit.sequencing import Setting
from nguon_ledger.engine.intake.backlog import Backlog, Waiting
from nguon_ledger.engine.intake.checks import (
    Examined,
    check_statement,
    key_in_force,
    read_vouched,
)
from nguon_ledger.engine.intake.examiners import Examiners
from nguon_ledger.engine.intake.identity import identity
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
from nguon_ledger.engine.reading.snapshot import snapshot
from nguon_ledger.errors import NguonError
from nguon_ledger.registry.state import Registry
from nguon_ledger.statement import claimed_key

SLICE = 1024  # statements of one sender that are examined together
WORTH_SENDING = 8  # statements; fewer are checked sooner than sent to another process
_KEY_HAS_ENDED = {"key_revoked", "participant_inactive"}
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


_Found: TypeAlias = Checked | NguonError | Future[Answers]


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
        self._setting = setting
        self._taker = taker
        self._quotas = quotas
        self._examiners = examiners
        self._refused = partial(observer.refused, setting.ledger)
        self._backlog = Backlog(self._refused)

    def submit(self, statement: bytes) -> Future[Recorded]:
        """Check a statement and queue it; the result comes when a checkpoint covers it.

        Raises NguonError at once for what needs no order (form, key, signature, schema); the
        future raises NguonError for what does (registry, lots) and for a failing store.
        """
        taken = self._take([self._check(statement)])[0]
        if isinstance(taken, NguonError):
            raise taken
        return answer_of_one(taken.answers)

    def submit_each(self, statements: Sequence[bytes]) -> list[Taken]:
        """Queue statements that came at the same time; a refusal takes the place of a ticket."""
        return self._take(self._check_all(statements))

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
            checked = self._check_all(part)
            settle(taken)
            taken += self._take_in_order(part, checked, taken)
        return taken

    def _take_in_order(
        self, statements: Sequence[bytes], checked: Sequence[_Found], before: Sequence[Taken]
    ) -> list[Taken]:
        taken: list[Taken] = []
        group: list[_Found] = []
        for statement, first in zip(statements, checked, strict=True):
            found = first
            if _may_be_cured(found) and (before or taken or group):
                found = self._check(statement)  # what was settled meanwhile may have cured it
            if _may_be_cured(found):
                taken += self._take_unless_failed(group, [*before, *taken])
                group = []
                if settle([*before, *taken]):
                    found = self._check(statement)
            group.append(found)
        return taken + self._take_unless_failed(group, [*before, *taken])

    def _take_unless_failed(self, group: Sequence[_Found], before: Sequence[Taken]) -> list[Taken]:
        found: list[_Found] = []
        failure = failure_of(before)
        for one in group:
            if failure is None and isinstance(one, NguonError) and one.code in OF_THE_STORE:
                failure = one
            found.append(one if failure is None else failure)
        return self._take(found)

    def waiting(self) -> Waiting:
        """Return what this process took in and has not answered yet."""
        return self._backlog.waiting()

    def _check_all(self, statements: Sequence[bytes]) -> list[_Found]:
        """Check statements, many at once by the examiners where there are some."""
        if self._examiners is None or len(statements) < WORTH_SENDING:
            return [self._check(statement) for statement in statements]
        registry = self._taker.registry
        claimed = [claimed_key(statement) for statement in statements]
        in_force = {kid: key_in_force(kid, registry) for kid in set(claimed) if kid is not None}
        keys = {kid: key for kid, key in in_force.items() if key is not None}
        sent = [(data, kid) for data, kid in zip(statements, claimed, strict=True) if kid in keys]
        examined = iter(self._examiners.examine(self._setting.origin, sent, keys))
        # Whoever claims no key that may sign is refused here, for little.
        return [
            self._charged(data, kid, next(examined)) if kid in keys else self._check(data)
            for data, kid in zip(statements, claimed, strict=True)
        ]

    def _charged(self, data: bytes, kid: str, examined: Examined) -> _Found:
        try:
            if examined.is_signed:
                self._charge(kid)
        except NguonError as e:
            return e
        found = examined.found
        if isinstance(found, NguonError):
            return found
        return Checked(data, kid, found, examined.leaf)

    def _check(self, statement: bytes) -> _Found:
        """Return a statement ready to be queued, why it is refused, or what is known of it."""
        try:
            return check_statement(
                statement,
                origin=self._setting.origin,
                registry=self._taker.registry,
                charge=self._charge,
            )
        except NguonError as e:
            return self._known(statement, refusal=e) if e.code in _KEY_HAS_ENDED else e

    def _take(self, group: Sequence[_Found]) -> list[Taken]:
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

    def _known(self, statement: bytes, *, refusal: NguonError) -> _Found:
        """Answer a late repeat of what was recorded while its key was still good."""
        setting = self._setting
        try:
            said = read_vouched(statement, origin=setting.origin)
        except NguonError:  # so it is not recorded
            return refusal
        try:
            with snapshot(setting.engine, setting.ledger, setting.origin) as published:
                index = published.index_of(identity(said.content, said.data), said.data)
                if index is None:
                    return refusal
                proof = published.proof(index)
        except NguonError as e:  # one statement's, not its group's
            return e
        known: Future[Answers] = Future()
        known.set_result([Recorded(index, said.leaf, proof, is_new=False)])
        return known

    def _charge(self, key: str) -> None:
        if self._quotas is not None:
            self._quotas.charge(key, now=time.monotonic())


def _may_be_cured(found: _Found) -> bool:
    return isinstance(found, NguonError) and found.code in _MAY_BE_CURED
