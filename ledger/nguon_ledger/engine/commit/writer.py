"""The one writer of a ledger in this process: pool, batch, commit, answer.

Any error stops the batch: nobody in it is acknowledged, and the store is read again before
anything else is written. Whoever sends the same bytes again gets the index that they may have got
already.
"""

from __future__ import annotations

import logging
import threading
import time
from itertools import islice

from nguon_ledger.engine.commit.checked import Placed, Recorded
from nguon_ledger.engine.commit.pool import Answers, Group, Pool
from nguon_ledger.engine.commit.room import MAX_STATEMENTS, Room
from nguon_ledger.engine.commit.sequencing import Outcomes, Sequencing, Setting
from nguon_ledger.engine.observer import Commit, Observer
from nguon_ledger.engine.reading.snapshot import snapshot
from nguon_ledger.errors import NguonError
from nguon_ledger.registry.state import Registry

MAX_BATCH = 4096
LINGER = 0.001  # seconds that a batch waits for company
MAX_POOL = MAX_STATEMENTS
RETRY = 1.0  # seconds between looks at a store that failed

_log = logging.getLogger(__name__)


class Writer:
    """Owns the write path of one ledger, on its own thread."""

    def __init__(self, setting: Setting, observer: Observer) -> None:
        self.failure: NguonError | None = None
        self._setting = setting
        self._observer = observer
        self._pool = Pool(Room(MAX_POOL))
        self._told = ""  # the failure that was logged last
        self._sequencing = Sequencing(setting)
        self._sequencing.recover()
        self._thread = threading.Thread(
            target=self._run, name=f"writer-{setting.ledger}", daemon=True
        )
        self._thread.start()

    @property
    def registry(self) -> Registry:
        """The registry as the writer knows it: perhaps a moment ahead of what is published."""
        return self._sequencing.state.registry

    def put(self, group: Group) -> None:
        """Queue checked statements.

        Raises NguonError ``busy`` when the pool is full, ``storage_unavailable`` after close.
        """
        self._pool.put(group)

    def check_ready(self) -> None:
        """Raise NguonError for what keeps the writer from writing."""
        if self.failure is not None:
            raise self.failure

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._pool.close()
        self._thread.join()

    def _run(self) -> None:
        while True:
            patience = RETRY if self.failure else None
            batch = self._pool.take(MAX_BATCH, linger=LINGER, patience=patience)
            if batch is None:
                return
            try:
                if self.failure is not None:
                    self._recover()
                if batch:
                    self._commit(batch)
            except Exception as e:  # noqa: BLE001 (whatever failed, nobody may be acknowledged)
                self._fail(batch, e)

    def _recover(self) -> None:
        self._sequencing.recover()
        self._sequencing.check_writable()
        self.failure, self._told = None, ""
        self._observer.recovered(self._setting.ledger)

    def _commit(self, batch: list[Group]) -> None:
        start, before = time.monotonic(), self._sequencing.size
        statements = [checked for group in batch for checked in group.statements]
        outcomes = self._sequencing.commit(statements)
        done = time.monotonic()
        answers = iter(self._answers(outcomes, [checked.leaf for checked in statements]))
        grown = self._sequencing.size - before
        longest = done - min(group.since for group in batch)
        commit = Commit(len(statements), grown, done - start, longest)
        self._observer.committed(self._setting.ledger, commit)
        for group in batch:
            group.future.set_result(list(islice(answers, len(group.statements))))

    def _answers(self, outcomes: Outcomes, leaves: list[bytes]) -> Answers:
        placed = [outcome.index for outcome in outcomes if isinstance(outcome, Placed)]
        if not placed:
            return [
                o for o in outcomes if isinstance(o, NguonError)
            ]  # perhaps nothing is published
        with snapshot(
            self._setting.engine, self._setting.ledger, self._setting.origin
        ) as published:
            proofs = published.proofs(placed)
        return [
            Recorded(at.index, leaf, proofs[at.index], at.is_new) if isinstance(at, Placed) else at
            for at, leaf in zip(outcomes, leaves, strict=True)
        ]

    def _fail(self, batch: list[Group], error: Exception) -> None:
        self._tell(error)
        if not isinstance(error, NguonError):
            error = NguonError("storage_unavailable", "the ledger cannot record right now")
        self.failure = error
        self._observer.failed(self._setting.ledger, error.code)
        for group in batch:
            if not group.future.done():
                group.future.set_exception(error)

    def _tell(self, error: Exception) -> None:
        """Log a failure once: each look at a store that is down says the same."""
        if repr(error) != self._told:
            unexpected = None if isinstance(error, NguonError) else error
            _log.error("ledger %s: %s", self._setting.ledger, error, exc_info=unexpected)
        self._told = repr(error)
