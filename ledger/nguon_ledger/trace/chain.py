"""Step 9, second part: from what was asked back to where it began (docs/verification.md)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nguon_ledger.events.event import ADD, ADDING, AGGREGATION, Event
from nguon_ledger.events.gs1 import parse_item
from nguon_ledger.trace.failure import StepError
from nguon_ledger.trace.graph import direct_sources, serial_sources
from nguon_ledger.trace.recorded import RecordedEvent


@dataclass(frozen=True)
class Chain:
    """The things on the way to ``asked``, and the events about them, by index."""

    asked: str
    things: frozenset[str]
    containers: frozenset[str]
    events: tuple[RecordedEvent, ...]

    @property
    def subjects(self) -> frozenset[str]:
        """Everything that the buyer's thing is, was made of, or was packed in."""
        return self.things | self.containers


class Origins:
    """Who made what out of what: the lot graph of live events."""

    def __init__(self, events: Iterable[RecordedEvent]) -> None:
        self._makers: dict[str, list[RecordedEvent]] = {}
        self._processes: dict[str, list[RecordedEvent]] = {}
        self._contents: dict[str, list[RecordedEvent]] = {}
        for recorded in events:
            self._add(recorded)

    def makers(self, thing: str) -> Sequence[RecordedEvent]:
        """Return the events that created a lot or unit, or filled a logistic unit."""
        return self._makers.get(thing) or self._contents.get(thing) or ()

    def sources(self, thing: str, maker: RecordedEvent) -> Iterator[str]:
        """Yield what ``thing`` was made of in one of the events that made it."""
        event = maker.event
        if event.process is not None:
            for part in self._processes[event.process]:
                if part.index <= maker.index:
                    yield from (source.item.id for source in part.event.inputs)
            yield from serial_sources(thing, event)
        else:
            yield from direct_sources(thing, event)

    def _add(self, recorded: RecordedEvent) -> None:
        event = recorded.event
        for created in event.created:
            self._claim(recorded, created.item.id, is_lot=created.item.is_lot)
        if event.process is not None:
            self._processes.setdefault(event.process, []).append(recorded)
        if event.type == AGGREGATION and event.action == ADD and event.parent is not None:
            self._contents.setdefault(event.parent.id, []).append(recorded)

    def _claim(self, recorded: RecordedEvent, thing: str, *, is_lot: bool) -> None:
        makers = self._makers.setdefault(thing, [])
        adds = is_lot and recorded.event.biz_step == ADDING
        if makers and not (adds and makers[0].participant == recorded.participant):
            raise StepError("lot_exists", "made before", index=recorded.index, subject=thing)
        makers.append(recorded)


def trace_chain(asked: str, events: Sequence[RecordedEvent]) -> Chain:
    """Walk from ``asked`` to its origins over live events.

    Raises StepError ``lot_exists``, ``not_in_evidence``, ``input_missing`` or ``cycle``.
    """
    origins = Origins(events)
    if not origins.makers(asked):
        raise StepError("not_in_evidence", "nothing in the evidence makes this", subject=asked)
    things = _walk(asked, origins)
    _check_cycles(things, origins)
    containers = _containers({asked, *_pieces(things)}, events)
    about = things | containers
    return Chain(asked, things, containers, tuple(e for e in events if is_about(e.event, about)))


def _walk(asked: str, origins: Origins) -> frozenset[str]:
    """Visit breadth first; every source must have been made before it was used."""
    seen, queue = {asked}, deque([asked])
    while queue:
        thing = queue.popleft()
        for maker in origins.makers(thing):
            sources = list(origins.sources(thing, maker))
            if not sources and maker.event.process is not None:
                raise StepError(
                    "input_missing",
                    "a process without inputs",
                    index=maker.index,
                    subject=maker.event.process,
                )
            for source in sources:
                if not any(m.index < maker.index for m in origins.makers(source)):
                    raise StepError(
                        "input_missing",
                        "used before it was made, or never made",
                        index=maker.index,
                        subject=source,
                    )
                if source not in seen:
                    seen.add(source)
                    queue.append(source)
    return frozenset(seen)


def _check_cycles(things: frozenset[str], origins: Origins) -> None:
    """Only adding to an existing lot can close a circle: makers come before users otherwise."""
    circles = {
        thing
        for thing in things
        if len(origins.makers(thing)) > 1 and thing in _upstream_of_sources(thing, origins)
    }
    additions = [(maker.index, thing) for thing in circles for maker in origins.makers(thing)[1:]]
    if additions:
        index, thing = min(additions)
        raise StepError("cycle", "made out of itself", index=index, subject=thing)


def _upstream_of_sources(thing: str, origins: Origins) -> set[str]:
    seen: set[str] = set()
    queue = [thing]
    while queue:
        current = queue.pop()
        for maker in origins.makers(current):
            new = set(origins.sources(current, maker)) - seen
            seen |= new
            queue.extend(new)
    return seen


def _pieces(things: Iterable[str]) -> Iterator[str]:
    """Yield the units and logistic units: what can be in a container as a whole."""
    return (thing for thing in things if not parse_item(thing).is_lot)


def _containers(inside: set[str], events: Sequence[RecordedEvent]) -> frozenset[str]:
    """Return what these were packed in, and what that was packed in."""
    parents: dict[str, list[str]] = {}
    for recorded in events:
        event = recorded.event
        if event.parent is not None and event.action == ADD:
            for child in event.children:
                parents.setdefault(child.item.id, []).append(event.parent.id)
    found: set[str] = set()
    queue = list(inside)
    while queue:
        new = set(parents.get(queue.pop(), ())) - found
        found |= new
        queue += new
    return frozenset(found)


def is_about(event: Event, subjects: frozenset[str]) -> bool:
    """Tell whether an event lists one of these, or is about what is packed in one."""
    parent = event.parent is not None and event.parent.id in subjects
    return parent or any(listed.item.id in subjects for listed in event.listed)
