"""Check one ledger: in one snapshot, from its entries, without writing.

1. Every entry is in its place, its bytes hash to its leaf, its signature is by a key that was good
   at its index, authority and rules admit it, and seals close the batches in order.
2. The head is the size and root of the entries.
3. The published checkpoint, and the second head where there is one, are signed by the ledger's key
   and lie on the way to that root.
4. Every projection (tiles included) is row for row what the entries imply.
5. Every attachment, in the database and where else they are kept, is what its name says, and an
   event names it. Those that events name and that are not there are listed, and are no fault.

If 1 fails nothing else can be judged, and the entry alone is told.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, select

from nguon_ledger.engine.fsck.attachments import (
    Attachments,
    check_place,
    check_rows,
    count_rows,
)
from nguon_ledger.engine.fsck.compare import compare_table
from nguon_ledger.engine.fsck.database import damage
from nguon_ledger.engine.fsck.entries import stored_entries
from nguon_ledger.engine.fsck.fault import Fault, fault_of, shown
from nguon_ledger.engine.fsck.foreign import first_foreign
from nguon_ledger.engine.fsck.named import is_named
from nguon_ledger.engine.fsck.readmission import Readmission
from nguon_ledger.engine.fsck.rows import any_text
from nguon_ledger.engine.fsck.scratch import scratch_database
from nguon_ledger.engine.fsck.signatures import Signatures
from nguon_ledger.engine.fsck.standing import check_checkpoint, check_head, check_second_head
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import parse_checkpoint
from nguon_ledger.log.note import parse_note
from nguon_ledger.store import tables
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.database import reading

Progress = Callable[[int, int], None]
"""Called now and then with the number of entries that are checked, and of all."""


@dataclass
class Found:
    """How far the entries can stand, how many of them are signed, and their root if all can.

    ``second_head``: how many the second head signs, None without one. ``attachments``: those in
    the database, or where they are kept instead.
    """

    entries: int = 0
    signed: int = 0
    root: bytes | None = None
    second_head: int | None = None
    attachments: Attachments = field(default_factory=Attachments)


@dataclass(frozen=True)
class LedgerReport:
    """What the check of a ledger found, and how long it took."""

    name: str
    origin: str
    found: Found
    seconds: float
    faults: tuple[Fault, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing differs."""
        return not self.faults


class Ledger(NamedTuple):
    """A ledger to be checked: its name, its origin, and the second head if there is one.

    ``attachments``: where they are kept, if not in the database.
    """

    name: str
    origin: str
    second_head: bytes | None = None
    attachments: Blobs | None = None


def check_ledger(
    engine: Engine, ledger: Ledger, *, progress: Progress, folder: Path | None = None
) -> LedgerReport:
    """Check a ledger and report; what is wrong is in the report, not raised.

    ``folder``: where the scratch database goes, as large as the ledger. Raises NguonError
    ``storage_unavailable`` where the store or the scratch database do not answer.
    """
    began = time.monotonic()
    faults: list[Fault] = []
    found = Found()
    with (
        damage(faults),
        reading(engine) as connection,
        any_text(connection),
        scratch_database(folder) as scratch,
        Signatures() as signatures,
    ):
        _Check(engine, connection, scratch, ledger, signatures, found).run(faults, progress)
    seconds = time.monotonic() - began
    return LedgerReport(ledger.name, ledger.origin, found, seconds, tuple(faults))


class _Check:
    def __init__(
        self,
        engine: Engine,
        connection: Connection,
        scratch: Connection,
        ledger: Ledger,
        signatures: Signatures,
        found: Found,
    ) -> None:
        self._engine = engine
        self._connection = connection
        self._scratch = scratch
        self._ledger = ledger
        self._found = found
        self._admission = Readmission(
            scratch,
            ledger=ledger.name,
            origin=ledger.origin,
            signatures=signatures,
            keeps_entries=True,
        )

    def run(self, faults: list[Fault], progress: Progress) -> None:
        """Do all steps, or the first alone if it fails."""
        if (fault := self._admit(progress)) is not None:
            faults.append(fault)
        else:
            faults.extend(self._compare())

    def _admit(self, progress: Progress) -> Fault | None:
        """Step 1. An exchanged entry may stand and make a later one fall: the tiles know better."""
        name, total = self._ledger.name, self._head_size()
        try:
            with closing(stored_entries(self._connection, name)) as entries:
                for data in entries:
                    if self._admission.feed(data):
                        self._found.entries = self._admission.index
                        progress(self._found.entries, total)
            self._admission.finish()
        except NguonError as e:
            if e.code != "store_inconsistent":
                raise
            known_better = self._altered_origin(e) or first_foreign(self._connection, name)
            return known_better or fault_of(e)
        if next(self._head_faults(), None) is not None:
            return first_foreign(self._connection, name)
        return None

    def _altered_origin(self, error: NguonError) -> Fault | None:
        """Every entry is signed for the origin: where that was altered, the first looks wrong."""
        if not error.detail.startswith("entry 0: wrong_log"):
            return None
        table = tables.checkpoint.c
        query = select(table.note).where(table.ledger == self._ledger.name)
        note = self._connection.execute(query).scalar_one_or_none()
        try:
            signed = parse_checkpoint(parse_note(note or b"").text).origin
        except NguonError:
            return None
        if signed == self._ledger.origin:
            return None
        stored, expected = shown(self._ledger.origin), shown(signed)
        return Fault("ledger", "it is not what was signed", {}, "origin", stored, expected)

    def _compare(self) -> Iterator[Fault]:
        """Do steps 2 to 5, where every entry can stand."""
        name, origin, second_head, _ = self._ledger
        size, root_at = self._admission.position.size, self._admission.root
        genesis = self._admission.position.registry.genesis
        if genesis is None:
            yield Fault("entry", "there is no entry", {"idx": 0})
            return
        self._found.root = root_at(size)
        yield from self._head_faults()
        self._found.signed, faults = check_checkpoint(
            self._connection, name, origin, genesis, root_at, size
        )
        yield from faults
        if second_head is not None:
            self._found.second_head, faults = check_second_head(
                second_head, origin, genesis, root_at, size
            )
            yield from faults
        for table in tables.PROJECTIONS:
            fault = compare_table(table, name, stored=self._connection, expected=self._scratch)
            if fault is not None:
                yield fault
        yield from self._check_attachments()

    def _check_attachments(self) -> Iterator[Fault]:
        name, blobs = self._ledger.name, self._ledger.attachments
        yield from check_rows(self._connection, name, self._scratch)
        if blobs is None:
            self._found.attachments = count_rows(self._connection, name, self._scratch)
        else:
            yield from check_place(
                blobs,
                name,
                self._scratch,
                self._found.attachments,
                is_named_since=self._is_named_now,
            )

    def _is_named_now(self, digest: str) -> bool:
        with reading(self._engine) as connection:
            return is_named(connection, self._ledger.name, digest)

    def _head_faults(self) -> Iterator[Fault]:
        size = self._admission.position.size
        return check_head(self._connection, self._ledger.name, size, self._admission.root)

    def _head_size(self) -> int:
        table = tables.head.c
        query = select(table.size).where(table.ledger == self._ledger.name)
        size = self._connection.execute(query).scalar_one_or_none()
        return size if isinstance(size, int) else 0
