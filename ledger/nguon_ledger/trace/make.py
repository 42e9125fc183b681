"""Collect a trace bundle: what is upstream of a thing, and what makes that verifiable.

The maker trusts the index only to find entries; the verifier trusts nothing. An entry that does
not parse (somebody altered it) goes into the bundle as it is, for the verifier to name.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import ADD, AGGREGATION, Event
from nguon_ledger.events.gs1 import parse_item
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.statements import (
    Genesis,
    KeyAdded,
    ParticipantRegistered,
    RegistryStatement,
)
from nguon_ledger.rules.diary import is_copy
from nguon_ledger.statement import REGISTRY_TYP
from nguon_ledger.trace.bundle import MAX_BUNDLE, MAX_ENTRIES, Entry, format_bundle, needed_nodes
from nguon_ledger.trace.graph import direct_sources
from nguon_ledger.trace.reader import TraceReader, event_at, statement_at
from nguon_ledger.trace.touches import (
    RULES_SUBJECT,
    Role,
    Touch,
    diary_subject,
    event_needs,
    key_subject,
    places_subject,
    process_subject,
    registry_needs,
)

# Serials of a lot's other pieces say nothing about this one, and may be many.
_NOT_FOLLOWED = {Role.SERIAL}


def make_bundle(identifier: str, reader: TraceReader) -> bytes:
    """Return the bundle of a lot, unit or logistic unit.

    Raises NguonError ``unknown_id`` if nothing makes it, ``trace_too_large`` beyond
    MAX_ENTRIES or MAX_BUNDLE.
    """
    collector = _Collector(reader)
    collector.follow_things(identifier)
    if not collector.indices:
        raise unknown_id(identifier)
    collector.follow_registry()
    indices = sorted(collector.with_seals())
    if len(indices) > MAX_ENTRIES:
        raise NguonError("trace_too_large", f"more than {MAX_ENTRIES} entries are about it")
    bundle = format_bundle(
        identifier=identifier,
        checkpoint_note=reader.checkpoint_note,
        entries=[Entry(index, reader.entry(index)) for index in indices],
        nodes=[reader.node(span) for span in needed_nodes(indices, reader.size)],
    )
    if len(bundle) > MAX_BUNDLE:
        raise NguonError("trace_too_large", f"its evidence is larger than {MAX_BUNDLE} bytes")
    return bundle


def unknown_id(identifier: str) -> NguonError:
    """Return the refusal for what the ledger has no record of."""
    return NguonError("unknown_id", f"this ledger has no record of {identifier}", field="id")


class _Collector:
    def __init__(self, reader: TraceReader) -> None:
        self.indices: set[int] = set()
        self._reader = reader
        self._events: dict[int, tuple[Event, str] | None] = {}
        self._subjects: deque[str] = deque()

    def follow_things(self, asked: str) -> None:
        """Collect the events about everything upstream, and about the containers of ``asked``."""
        things, seen = deque([asked]), {asked}
        while things:
            for source in self._visit(things.popleft()):
                if source not in seen:
                    seen.add(source)
                    things.append(source)
        pieces = {thing for thing in seen if not parse_item(thing).is_lot}
        self._follow_containers({asked, *pieces})

    def _follow_containers(self, inside: set[str]) -> None:
        packed, containers = set(inside), deque(inside)
        while containers:
            for parent in self._containers(containers.popleft()):
                if parent not in packed:
                    packed.add(parent)
                    containers.append(parent)
                    self._take(self._reader.touching(parent))

    def follow_registry(self) -> None:
        """Collect every registry statement that an entry so far stands on."""
        self.indices.add(0)
        self._subjects.append(RULES_SUBJECT)
        for index, found in list(self._events.items()):
            if found is not None:
                self._follow_event(index, *found)
        seen: set[str] = set()
        while self._subjects:
            subject = self._subjects.popleft()
            if subject not in seen:
                seen.add(subject)
                self._visit_subject(subject)

    def _follow_event(self, index: int, event: Event, kid: str) -> None:
        self._subjects.extend(event_needs(event, kid))
        if event.diary is not None:
            self._take_diary(index, event, event.diary)
        if (event.read_point or "").startswith("geo:"):
            self._subjects.extend(map(places_subject, self._owners(kid)))

    def _take_diary(self, index: int, event: Event, text: str) -> None:
        """Take the entry that this one is a copy of, if it is one: the verifier compares them."""
        for touch in self._reader.touching(diary_subject(text)):
            if touch.index >= index:
                return
            found = event_at(self._reader, touch.index) if touch.role == Role.ABOUT else None
            if found is not None and is_copy(event, found[0]):
                self.indices.add(touch.index)
                self._subjects.extend(event_needs(*found))
                return

    def _owners(self, kid: str) -> list[str]:
        """Return whose key it is, according to what introduced it."""
        owners = []
        for touch in self._reader.touching(key_subject(kid)):
            said = self._registered(touch.index)
            match said:
                case Genesis():
                    owners.append(said.operator.participant)
                case ParticipantRegistered() | KeyAdded():
                    owners.append(said.participant)
        return owners

    def with_seals(self) -> set[int]:
        """Return all indices with the seals that date them, and the checkpoint's own."""
        seals = {self._reader.seal_of(index) for index in self.indices}
        return self.indices | seals | {self._reader.size - 1}

    def _visit(self, thing: str) -> list[str]:
        """Take the events about a thing; return what it was made of."""
        touches = list(self._reader.touching(thing))
        self._take(t for t in touches if t.role not in _NOT_FOLLOWED)
        sources: list[str] = []
        for touch in touches:
            event = self._event(touch.index)
            if event is not None and touch.role in {Role.MADE, Role.PARENT}:
                sources += self._sources(thing, event)
        return sources

    def _sources(self, thing: str, event: Event) -> list[str]:
        if event.type == AGGREGATION and event.action != ADD:
            return []
        sources = list(direct_sources(thing, event))
        if event.process is not None:
            parts = list(self._reader.touching(process_subject(event.process)))
            self._take(parts)
            events = [self._event(part.index) for part in parts]
            sources += [listed.item.id for e in events if e for listed in e.inputs]
        return sources

    def _containers(self, inside: str) -> list[str]:
        touches = [t for t in self._reader.touching(inside) if t.role == Role.CHILD]
        events = [self._event(touch.index) for touch in touches]
        return [e.parent.id for e in events if e is not None and e.parent is not None]

    def _take(self, touches: Iterable[Touch]) -> None:
        for touch in touches:
            self.indices.add(touch.index)
            self._event(touch.index)

    def _event(self, index: int) -> Event | None:
        if index not in self._events:
            self._events[index] = event_at(self._reader, index)
        found = self._events[index]
        return found[0] if found else None

    def _visit_subject(self, subject: str) -> None:
        for touch in self._reader.touching(subject):
            if touch.index not in self._events:
                self.indices.add(touch.index)
                self._subjects.extend(self._needs(touch.index))

    def _needs(self, index: int) -> list[str]:
        said = self._registered(index)
        statement = statement_at(self._reader, index)
        return registry_needs(said, statement.kid) if said and statement else []

    def _registered(self, index: int) -> RegistryStatement | None:
        statement = statement_at(self._reader, index)
        if statement is None or statement.typ != REGISTRY_TYP:
            return None
        try:
            return read_registry(statement.payload)
        except NguonError:  # altered in the store: the verifier will say so
            return None
