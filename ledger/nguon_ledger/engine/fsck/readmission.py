"""Entries admitted again in their order, as at the door; what they imply is written down.

``nguon rebuild`` writes it into the ledger itself, ``nguon fsck`` into a scratch database, and
``nguon import`` into the ledger's new home. A batch is what a seal closes; each is in the
projections as a whole when ``feed`` returns true.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection

from nguon_ledger.engine.admission.books import Books
from nguon_ledger.engine.admission.change import Change
from nguon_ledger.engine.admission.events import EventAdmission
from nguon_ledger.engine.admission.registration import admit_registration
from nguon_ledger.engine.commit.projections import Projections
from nguon_ledger.engine.fsck.fault import entry_fault
from nguon_ledger.engine.fsck.signatures import Signatures
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import Event
from nguon_ledger.events.reading import read_event
from nguon_ledger.keys.jwk import PublicKey
from nguon_ledger.log.merkle import EMPTY_ROOT, leaf_hash
from nguon_ledger.log.tiles import grow_tiles, node_from_tiles
from nguon_ledger.registry.authority import check_genesis
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.state import Registry
from nguon_ledger.registry.statements import Genesis, RegistryStatement
from nguon_ledger.statement import (
    EVENT_TYP,
    REGISTRY_TYP,
    SEAL_TYP,
    UnverifiedStatement,
    parse_statement,
)
from nguon_ledger.store.sequence.database import StoredExtension
from nguon_ledger.trace.seals import Seal, check_place, read_seal

_Read = tuple[UnverifiedStatement, Event | RegistryStatement]


@dataclass
class Position:
    """How far a ledger was admitted: entries, the last seal, and the registry up to there."""

    size: int = 0
    seal: Seal | None = None
    registry: Registry = field(default_factory=Registry)


class Readmission:
    """Admits entries on top of a position; ``connection`` holds the projections up to there.

    ``keeps_entries``: write the entries too, where they are not there already. ``signatures``:
    verify them; what is admitted counts only after its ``settle``. Every method raises NguonError
    ``store_inconsistent`` naming the first entry that cannot stand.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        ledger: str,
        origin: str,
        position: Position | None = None,
        signatures: Signatures | None = None,
        keeps_entries: bool = False,
    ) -> None:
        self.position = position or Position()
        self._connection = connection
        self._ledger = ledger
        self._origin = origin
        self._signatures = signatures
        self._keeps_entries = keeps_entries
        self._log = StoredExtension(connection, ledger)
        self._projections = Projections(connection, ledger)
        self._batch: list[_Read] = []
        if self.position.size == 0:
            self._projections.begin()

    @property
    def index(self) -> int:
        """The index of the next entry."""
        return self.position.size + len(self._batch)

    def feed(self, data: bytes) -> bool:
        """Take the next entry; return whether it was a seal, so that no batch is open."""
        statement, content = self._read(data)
        if content is not None:
            self._batch.append((statement, content))
            return False
        self._replay(statement)
        self._batch = []
        return True

    def finish(self) -> None:
        """Check that the last entry was a seal, and all signatures."""
        if self._batch:
            raise self._fault(self.position.size, "no seal after it")
        if self._signatures is not None:
            self._signatures.settle()

    def root(self, size: int) -> bytes:
        """Return the root over the first ``size`` entries, at most those of closed batches."""
        return node_from_tiles((0, size), self._log.tile) if size else EMPTY_ROOT

    def _read(self, data: bytes) -> tuple[UnverifiedStatement, Event | RegistryStatement | None]:
        """Read an entry; a seal has no content."""
        try:
            statement = parse_statement(data, log=self._origin)
            if statement.typ == SEAL_TYP:
                return statement, None
            if statement.typ == EVENT_TYP:
                return statement, read_event(statement.payload)
            if statement.typ == REGISTRY_TYP:
                return statement, read_registry(statement.payload)
        except NguonError as e:
            raise self._fault(self.index, str(e)) from e
        raise self._fault(self.index, f"unknown type {statement.typ[:60]!r}")

    def _replay(self, statement: UnverifiedStatement) -> None:
        seal = self._read_seal(statement)
        first, registry = self.position.size, self.position.registry
        books = Books(self._connection, self._ledger, self._origin, registry)
        books.prefetch(content for _, content in self._batch if isinstance(content, Event))
        for index, read in enumerate(self._batch, first):
            try:
                change = self._admit(index, read, books, seal.time)
            except NguonError as e:
                raise self._fault(index, str(e)) from e
            self._verify(index, read[0], registry.keys[read[0].kid].key)
            books.merge(index, read[0].data, change)
        self._verify_seal(seal, statement)
        self._projections.write_changes(books.changes)
        self._projections.write_seal(seal)
        self._write_log([read.data for read, _ in self._batch] + [statement.data])
        self.position.seal = seal

    def _read_seal(self, statement: UnverifiedStatement) -> Seal:
        index, first = self.index, self.position.size
        try:
            seal = read_seal(statement.payload, index)
            check_place(seal, self.position.seal)
        except NguonError as e:
            raise self._fault(index, str(e)) from e
        if seal.first != first:
            raise self._fault(index, f"it dates entries from {seal.first}, not {first}")
        return seal

    def _verify_seal(self, seal: Seal, statement: UnverifiedStatement) -> None:
        genesis = self.position.registry.genesis
        if genesis is None or statement.kid != genesis.seal_key.kid:
            raise self._fault(seal.index, "not sealed with the key that Genesis names")
        self._verify(seal.index, statement, genesis.seal_key)

    def _admit(self, index: int, read: _Read, books: Books, time: int) -> Change:
        statement, content = read
        registry = self.position.registry
        if isinstance(content, Event):
            admission = EventAdmission(registry=registry, books=books, index=index, time=time)
            return admission.admit(content, data=statement.data, kid=statement.kid)
        if index == 0:
            vkey = content.log_keys[0] if isinstance(content, Genesis) else ""
            check_genesis(content, origin=self._origin, vkey=vkey, kid=statement.kid)
        self._projections.write_registry(index)
        return admit_registration(
            index,
            content,
            data=statement.data,
            kid=statement.kid,
            registry=registry,
            books=books,
        )

    def _write_log(self, entries: list[bytes]) -> None:
        first = self.position.size
        leaves = [leaf_hash(data) for data in entries]
        if self._keeps_entries:
            self._log.append(first, list(zip(leaves, entries, strict=True)))
        tiles = grow_tiles(size=first, leaves=leaves, read=self._log.tile)
        self._log.put_tiles(tiles)
        self.position.size += len(entries)

    def _verify(self, index: int, statement: UnverifiedStatement, key: PublicKey) -> None:
        if self._signatures is not None:
            self._signatures.add(index, statement, key)

    def _fault(self, index: int, why: str) -> NguonError:
        """Return the fault of an entry, unless an earlier one has a bad signature."""
        if self._signatures is not None:
            self._signatures.settle()
        return entry_fault(index, why)
