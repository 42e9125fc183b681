"""What admission knows: stored rows, entries and touches, and the changes of the batch so far."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, bindparam, select

from nguon_ledger.engine.admission.change import Change
from nguon_ledger.engine.admission.mentions import Mentions
from nguon_ledger.engine.admission.things import ThingStore
from nguon_ledger.events.event import ADD, AGGREGATION, Event
from nguon_ledger.events.reading import read_event
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.registry.state import Registry
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.making import serials_by_lot
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.statement import UnverifiedStatement, parse_statement
from nguon_ledger.store import tables
from nguon_ledger.store.database import inconsistent
from nguon_ledger.trace.graph import direct_sources, serial_sources
from nguon_ledger.trace.recorded import RecordedEvent
from nguon_ledger.trace.touches import (
    Role,
    diary_subject,
    event_subject,
    process_subject,
)

CHUNK = 500  # entries that are read at once

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


class Books:
    """Reads through to the store; later entries of a batch see the earlier ones."""

    def __init__(
        self, connection: Connection, ledger: str, origin: str, registry: Registry
    ) -> None:
        self.changes: list[Change] = []
        self.things = ThingStore(connection, ledger)
        self.mentions = Mentions(connection, ledger)
        self._registry = registry
        self._connection = connection
        self._ledger = ledger
        self._origin = origin
        self._statements: dict[int, bytes] = {}

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
        self.mentions.load(subjects)

    def merge(self, index: int, data: bytes, change: Change) -> None:
        """Let later entries see an admitted one."""
        self.changes.append(change)
        self._statements[index] = data
        self.things.put(change.things)
        self.mentions.see(change)

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
        if Role.PROCESS not in self.mentions.roles(process_subject(process)):
            return []
        parts = self._parts(process)
        return [self.recorded(index) for index in parts if index < before]

    def diaries(self, text: str, *, before: int) -> list[RecordedEvent]:
        """Return the diary entries with a text below an index, by index."""
        if not self.mentions.roles(diary_subject(text)):
            return []
        entries = [touch.index for touch in self.mentions.touches(diary_subject(text))]
        return [self.recorded(index) for index in entries if index < before]

    def inputs_of(self, process: str, *, until: int) -> list[str]:
        """Return what the events of a process over days took, up to an index."""
        parts = self._parts(process)
        events = [self.event(index) for index in parts if index <= until]
        return [listed.item.id for event in events for listed in event.inputs]

    def _parts(self, process: str) -> list[int]:
        touches = self.mentions.touches(process_subject(process))
        return [touch.index for touch in touches if touch.role == Role.PROCESS]

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
        for touch in self.mentions.touches(thing):
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
