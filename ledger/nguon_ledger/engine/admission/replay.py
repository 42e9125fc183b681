"""Some things' history entered again without one event, to see what would be left."""

from __future__ import annotations

from collections.abc import Iterable

from nguon_ledger.engine.admission.books import Books
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import ADD, Event
from nguon_ledger.registry.state import Registry
from nguon_ledger.rules.case import open_case
from nguon_ledger.rules.enter import enter
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.flags import judge
from nguon_ledger.rules.making import serials_by_lot
from nguon_ledger.rules.shelf import Shelf
from nguon_ledger.trace.recorded import RecordedEvent


class Replay(Shelf):
    """Things (rules.thing.Things): those named, with every event about them but ``without``."""

    complete = True

    def __init__(
        self, books: Books, registry: Registry, things: Iterable[str], *, without: int
    ) -> None:
        super().__init__(things)
        self.in_the_way: dict[int, str] = {}
        self.flags: dict[int, list[Finding]] = {}
        self._books = books
        self._registry = registry
        self._without = without
        self._now = 0

    def run(self) -> None:
        """Enter the events; those that cannot stand are in ``in_the_way``, with the thing."""
        indices = {t.index for thing in self.tracked for t in self._books.mentions.touches(thing)}
        for recorded in self._books.history(indices - {self._without}):
            self._now = recorded.index
            self._enter(recorded)

    def judged(self, index: int) -> list[Finding]:
        """Return the flags of one event by itself."""
        self._now = index
        return judge(open_case(self._books.recorded(index), self._registry, self))

    def process(self, transformation: str) -> list[RecordedEvent]:
        """Return the earlier events of a transformationID, by index."""
        return self._others(self._books.process(transformation, before=self._now))

    def diaries(self, text: str) -> list[RecordedEvent]:
        """Return the earlier diary entries with a text, by index."""
        return self._others(self._books.diaries(text, before=self._now))

    def _others(self, events: list[RecordedEvent]) -> list[RecordedEvent]:
        return [recorded for recorded in events if recorded.index != self._without]

    def _enter(self, recorded: RecordedEvent) -> None:
        case = open_case(recorded, self._registry, self)
        missing = self._missing(recorded.event)
        if missing is not None:
            self.in_the_way[recorded.index] = missing
            return
        self.flags[recorded.index] = judge(case)
        try:
            enter(case)
        except NguonError as e:  # it is named, and the correction refused
            self.in_the_way[recorded.index] = e.field or recorded.event.event_id

    def _missing(self, event: Event) -> str | None:
        """Return something that the event does not make and that is not there."""
        created = {listed.item.id for listed in event.created}
        needed = {listed.item.id for listed in event.listed} - created
        needed |= {crop.id for crop in event.grown_from} | set(serials_by_lot(event))
        if event.parent is not None and event.action != ADD:
            needed.add(event.parent.id)
        return min((needed & self.tracked) - self.found.keys(), default=None)
