"""What admission knows of lots and units: stored rows, and the changes of the batch so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlalchemy import Connection, select

from nguon_ledger.engine import tables
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import Event, read_event
from nguon_ledger.events.lots import LotBalance
from nguon_ledger.statement import UnverifiedStatement, parse_statement
from nguon_ledger.trace.chain import direct_sources
from nguon_ledger.trace.touches import Role, Touch

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
    """What one admitted entry changes. ``voids`` is the index of the event it takes back."""

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
            subjects |= {item.id for item in items if not item.is_lot} | {event.event_id}
            subjects |= {s for s in (event.process, event.parent and event.parent.id) if s}
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
            select(table.subject, table.idx, table.role).where(
                table.ledger == self._ledger, table.subject == subject
            )
        )
        found = [Touch(row.subject, row.idx, Role(row.role)) for row in rows]
        found += [t for c in self.changes for t in c.touches if t.subject == subject]
        void = {c.voids for c in self.changes}
        dead = [replace(t, role=Role.VOID) for t in found if t.index in void]
        return sorted(dead + [t for t in found if t.index not in void], key=lambda t: t.index)

    def statement(self, index: int) -> UnverifiedStatement:
        """Return a stored or just admitted statement."""
        if index not in self._statements:
            table = tables.entry.c
            query = select(table.data).where(table.ledger == self._ledger, table.idx == index)
            self._statements[index] = self._connection.execute(query).scalar_one()
        return parse_statement(self._statements[index], log=self._origin)

    def event(self, index: int) -> Event:
        """Return the event at an index that is known to hold one."""
        return read_event(self.statement(index).payload)

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
            if touch.role in {Role.MADE, Role.PARENT}:
                event = self.event(touch.index)
                sources += direct_sources(thing, event)
                if event.process is not None:
                    parts = [self.event(t.index) for t in self.touches(event.process)]
                    sources += [listed.item.id for part in parts for listed in part.inputs]
        return sources

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
            query = select(table.subject, table.role).where(
                table.ledger == self._ledger, table.subject.in_(chunk), table.role.in_(_ASKED)
            )
            for row in self._connection.execute(query):
                self._roles[row.subject].add(Role(row.role))
        for change in self.changes:
            for touch in change.touches:
                if touch.subject in self._roles and touch.role in _ASKED:
                    self._roles[touch.subject].add(touch.role)


def absent(thing: str, field: str | None = None) -> NguonError:
    """Return the refusal for a thing that nothing made."""
    return NguonError("input_missing", f"{thing} is not recorded in this ledger", field=field)
