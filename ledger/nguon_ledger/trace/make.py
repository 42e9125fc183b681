"""Collect a trace bundle: what is upstream of a thing, and what makes that verifiable.

The maker trusts the index only to find entries; the verifier trusts nothing. An entry that does
not parse (somebody altered it) goes into the bundle as it is, for the verifier to name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

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
from nguon_ledger.trace.records import Records
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
    records = Records(reader)
    records.read_ahead(identifier)
    collector = _Collector(records)
    collector.follow_things(identifier)
    if not collector.indices:
        raise unknown_id(identifier)
    collector.follow_registry()
    indices = sorted(_with_seals(collector.indices, reader))
    _check_number(indices)
    records.load(indices)
    bundle = format_bundle(
        identifier=identifier,
        checkpoint_note=reader.checkpoint_note,
        entries=[Entry(index, records.entry(index)) for index in indices],
        nodes=[reader.node(span) for span in needed_nodes(indices, reader.size)],
    )
    if len(bundle) > MAX_BUNDLE:
        raise NguonError("trace_too_large", f"its evidence is larger than {MAX_BUNDLE} bytes")
    return bundle


def unknown_id(identifier: str) -> NguonError:
    """Return the refusal for what the ledger has no record of."""
    return NguonError("unknown_id", f"this ledger has no record of {identifier}", field="id")


def _with_seals(indices: Collection[int], reader: TraceReader) -> set[int]:
    """Return all indices with the seals that date them, and the checkpoint's own."""
    return {*indices, *reader.seals_of(sorted(indices)), reader.size - 1}


def _check_number(indices: Collection[int]) -> None:
    if len(indices) > MAX_ENTRIES:
        raise NguonError("trace_too_large", f"more than {MAX_ENTRIES} entries are about it")


class _Collector:
    """Walks a generation at a time, so that each is read in few queries."""

    def __init__(self, records: Records) -> None:
        self.indices: set[int] = set()
        self._records = records
        self._events: dict[int, tuple[Event, str] | None] = {}

    def follow_things(self, asked: str) -> None:
        """Collect the events about everything upstream, and about the containers of ``asked``."""
        generation = seen = {asked}
        while generation:
            generation = self._visit(generation) - seen
            seen = seen | generation
        pieces = {thing for thing in seen if not parse_item(thing).is_lot}
        self._follow_containers({asked, *pieces})

    def _follow_containers(self, inside: set[str]) -> None:
        generation = packed = inside
        while generation:
            generation = self._containers(generation) - packed
            packed = packed | generation
            self._take(self._touching(generation))

    def follow_registry(self) -> None:
        """Collect every registry statement that an entry so far stands on."""
        self.indices.add(0)
        generation = {RULES_SUBJECT, *self._event_needs()}
        seen: set[str] = set()
        while generation:
            seen |= generation
            generation = self._visit_subjects(generation) - seen

    def _event_needs(self) -> set[str]:
        """Return the registry subjects that the events need; take what they are copies of."""
        found = [(index, *event) for index, event in self._events.items() if event is not None]
        diaries = [(i, event, event.diary) for i, event, _ in found if event.diary is not None]
        self._records.touching_each(diary_subject(text) for _, _, text in diaries)
        needs = {need for _, event, kid in found for need in event_needs(event, kid)}
        for index, event, text in diaries:
            needs.update(self._take_diary(index, event, text))
        outdoors = {kid for _, event, kid in found if (event.read_point or "").startswith("geo:")}
        return needs.union(map(places_subject, self._owners(outdoors)))

    def _take_diary(self, index: int, event: Event, text: str) -> list[str]:
        """Take the entry that this one is a copy of, if it is one: the verifier compares them."""
        for touch in self._records.touching(diary_subject(text)):
            if touch.index >= index:
                break
            found = event_at(self._records, touch.index) if touch.role == Role.ABOUT else None
            if found is not None and is_copy(event, found[0]):
                self.indices.add(touch.index)
                return event_needs(*found)
        return []

    def _owners(self, kids: Iterable[str]) -> Iterator[str]:
        """Yield whose keys these are, according to what introduced them."""
        touches = self._touching(map(key_subject, kids))
        self._records.load(touch.index for touch in touches)
        for touch in touches:
            match self._registered(touch.index):
                case Genesis(operator=operator), _:
                    yield operator.participant
                case ((ParticipantRegistered(participant=owner) | KeyAdded(participant=owner)), _):
                    yield owner

    def _visit(self, things: Collection[str]) -> set[str]:
        """Take the events about things; return what these were made of."""
        touches = self._touching(things)
        self._take(t for t in touches if t.role not in _NOT_FOLLOWED)
        self._read(touches)
        sources: set[str] = set()
        for touch in touches:
            event = self._event(touch.index)
            if event is not None and touch.role in {Role.MADE, Role.PARENT}:
                sources.update(self._sources(touch.subject, event))
        return sources

    def _sources(self, thing: str, event: Event) -> Iterator[str]:
        if event.type == AGGREGATION and event.action != ADD:
            return
        yield from direct_sources(thing, event)
        if event.process is not None:
            parts = self._records.touching(process_subject(event.process))
            self._take(parts)
            events = [self._event(part.index) for part in parts]
            yield from (listed.item.id for e in events if e for listed in e.inputs)

    def _containers(self, inside: Collection[str]) -> set[str]:
        packed = [touch for touch in self._touching(inside) if touch.role == Role.CHILD]
        self._read(packed)
        events = [self._event(touch.index) for touch in packed]
        return {e.parent.id for e in events if e is not None and e.parent is not None}

    def _touching(self, subjects: Iterable[str]) -> list[Touch]:
        return [touch for touches in self._records.touching_each(subjects) for touch in touches]

    def _take(self, touches: Iterable[Touch]) -> None:
        taken = list(touches)
        self._add({touch.index for touch in taken})
        self._read(taken)

    def _add(self, indices: set[int]) -> None:
        self.indices |= indices
        _check_number(self.indices)  # before they are read: anybody may ask, again and again

    def _read(self, touches: Sequence[Touch]) -> None:
        new = {t.index: None for t in touches if t.index not in self._events}
        self._records.load(new)
        self._events.update((index, event_at(self._records, index)) for index in new)

    def _event(self, index: int) -> Event | None:
        found = self._events[index]
        return found[0] if found else None

    def _visit_subjects(self, subjects: Collection[str]) -> set[str]:
        """Take the statements about registry subjects; return what they need."""
        about = {touch.index for touch in self._touching(subjects)} - self._events.keys()
        self._add(about)
        self._records.load(about)
        return {need for index in about for need in self._needs(index)}

    def _needs(self, index: int) -> list[str]:
        said = self._registered(index)
        return registry_needs(*said) if said else []

    def _registered(self, index: int) -> tuple[RegistryStatement, str] | None:
        """Return the registry statement at an index and the thumbprint of its key, if it is one."""
        statement = statement_at(self._records, index)
        if statement is None or statement.typ != REGISTRY_TYP:
            return None
        try:
            return read_registry(statement.payload), statement.kid
        except NguonError:  # altered in the store: the verifier will say so
            return None
