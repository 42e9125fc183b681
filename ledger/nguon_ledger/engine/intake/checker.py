"""Statements checked before they are queued: one by one, or many at once by the examiners."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypeAlias

from nguon_ledger.engine.commit.checked import Checked, Recorded
from nguon_ledger.engine.commit.pool import Answers
from nguon_ledger.engine.commit.sequencing import Setting
from nguon_ledger.engine.intake.checks import (
    Examined,
    check_statement,
    key_in_force,
    read_vouched,
)
from nguon_ledger.engine.intake.examiners import Examiners
from nguon_ledger.engine.intake.identity import identity
from nguon_ledger.engine.intake.quota import Quotas
from nguon_ledger.engine.reading.snapshot import snapshot
from nguon_ledger.errors import NguonError
from nguon_ledger.registry.state import Registry
from nguon_ledger.statement import claimed_key

WORTH_SENDING = 8  # statements; fewer are checked sooner than sent to another process
_KEY_HAS_ENDED = {"key_revoked", "participant_inactive"}

Found: TypeAlias = Checked | NguonError | Future[Answers]
"""A statement ready to be queued, why it is refused, or what is known of it."""


class Checker:
    """Checks what comes to one ledger, and charges it to its key. May be called from many threads.

    ``registry`` returns what signers are checked against: as it is now.
    """

    def __init__(
        self,
        setting: Setting,
        registry: Callable[[], Registry],
        quotas: Quotas | None,
        examiners: Examiners | None,
    ) -> None:
        self._setting = setting
        self._registry = registry
        self._quotas = quotas
        self._examiners = examiners

    def check(self, statement: bytes) -> Found:
        """Check a statement."""
        try:
            return check_statement(
                statement,
                origin=self._setting.origin,
                registry=self._registry(),
                charge=self._charge,
            )
        except NguonError as e:
            return self._known(statement, refusal=e) if e.code in _KEY_HAS_ENDED else e

    def check_each(self, statements: Sequence[bytes]) -> list[Found]:
        """Check statements, many at once by the examiners where there are some."""
        if self._examiners is None or len(statements) < WORTH_SENDING:
            return [self.check(statement) for statement in statements]
        registry = self._registry()
        claimed = [claimed_key(statement) for statement in statements]
        in_force = {kid: key_in_force(kid, registry) for kid in set(claimed) if kid is not None}
        keys = {kid: key for kid, key in in_force.items() if key is not None}
        sent = [(data, kid) for data, kid in zip(statements, claimed, strict=True) if kid in keys]
        examined = iter(self._examiners.examine(self._setting.origin, sent, keys))
        # Whoever claims no key that may sign is refused here, for little.
        return [
            self._charged(data, kid, next(examined)) if kid in keys else self.check(data)
            for data, kid in zip(statements, claimed, strict=True)
        ]

    def _charged(self, data: bytes, kid: str, examined: Examined) -> Found:
        try:
            if examined.is_signed:
                self._charge(kid)
        except NguonError as e:
            return e
        found = examined.found
        if isinstance(found, NguonError):
            return found
        return Checked(data, kid, found, examined.leaf)

    def _known(self, statement: bytes, *, refusal: NguonError) -> Found:
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
