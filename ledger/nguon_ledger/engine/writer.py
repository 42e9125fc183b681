"""The one writer of a ledger: pool, batch, commit, sign, publish, answer.

The order of ``_commit`` is the commit path, and its crash argument:

1. one transaction: entries, tiles, projections, new head. Power off before its commit: nothing
   happened. After it: the head is durable but not signed; ``recover`` signs it at the next start.
2. sign the checkpoint of the durable head (Ed25519 is deterministic: twice gives the same bytes).
3. replace the published checkpoint, comparing with the old one. Two writers cannot both win.
4. only then answer. Nothing is acknowledged before a published checkpoint covers it.

Any error stops the batch: nobody in it is acknowledged, and the state is read again. Whoever
sends the same bytes again gets the index that they may have got already.
"""

from __future__ import annotations

import logging
import queue
import threading
import time as clock
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from sqlalchemy import Engine, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from nguon_ledger.engine.reader import snapshot
from nguon_ledger.engine.sequencer import Batch, Checked, Placed, Sequenced
from nguon_ledger.engine.state import LedgerState, check_ledger_keys, check_root, load_state
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from nguon_ledger.log.note import Verifier
from nguon_ledger.store import tables
from nguon_ledger.store.database import inconsistent, reading, writing

MAX_BATCH = 4096
MAX_POOL = 16_384
LINGER = 0.005  # seconds that a batch waits for company
RETRY = 1.0  # seconds between looks at a store that failed
MAX_CLOCK_STEP = 5 * 60 * 1_000_000  # microseconds that the clock may fall back

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LedgerKeys:
    """What a ledger signs with: checkpoints, and seals."""

    log: Ed25519SigningKey
    seal: Ed25519SigningKey


@dataclass(frozen=True)
class Recorded:
    """An acknowledged statement: durable, and covered by a published checkpoint."""

    index: int
    leaf: bytes
    proof: bytes
    is_new: bool


_Waiting = tuple[Checked, "Future[Recorded]"]


def _still_waiting(waiting: _Waiting) -> list[_Waiting]:
    """Drop who has gone (a cancelled request); from here on nobody can go."""
    return [waiting] if waiting[1].set_running_or_notify_cancel() else []


