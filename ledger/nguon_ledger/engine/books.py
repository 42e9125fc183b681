"""What admission knows of lots and units: stored rows, and the changes of the batch so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlalchemy import Connection, select

from nguon_ledger.engine import tables
from nguon_ledger.engine.database import inconsistent
from nguon_ledger.engine.reader import read_touch
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import ADD, AGGREGATION, Event, read_event
from nguon_ledger.events.lots import LotBalance
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.statement import UnverifiedStatement, parse_statement
from nguon_ledger.trace.graph import direct_sources, serial_sources
from nguon_ledger.trace.touches import Role, Touch, event_subject, process_subject

_CHUNK = 500  # values in one IN list
# What admission asks of units, logistic units, event IDs and processes.
_ASKED = (Role.MADE, Role.TAKEN, Role.PARENT, Role.EVENT, Role.PROCESS, Role.VOID)


@dataclass(frozen=True)
class LotRow:
    """A lot: who made it first, and its balance."""

    maker: str
    balance: LotBalance


@dataclass
class Change:
    """What the entry at ``index`` changes. ``voids`` is the index of the event it takes back."""

    index: int
    touches: list[Touch]
    lots: dict[str, LotRow | None] = field(default_factory=dict)
    voids: int | None = None


class Books:
    """Reads through to the store; later entries of a batch see the earlier ones."""

    def __init__(self, connection: Connection, ledger: str, origin: str) -> None:
        self.changes: list[Change] = []
        self._connection = connection
        self._ledger = ledger
        self._origin = origin
        self._lots: dict[str, LotRow | None] = {}
        self._roles: dict[str, set[Role]] = {}
        self._statements: dict[int, bytes] = {}

    def prefetch(self, events: Iterable[Event]) -> None:
        """Load in few queries what admitting these events will ask."""
        lots: set[str] = set()
        subjects: set[str] = set()
        for event in events:
            items = [listed.item for listed in event.listed] + list(event.grown_from)
            lots |= {item.id for item in items if item.is_lot}
            lots |= {lot for item in items if (lot := event.serial_lot(item)) is not None}
            subjects |= {item.id for item in items if not item.is_lot}
            subjects.add(event_subject(event.event_id))
            subjects |= {process_subject(event.process)} if event.process else set()
            subjects |= {event.parent.id} if event.parent else set()
        self._load_lots(sorted(lots - self._lots.keys()))
        self._load_roles(sorted(subjects - self._roles.keys()))

    def lot(self, lot: str) -> LotRow | None:
        """Return a lot as it is now."""
        if lot not in self._lots:
            self._load_lots([lot])
        return self._lots[lot]

    def roles(self, subject: str) -> set[Role]:
        """Return what live entries did to a unit, logistic unit, event ID or process."""
        if subject not in self._roles:
            self._load_roles([subject])
        return self._roles[subject]

    def merge(self, index: int, statement: UnverifiedStatement, change: Change) -> None:
        """Let later entries see an admitted one."""
        self.changes.append(change)
        self._statements[index] = statement.data
        self._lots.update(change.lots)
        if change.voids is not None:
            self._roles.clear()  # rare: read again, through touches()
        for touch in change.touches:
            if touch.subject in self._roles and touch.role in _ASKED:
                self._roles[touch.subject].add(touch.role)

    def touches(self, subject: str) -> list[Touch]:
        """Return every live touch of a subject, the batch's included, by index."""
        return [touch for touch in self._all_touches(subject) if touch.role != Role.VOID]

    def _all_touches(self, subject: str) -> list[Touch]:
        table = tables.touch.c
        rows = self._connection.execute(
            select(tables.touch).where(table.ledger == self._ledger, table.subject == subject)
        )
        found = [read_touch(row) for row in rows]
        found += [t for c in self.changes for t in c.touches if t.subject == subject]
        void = {c.voids for c in self.changes}
        dead = [replace(t, role=Role.VOID) for t in found if t.index in void]
        return sorted(dead + [t for t in found if t.index not in void], key=lambda t: t.index)

    def statement(self, index: int) -> UnverifiedStatement:
        """Return a stored or just admitted statement. Raises NguonError ``store_inconsistent``."""
        if index not in self._statements:
            self._statements[index] = self._load_entry(index)
        return parse_statement(self._statements[index], log=self._origin)

    def event(self, index: int) -> Event:
        """Return the event at an index that is known to hold one."""
        return read_event(self.statement(index).payload)

    def inputs_of(self, process: str, *, until: int) -> list[str]:
        """Return what the events of a process over days took, up to an index."""
        parts = [t.index for t in self.touches(process_subject(process)) if t.role == Role.PROCESS]
        events = [self.event(index) for index in parts if index <= until]
        return [listed.item.id for event in events for listed in event.inputs]

    def upstream(self, things: Iterable[str]) -> set[str]:
        """Return everything that these things were made of, themselves included."""
        seen: set[str] = set()
        queue = list(things)
        while queue:
            thing = queue.pop()
            if thing not in seen:
                seen.add(thing)
                queue += self._sources(thing)
        return seen

    def _sources(self, thing: str) -> list[str]:
        sources: list[str] = []
        for touch in self.touches(thing):
            if touch.role not in {Role.MADE, Role.PARENT}:
                continue
            event = self.event(touch.index)
            if event.process is not None:
                sources += self.inputs_of(event.process, until=touch.index)
                sources += serial_sources(thing, event)
            elif event.type != AGGREGATION or event.action == ADD:
                sources += direct_sources(thing, event)
        return sources

    def _load_entry(self, index: int) -> bytes:
        """Only bytes that are what was admitted may decide on others."""
        table = tables.entry.c
        query = select(table.leaf, table.data).where(
            table.ledger == self._ledger, table.idx == index
        )
        row = self._connection.execute(query).one_or_none()
        if row is None or leaf_hash(row.data) != row.leaf:
            raise inconsistent(f"entry {index} is not what was admitted", field=str(index))
        data: bytes = row.data
        return data

    def _load_lots(self, lots: list[str]) -> None:
        table = tables.lot.c
        self._lots.update(dict.fromkeys(lots))
        for start in range(0, len(lots), _CHUNK):
            chunk = lots[start : start + _CHUNK]
            query = select(tables.lot).where(table.ledger == self._ledger, table.lot.in_(chunk))
            for row in self._connection.execute(query):
                balance = LotBalance(
                    row.lot, row.dimension, Decimal(row.made), Decimal(row.taken), row.serials
                )
                self._lots[row.lot] = LotRow(row.maker, balance)

    def _load_roles(self, subjects: list[str]) -> None:
        self._roles.update({subject: set() for subject in subjects})
        if any(change.voids is not None for change in self.changes):
            for subject in subjects:
                self._roles[subject] = {touch.role for touch in self._all_touches(subject)}
            return
        table = tables.touch.c
        for start in range(0, len(subjects), _CHUNK):
            chunk = subjects[start : start + _CHUNK]
            query = select(tables.touch).where(
                table.ledger == self._ledger, table.subject.in_(chunk), table.role.in_(_ASKED)
            )
            for row in self._connection.execute(query):
                self._roles[row.subject].add(read_touch(row).role)
        for change in self.changes:
            for touch in change.touches:
                if touch.subject in self._roles and touch.role in _ASKED:
                    self._roles[touch.subject].add(touch.role)


def absent(thing: str, field: str | None = None) -> NguonError:
    """Return the refusal for a thing that nothing made."""
    return NguonError("input_missing", f"{thing} is not recorded in this ledger", field=field)
