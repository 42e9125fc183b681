"""One ledger's write path, batch by batch: what the two kinds of writers share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import Connection, Engine, bindparam, select, update

from nguon_ledger.engine.commit.batch import Batch, Identity
from nguon_ledger.engine.commit.checked import Checked, Placed
from nguon_ledger.engine.commit.path import CommitPath, Entries
from nguon_ledger.engine.commit.publication import Publication
from nguon_ledger.engine.commit.state import LedgerState, check_ledger_keys, load_state
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.note import ED25519, Verifier
from nguon_ledger.registry.state import Registry
from nguon_ledger.store import tables
from nguon_ledger.store.database import writing
from nguon_ledger.store.head.contract import Head
from nguon_ledger.store.head.table import TableHead
from nguon_ledger.store.sequence.database import StoredExtension, StoredReach, StoredSequence

MAX_CLOCK_STEP = 5 * 60 * 1_000_000  # microseconds that the clock may fall back

_FROZEN = select(tables.ledger.c.frozen).where(tables.ledger.c.ledger == bindparam("ledger"))

Outcomes: TypeAlias = list[Placed | NguonError]
Settle: TypeAlias = Callable[[Connection, Outcomes], None]
Fence: TypeAlias = Callable[[Connection], None]


@dataclass(frozen=True)
class LedgerKeys:
    """What a ledger signs with: checkpoints, and seals."""

    log: Ed25519SigningKey
    seal: Ed25519SigningKey


@dataclass(frozen=True)
class Setting:
    """Where a ledger is and what it signs with.

    ``second`` is the head's second memory; ``fence`` is asked in every transaction whether this
    process may still write.
    """

    engine: Engine
    ledger: str
    origin: str
    keys: LedgerKeys
    now: Callable[[], int]
    second: Head | None = None
    fence: Fence | None = None

    @property
    def log(self) -> Verifier:
        """What verifies the ledger's checkpoints."""
        return Verifier(self.origin, ED25519, self.keys.log.public.raw)


class Sequencing:
    """Commits batches of one ledger. Not for two threads at once."""

    def __init__(self, setting: Setting) -> None:
        self.state = LedgerState(0, Registry())
        self._setting = setting
        engine, ledger, fence = setting.engine, setting.ledger, setting.fence
        self._who = Identity(setting.origin, setting.log.vkey, setting.keys.seal)
        published = TableHead(engine, ledger, fence=fence)
        self._path = CommitPath(
            StoredSequence(engine, ledger, fence=fence),
            Publication(
                origin=setting.origin,
                key=setting.keys.log,
                published=published,
                second=setting.second,
            ),
        )

    @property
    def size(self) -> int:
        """How many entries are published."""
        return self._path.extent.size

    def recover(self) -> None:
        """Read everything again and check it; sign what a crash left durable but unsigned."""
        self._path.recover(self._load)

    def _load(self, reach: StoredReach) -> None:
        state = load_state(reach, self._setting.origin)
        check_ledger_keys(state.registry, vkey=self._who.vkey, seal=self._who.seal.kid)
        self.state = state

    def check_writable(self) -> None:
        """Write what is there already: a disk that is still full answers reads all the same.

        Raises NguonError ``clock_reversed`` for a clock that runs behind, or
        ``storage_unavailable``.
        """
        self._batch_time()
        table = tables.checkpoint
        with writing(self._setting.engine) as connection:
            mine = table.c.ledger == self._setting.ledger
            connection.execute(update(table).where(mine).values(size=table.c.size))

    def commit(self, batch: Sequence[Checked], settle: Settle | None = None) -> Outcomes:
        """Make a batch durable and publish it; return the outcome of each statement, in order.

        ``settle`` writes the outcomes in the same transaction. After any error: ``recover``.
        A ledger that is frozen refuses each of them; that is no error, and readers go on.
        """
        time, size = self._batch_time(), self.size
        outcomes: Outcomes = []

        def work(extension: StoredExtension) -> Entries:
            done = Batch(extension, self._who, registry=self.state.registry, size=size, time=time)
            frozen = find_freeze(extension.connection, extension.ledger)
            if frozen is None:
                done.run(batch)
            outcomes.extend(done.outcomes if frozen is None else [frozen] * len(batch))
            if settle is not None:
                settle(extension.connection, outcomes)
            return done.entries

        self._path.extend(work)
        if self.size != size:
            self.state = LedgerState(time, self.state.registry)
        return outcomes

    def _batch_time(self) -> int:
        """Return now, but never before the last seal; a clock far behind it is an alarm."""
        now, sealed = self._setting.now(), self.state.sealed
        if now < sealed - MAX_CLOCK_STEP:
            raise NguonError("clock_reversed", "the clock is behind the last seal")
        return max(now, sealed)


def find_freeze(connection: Connection, ledger: str) -> NguonError | None:
    """Return the refusal of a ledger that the operator has made read-only, None if it is not."""
    reason = connection.execute(_FROZEN, {"ledger": ledger}).scalar()
    if reason is None:
        return None
    return NguonError("ledger_frozen", f"the operator has frozen this ledger: {reason}")
