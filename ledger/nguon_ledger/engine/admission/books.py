"""What admission knows: stored rows, entries and touches, and the changes of the batch so far."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select

from nguon_ledger.engine.admission.deeds import Deed
from nguon_ledger.engine.admission.things import ThingStore
from nguon_ledger.engine.reading.rows import read_touch
from nguon_ledger.events.event import ADD, AGGREGATION, Event
from nguon_ledger.events.reading import read_event
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.registry.state import Registry
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.making import serials_by_lot
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.rules.thing import Thing
from nguon_ledger.statement import UnverifiedStatement, parse_statement
from nguon_ledger.store import tables
from nguon_ledger.store.database import inconsistent
from nguon_ledger.store.lookup import rows_by
from nguon_ledger.trace.graph import direct_sources, serial_sources
from nguon_ledger.trace.recorded import RecordedEvent
from nguon_ledger.trace.touches import (
    Role,
    Touch,
    diary_subject,
    event_subject,
    process_subject,
)

# What admission asks of event IDs, processes and diary texts.
_ASKED = frozenset({Role.EVENT, Role.PROCESS, Role.ABOUT, Role.VOID})
_NO_ROLES: frozenset[Role] = frozenset()
_ALONE = {role: frozenset({role}) for role in Role}
CHUNK = 500  # entries that are read at once

_T = tables.touch.c

# Composed once: composing costs more than looking up.
_ENTRIES = select(tables.entry.c.idx, tables.entry.c.leaf, tables.entry.c.data).where(
    tables.entry.c.ledger == bindparam("ledger"),
    tables.entry.c.idx.in_(bindparam("indices", expanding=True)),
)
_FLAGS = (
    select(tables.flag)
    .where(
        tables.flag.c.ledger == bindparam("ledger"),
        tables.flag.c.idx.in_(bindparam("indices", expanding=True)),
    )
    .order_by(tables.flag.c.idx, tables.flag.c.number)
)


@dataclass
class Change:
    """What the entry at ``index`` changes.

    ``voids`` is the index of the event it takes back. ``flags`` replace those of the entries
    named: an event's own, and after a correction those of events that looked at the same things.
    """

    index: int
    touches: list[Touch]
    things: Mapping[str, Thing | None] = field(default_factory=dict)
    flags: dict[int, list[Finding]] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    voids: int | None = None


class Books:
    """Reads through to the store; later entries of a batch see the earlier ones."""

    def __init__(
        self, connection: Connection, ledger: str, origin: str, registry: Registry
    ) -> None:
        self.changes: list[Change] = []
        self.things = ThingStore(connection, ledger)
        self._registry = registry
        self._connection = connection
        self._ledger = ledger
        self._origin = origin
        self._roles: dict[str, frozenset[Role]] = {}
        self._unread: dict[str, frozenset[Role]] = {}  # by the batch; not looked up yet
        self._statements: dict[int, bytes] = {}
        self._voids: set[int] = set()
        self._touches: dict[str, list[Touch]] = {}  # of the first ``_indexed`` changes
        self._indexed = 0

    def prefetch(self, events: Iterable[Event]) -> None:
        """Load in few queries what admitting these events will ask."""
        things: set[str] = set()
        subjects: set[str] = set()
        for event in events:
            _add_things(things, event)
            subjects.add(event_subject(event.event_id))
            if event.process is not None:
                subjects.add(process_subject(event.process))
            if event.diary is not None:
                subjects.add(diary_subject(event.diary))
        self.things.load(things)
        self._load_roles(sorted(name for name in subjects if name not in self._roles))

    def roles(self, subject: str) -> frozenset[Role]:
        """Return what live entries did to an event ID, process or diary text."""
        if subject not in self._roles:
            self._load_roles([subject])
        return self._roles[subject]

    def merge(self, index: int, data: bytes, change: Change) -> None:
        """Let later entries see an admitted one."""
        self.changes.append(change)
        self._statements[index] = data
        self.things.put(change.things)
        if change.voids is not None:
            self._voids.add(change.voids)
            self._roles.clear()  # rare: read again, through touches()
        self._see(change)

    def touches(self, subject: str) -> list[Touch]:
        """Return every live touch of a subject, the batch's included, by index."""
        return [touch for touch in self._all_touches(subject) if touch.role != Role.VOID]

    def mentions(self, subject: str) -> list[int]:
        """Return the entries about an event ID or signed part, taken back or not, by index."""
        if subject in self._roles and not self._roles[subject]:
            return []
        return [touch.index for touch in self._all_touches(subject)]

    def _all_touches(self, subject: str) -> list[Touch]:
        table = tables.touch.c
        rows = self._connection.execute(
            select(tables.touch).where(table.ledger == self._ledger, table.subject == subject)
        )
        found = [read_touch(row) for row in rows]
        found += self._touches_of_batch(subject)
        void = self._voids
        dead = [t._replace(role=Role.VOID) for t in found if t.index in void]
        return sorted(dead + [t for t in found if t.index not in void], key=lambda t: t.index)

    def _touches_of_batch(self, subject: str) -> list[Touch]:
        """Sort the batch by subject once it is asked: few batches are."""
        for change in self.changes[self._indexed :]:
            for touch in change.touches:
                self._touches.setdefault(touch.subject, []).append(touch)
        self._indexed = len(self.changes)
        return self._touches.get(subject, [])

    def data(self, index: int) -> bytes:
        """Return a stored or just admitted statement. Raises NguonError ``store_inconsistent``."""
        if index not in self._statements:
            self._statements |= self._load_entries([index])
        return self._statements[index]

    def statement(self, index: int) -> UnverifiedStatement:
        """Read a stored or just admitted statement. Raises NguonError ``store_inconsistent``."""
        return parse_statement(self.data(index), log=self._origin)

    def event(self, index: int) -> Event:
        """Return the event at an index that is known to hold one."""
        return read_event(self.statement(index).payload)

    def flags(self, indices: Iterable[int]) -> dict[int, list[Finding]]:
        """Return what the rules flag of events, if anything, the batch's changes included."""
        asked = sorted(indices)
        found: dict[int, list[Finding]] = {}
        for start in range(0, len(asked), CHUNK):
            chunk = asked[start : start + CHUNK]
            names = {"ledger": self._ledger, "indices": chunk}
            for row in self._connection.execute(_FLAGS, names):
                flag = Finding(row.rule, row.idx, row.subject, json.loads(row.details))
                found.setdefault(row.idx, []).append(flag)
        for change in self.changes:
            found |= {index: change.flags[index] for index in asked if index in change.flags}
        return found

    def recorded(self, index: int) -> RecordedEvent:
        """Return the event at an index with its signer; when it was recorded is not looked up."""
        return self._read(index, self.statement(index))

    def history(self, indices: Iterable[int]) -> Iterator[RecordedEvent]:
        """Yield many events by index, read in few queries and not kept."""
        asked = sorted(indices)
        for start in range(0, len(asked), CHUNK):
            chunk = asked[start : start + CHUNK]
            stored = self._load_entries([i for i in chunk if i not in self._statements])
            for index in chunk:
                data = stored.get(index) or self._statements[index]
                yield self._read(index, parse_statement(data, log=self._origin))

    def _read(self, index: int, statement: UnverifiedStatement) -> RecordedEvent:
        participant = self._registry.keys[statement.kid].participant
        event = read_event(statement.payload)
        return RecordedEvent(index, event, statement.data, statement.kid, participant, 0)

    def process(self, process: str, *, before: int) -> list[RecordedEvent]:
        """Return the events of a process over days below an index, by index."""
        if Role.PROCESS not in self.roles(process_subject(process)):
            return []
        parts = [t.index for t in self.touches(process_subject(process)) if t.role == Role.PROCESS]
        return [self.recorded(index) for index in parts if index < before]

    def diaries(self, text: str, *, before: int) -> list[RecordedEvent]:
        """Return the diary entries with a text below an index, by index."""
        if not self.roles(diary_subject(text)):
            return []
        entries = [touch.index for touch in self.touches(diary_subject(text))]
        return [self.recorded(index) for index in entries if index < before]

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

    def _load_entries(self, indices: list[int]) -> dict[int, bytes]:
        """Only bytes that are what was admitted may decide on others."""
        names = {"ledger": self._ledger, "indices": indices}
        rows = {row.idx: row for row in self._connection.execute(_ENTRIES, names)}
        for index in indices:
            if index not in rows or leaf_hash(rows[index].data) != rows[index].leaf:
                raise inconsistent(f"entry {index} is not what was admitted", field=str(index))
        return {index: row.data for index, row in rows.items()}

    def _load_roles(self, subjects: list[str]) -> None:
        self._roles.update((name, self._unread.get(name, _NO_ROLES)) for name in subjects)
        if self._voids:
            for subject in subjects:
                self._roles[subject] = frozenset(t.role for t in self._all_touches(subject))
            return
        for row in rows_by(self._connection, self._ledger, _T.subject, subjects, tuple(_T)):
            touch = read_touch(row)
            self._roles[touch.subject] |= _ALONE[touch.role]

    def _see(self, change: Change) -> None:
        for touch in change.touches:
            if touch.role in _ASKED:
                known = self._roles if touch.subject in self._roles else self._unread
                known[touch.subject] = known.get(touch.subject, _NO_ROLES) | _ALONE[touch.role]


def _add_things(things: set[str], event: Event) -> None:
    for listed in event.listed:
        things.add(listed.item.id)
    for crop in event.grown_from:
        things.add(crop.id)
    if event.lot_number is not None:
        things.update(serials_by_lot(event))
    if event.parent is not None:
        things.add(event.parent.id)


def absent(thing: str, field: str | None = None) -> RuleBrokenError:
    """Return the refusal for a thing that nothing made."""
    return RuleBrokenError("input_missing", thing, field=field)
