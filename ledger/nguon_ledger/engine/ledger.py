"""One ledger: what the outside may ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

from nguon_ledger.engine.commit.checked import Recorded
from nguon_ledger.engine.commit.sequencing import LedgerKeys, Setting
from nguon_ledger.engine.commit.writer import Writer
from nguon_ledger.engine.intake.backlog import Waiting
from nguon_ledger.engine.intake.door import Door
from nguon_ledger.engine.intake.examiners import Examiners
from nguon_ledger.engine.intake.quota import Quotas, Rate
from nguon_ledger.engine.intake.tickets import Taken
from nguon_ledger.engine.observer import Harmless, Observer, Unobserved
from nguon_ledger.engine.reading.attachments import fetch_attachment, keep_attachment
from nguon_ledger.engine.reading.shipments import Shipment, find_shipments
from nguon_ledger.engine.reading.snapshot import Snapshot, snapshot
from nguon_ledger.engine.recall.scope import RecallScope, find_downstream, recall_scope
from nguon_ledger.engine.report.flags import FlaggedEvent, FlagQuestion, Flags, Place
from nguon_ledger.engine.report.names import Names, unknown_participant
from nguon_ledger.engine.report.period import Period
from nguon_ledger.engine.report.report import make_report
from nguon_ledger.engine.report.rows import Report
from nguon_ledger.engine.shared.writer import SharedWriter
from nguon_ledger.registry.state import Registry
from nguon_ledger.rules.timing import HOUR
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.blobs.table import TableBlobs
from nguon_ledger.store.database import reading
from nguon_ledger.trace.make import make_bundle

__all__ = ["Ledger", "LedgerKeys", "Recorded"]


class Ledger:
    """A ledger that is open. Every method may block; all are safe to call from many threads.

    ``shared``: other processes write it too, so one of them holds a lease at a time.
    """

    def __init__(
        self,
        setting: Setting,
        *,
        observer: Observer | None = None,
        quota: Rate | None = None,
        attachments: Blobs | None = None,
        examiners: Examiners | None = None,
        shared: bool = False,
    ) -> None:
        self.name = setting.ledger
        self.origin = setting.origin
        self.log = setting.log
        self._engine = setting.engine
        self._now = setting.now
        self._attachments = attachments or TableBlobs(setting.engine, self.name)
        heard = Harmless(observer or Unobserved())
        self._writer: Writer | SharedWriter = (SharedWriter if shared else Writer)(setting, heard)
        self._door = Door(
            setting,
            self._writer,
            heard,
            quotas=Quotas(quota) if quota else None,
            examiners=examiners,
        )

    @property
    def registry(self) -> Registry:
        """Who and what is registered."""
        return self._writer.registry

    def submit(self, statement: bytes) -> Future[Recorded]:
        """Check a statement and queue it; the result comes when a checkpoint covers it.

        Raises NguonError at once for what needs no order (form, key, signature, schema); the
        future raises NguonError for what does (registry, lots) and for a failing store.
        """
        return self._door.submit(statement)

    def submit_each(self, statements: Sequence[bytes]) -> list[Taken]:
        """Queue statements that came at the same time; a refusal takes the place of a ticket."""
        return self._door.submit_each(statements)

    def submit_in_order(self, statements: Sequence[bytes]) -> list[Taken]:
        """Queue statements of one sender in their order; a refusal takes the place of a ticket.

        Blocks only where one rests on an earlier one's outcome (a key that it registers).
        """
        return self._door.submit_in_order(statements)

    def waiting(self) -> Waiting:
        """Return what this process took in and has not answered yet."""
        return self._door.waiting()

    def head(self) -> tuple[int, int]:
        """Return the size and the seal's time (microseconds since 1970) of the checkpoint."""
        with snapshot(self._engine, self.name, self.origin) as published:
            return published.size, published.sealed()

    def checkpoint(self) -> bytes:
        """Return the published checkpoint."""
        with snapshot(self._engine, self.name, self.origin) as published:
            return published.checkpoint_note

    def tile(self, *, level: int, number: int, width: int) -> bytes:
        """Return the first ``width`` hashes of a tile. Raises NguonError ``not_found``."""
        with snapshot(self._engine, self.name, self.origin) as published:
            return published.tile(level=level, number=number, width=width)

    def entry_bundle(self, *, number: int, width: int) -> bytes:
        """Return an entry bundle. Raises NguonError ``not_found``."""
        with snapshot(self._engine, self.name, self.origin) as published:
            return published.entry_bundle(number=number, width=width)

    def entry(self, index: int) -> bytes:
        """Return the stored bytes of an entry. Raises NguonError ``not_found``."""
        with snapshot(self._engine, self.name, self.origin) as published:
            return published.entry(index)

    def proof(self, index: int) -> bytes:
        """Return an entry's tlog-proof. Raises NguonError ``not_found``."""
        with snapshot(self._engine, self.name, self.origin) as published:
            return published.proof(index)

    def trace(self, identifier: str) -> bytes:
        """Return the trace bundle of a lot, unit or logistic unit.

        Raises NguonError ``unknown_id`` or ``trace_too_large``.
        """
        with snapshot(self._engine, self.name, self.origin) as published:
            return make_bundle(identifier, published)

    def downstream(self, identifier: str) -> list[str]:
        """Return everything made from a lot or unit, in the order of making (for a recall).

        Raises NguonError ``unknown_id`` if the ledger has no record of it.
        """
        with reading(self._engine) as connection:
            published = Snapshot(connection, self.name, self.origin)
            return find_downstream(connection, self.name, published, identifier)

    def recall_scope(self, identifier: str) -> RecallScope:
        """Return what a recall of a thing reaches, and who has it now.

        Raises NguonError ``unknown_id`` if the ledger has no record of it.
        """
        registry = self.registry
        with reading(self._engine) as connection:
            published = Snapshot(connection, self.name, self.origin)
            return recall_scope(connection, self.name, published, registry, identifier)

    def shipments(
        self, *, participant: str | None = None, older_than_hours: int | None = None
    ) -> list[Shipment]:
        """Return what is on its way: from or to a participant, for so many hours or longer.

        Raises NguonError ``unknown_participant``.
        """
        registry = self.registry
        if participant is not None and participant not in registry.participants:
            raise unknown_participant(participant)
        until = None if older_than_hours is None else self._now() - older_than_hours * HOUR
        with reading(self._engine) as connection:
            return find_shipments(
                connection, self.name, Names(registry), participant=participant, until=until
            )

    def report(self, period: Period) -> Report:
        """Return what was recorded in a period, by whom and of what."""
        registry = self.registry
        with reading(self._engine) as connection:
            published = Snapshot(connection, self.name, self.origin)
            return make_report(connection, self.name, registry, period, size=published.size)

    def flags(self, question: FlagQuestion, *, after: Place, limit: int) -> list[FlaggedEvent]:
        """Return up to ``limit`` recorded flags behind a place, in the order of the log.

        Raises NguonError ``unknown_participant``.
        """
        registry = self.registry
        if question.participant is not None and question.participant not in registry.participants:
            raise unknown_participant(question.participant)
        with reading(self._engine) as connection:
            size = Snapshot(connection, self.name, self.origin).size
            flags = Flags(connection, self.name, Names(registry), size=size)
            return flags.find(question, after=after, limit=limit)

    def keep_attachment(self, data: bytes) -> bool:
        """Store a photo or paper that a recorded event names; return whether it is new.

        Raises NguonError ``attachment_too_large`` or ``attachment_unknown``.
        """
        return keep_attachment(self._engine, self.name, data, self._attachments)

    def attachment(self, digest: str) -> bytes:
        """Return a photo or paper by its SHA-256 in hex. Raises NguonError ``not_found``."""
        return fetch_attachment(self._attachments, digest)

    def check_ready(self) -> None:
        """Raise NguonError unless the ledger can read and its writer is well."""
        self._writer.check_ready()
        self.checkpoint()

    def close(self) -> None:
        """Finish the batch in flight and stop writing."""
        self._writer.close()