class Writer:
    """Owns the write path of one ledger, on its own thread."""

    def __init__(
        self,
        engine: Engine,
        *,
        ledger: str,
        origin: str,
        vkey: str,
        keys: LedgerKeys,
        now: Callable[[], int],
    ) -> None:
        self._engine = engine
        self._ledger = ledger
        self._origin = origin
        self._vkey = vkey
        self._keys = keys
        self._now = now
        self._log = Verifier.from_vkey(vkey)
        self._pool: queue.Queue[_Waiting | None] = queue.Queue(MAX_POOL)
        self._door = threading.Lock()  # nothing enters the pool behind the end
        self._closed = False
        self._last: Checkpoint | None = None  # that this process published
        self.failure: NguonError | None = None
        self._told = ""  # the failure that was logged last
        self.state: LedgerState
        self._recover()
        self._thread = threading.Thread(target=self._run, name=f"writer-{ledger}", daemon=True)
        self._thread.start()

    def submit(self, checked: Checked) -> Future[Recorded]:
        """Queue a checked statement.

        Raises NguonError ``busy`` when the pool is full, ``storage_unavailable`` after close.
        """
        future: Future[Recorded] = Future()
        with self._door:
            if self._closed:
                raise NguonError("storage_unavailable", "the ledger is closed")
            try:
                self._pool.put_nowait((checked, future))
            except queue.Full:
                raise NguonError("busy", "too many statements are waiting; try again") from None
        return future

    def close(self) -> None:
        """Finish what is queued, then stop."""
        with self._door:
            first, self._closed = not self._closed, True
        if first:
            self._pool.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (batch := self._collect()) is not None:
            try:
                if self.failure is not None:
                    self._recover()
                    self._check_writable()
                    self._batch_time()  # a clock that still runs behind is a failure too
                    self.failure, self._told = None, ""
                if batch:
                    self._commit(batch)
            except Exception as e:  # noqa: BLE001 (whatever failed, nobody may be acknowledged)
                self._fail(batch, e)

    def _collect(self) -> list[_Waiting] | None:
        """Wait for a batch; after a failure only a while, to try whether the store is back."""
        try:
            first = self._pool.get(timeout=RETRY if self.failure else None)
        except queue.Empty:
            return []
        if first is None:
            return None
        batch, deadline = _still_waiting(first), clock.monotonic() + LINGER
        while len(batch) < MAX_BATCH:
            try:
                following = self._pool.get(timeout=max(0.0, deadline - clock.monotonic()))
            except queue.Empty:
                break
            if following is None:
                self._pool.put(None)  # the next round sees the end
                break
            batch += _still_waiting(following)
        return batch

    def _commit(self, batch: list[_Waiting]) -> None:
        time = self._batch_time()
        with writing(self._engine) as connection:
            work = Batch(
                connection,
                ledger=self._ledger,
                origin=self._origin,
                vkey=self._vkey,
                state=self.state,
                time=time,
            )
            done = work.run([checked for checked, _ in batch], self._keys.seal)
        if done.size != self.state.size:
            self._publish(done.size, done.root, before=self.state.size)
            state = self.state
            self.state = LedgerState(done.size, done.root, done.sealed, state.registry)
        self._answer(batch, done)

    def _batch_time(self) -> int:
        """Return now, but never before the last seal; a clock far behind it is an alarm."""
        now, sealed = self._now(), self.state.sealed
        if now < sealed - MAX_CLOCK_STEP:
            raise NguonError("clock_reversed", "the clock is behind the last seal")
        return max(now, sealed)

    def _publish(self, size: int, root: bytes, *, before: int) -> None:
        checkpoint = Checkpoint(self._origin, size, root)
        note = sign_checkpoint(checkpoint, self._keys.log)
        table = tables.checkpoint
        with writing(self._engine) as connection:
            swapped = connection.execute(
                update(table)
                .where(table.c.ledger == self._ledger, table.c.size == before)
                .values(size=size, note=note)
            ).rowcount
            if not swapped and before == 0:
                new = upsert(table).values(ledger=self._ledger, size=size, note=note)
                swapped = connection.execute(new.on_conflict_do_nothing()).rowcount
            if not swapped:
                raise inconsistent("another writer has moved the checkpoint")
        self._last = checkpoint

    def _answer(self, batch: list[_Waiting], done: Sequenced) -> None:
        placed: list[tuple[Checked, Future[Recorded], Placed]] = []
        for (checked, future), outcome in zip(batch, done.outcomes, strict=True):
            if isinstance(outcome, Placed):
                placed.append((checked, future, outcome))
            else:
                future.set_exception(outcome)
        if not placed:
            return  # perhaps there is no checkpoint yet
        with snapshot(self._engine, self._ledger, self._origin) as published:
            for checked, future, at in placed:
                proof = published.proof(at.index)
                future.set_result(Recorded(at.index, checked.leaf, proof, at.is_new))

    def _fail(self, batch: list[_Waiting], error: Exception) -> None:
        self._tell(error)
        if not isinstance(error, NguonError):
            error = NguonError("storage_unavailable", "the ledger cannot record right now")
        self.failure = error
        for _, future in batch:
            if not future.done():
                future.set_exception(error)

    def _tell(self, error: Exception) -> None:
        """Log a failure once: each look at a store that is down says the same."""
        if repr(error) != self._told:
            unexpected = None if isinstance(error, NguonError) else error
            _log.error("ledger %s: %s", self._ledger, error, exc_info=unexpected)
        self._told = repr(error)

    def _recover(self) -> None:
        """Read the state again; sign the head if a crash came between commit and signature."""
        self.state = load_state(self._engine, self._ledger, self._origin)
        check_ledger_keys(self.state.registry, vkey=self._vkey, seal=self._keys.seal.kid)
        stored = self._stored_checkpoint()
        for known in filter(None, (stored, self._last)):
            self._check_grown(known)
        before = stored.size if stored else 0
        if before < self.state.size:
            self._publish(self.state.size, self.state.root, before=before)

    def _check_grown(self, known: Checkpoint) -> None:
        """Refuse a store that was rolled back behind a checkpoint that others may have seen."""
        if known.size > self.state.size:
            raise inconsistent(f"the store is older than its checkpoint of size {known.size}")
        with reading(self._engine) as connection:
            check_root(connection, self._ledger, size=known.size, root=known.root)

    def _check_writable(self) -> None:
        """Write what is there already: a disk that is still full answers reads all the same."""
        table = tables.checkpoint
        with writing(self._engine) as connection:
            same = update(table).where(table.c.ledger == self._ledger).values(size=table.c.size)
            connection.execute(same)

    def _stored_checkpoint(self) -> Checkpoint | None:
        table = tables.checkpoint.c
        with reading(self._engine) as connection:
            query = select(table.size, table.note).where(table.ledger == self._ledger)
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        try:
            signed = open_checkpoint(row.note, self._log)
        except NguonError as e:
            raise inconsistent(f"the stored checkpoint is not ours: {e}") from e
        if signed.size != row.size:
            raise inconsistent("the stored checkpoint is of another size")
        return signed
