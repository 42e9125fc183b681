"""One batch: statements admitted in their order, sealed, and written with what they change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.engine.admission.books import Books
from nguon_ledger.engine.admission.change import Change
from nguon_ledger.engine.admission.events import EventAdmission
from nguon_ledger.engine.admission.registration import admit_registration
from nguon_ledger.engine.commit.checked import Checked, Placed
from nguon_ledger.engine.commit.projections import Projections
from nguon_ledger.engine.commit.state import check_ledger_keys
from nguon_ledger.engine.intake.identity import identity
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import Event
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.registry.authority import check_genesis
from nguon_ledger.registry.state import Registry
from nguon_ledger.registry.statements import RegistryStatement
from nguon_ledger.statement import SEAL_TYP, sign_statement
from nguon_ledger.store.sequence.database import StoredExtension
from nguon_ledger.trace.seals import Seal


@dataclass(frozen=True)
class Identity:
    """What a ledger is called and signs with, as far as its entries name it."""

    origin: str
    vkey: str
    seal: Ed25519SigningKey


class Batch:
    """Builds one batch on top of ``size`` entries inside a write transaction.

    The registry takes in what is admitted at once; if the transaction fails, it is read anew.
    """

    def __init__(
        self, extension: StoredExtension, who: Identity, *, registry: Registry, size: int, time: int
    ) -> None:
        self.outcomes: list[Placed | NguonError] = []
        self.entries: list[tuple[bytes, bytes]] = []
        self._who = who
        self._registry = registry
        self._size = size
        self._time = time
        self._books = Books(extension.connection, extension.ledger, who.origin, registry)
        self._projections = Projections(extension.connection, extension.ledger)
        self._indices: dict[bytes, int] = {}

    def run(self, batch: Sequence[Checked]) -> None:
        """Fill ``outcomes``, one a statement, and ``entries``, to be appended.

        Nothing is written if all are refused or known.
        """
        self._books.prefetch(c.content for c in batch if isinstance(c.content, Event))
        self.outcomes = [self._place(checked) for checked in batch]
        if self.entries:
            self._projections.write_changes(self._books.changes)
            self._seal()

    def _place(self, checked: Checked) -> Placed | NguonError:
        index = self._size + len(self.entries)
        try:
            known = self._known(checked)
            if known is not None:
                return Placed(known, is_new=False)
            self._admit(index, checked)
        except NguonError as e:
            return e
        self._append(checked.leaf, checked.data)
        return Placed(index, is_new=True)

    def _known(self, checked: Checked) -> int | None:
        """Return where the same bytes stand, in the store or earlier in the batch."""
        if checked.leaf in self._indices:
            return self._indices[checked.leaf]
        mentions = self._books.mentions.entries(identity(checked.content, checked.data))
        return next((i for i in mentions if self._books.data(i) == checked.data), None)

    def _admit(self, index: int, checked: Checked) -> None:
        content = checked.content
        if isinstance(content, Event):
            admission = EventAdmission(
                registry=self._registry, books=self._books, index=index, time=self._time
            )
            change = admission.admit(content, data=checked.data, kid=checked.kid)
        else:
            change = self._register(index, checked, content)
        self._books.merge(index, checked.data, change)

    def _register(self, index: int, checked: Checked, content: RegistryStatement) -> Change:
        if index == 0:
            who = self._who
            check_genesis(content, origin=who.origin, vkey=who.vkey, kid=checked.kid)
        change = admit_registration(
            index,
            content,
            data=checked.data,
            kid=checked.kid,
            registry=self._registry,
            books=self._books,
        )
        if index == 0:
            self._projections.begin()
        self._projections.write_registry(index)
        return change

    def _append(self, leaf: bytes, data: bytes) -> None:
        self._indices[leaf] = self._size + len(self.entries)
        self.entries.append((leaf, data))

    def _seal(self) -> None:
        who = self._who
        check_ledger_keys(self._registry, vkey=who.vkey, seal=who.seal.kid)
        first, index = self._size, self._size + len(self.entries)
        payload = {"time": format_time(self._time), "from": first, "size": index}
        data = sign_statement(
            typ=SEAL_TYP, log=who.origin, payload=json.dumps(payload).encode(), key=who.seal
        )
        self._append(leaf_hash(data), data)
        self._projections.write_seal(Seal(index=index, first=first, size=index, time=self._time))
