"""The things of one event at the door: changed on copies, kept only if it is admitted."""

from __future__ import annotations

from nguon_ledger.engine.admission.books import Books
from nguon_ledger.rules.thing import Thing
from nguon_ledger.trace.recorded import RecordedEvent


class Draft:
    """Things (rules.thing.Things) over the books; ``changed`` is what the event did."""

    complete = True

    def __init__(self, books: Books, index: int) -> None:
        self.changed: dict[str, Thing] = {}
        self._books = books
        self._index = index
        self._stored = books.things.get

    def tracks(self, thing: str) -> bool:  # noqa: ARG002 (the door looks at all)
        """Tell whether a thing is looked at."""
        return True

    def get(self, thing: str) -> Thing | None:
        """Return a thing that is there."""
        return self.changed.get(thing) or self._stored(thing)

    def edit(self, thing: str) -> Thing:
        """Return a copy of a thing that is there."""
        changed = self.changed.get(thing)
        if changed is None:
            stored = self._stored(thing)
            if stored is None:
                raise KeyError(thing)
            changed = self.changed[thing] = stored.copy()
        return changed

    def begin(self, thing: Thing) -> None:
        """Let a thing come into being."""
        self.changed[thing.id] = thing

    def inside(self, container: str) -> list[Thing]:
        """Return what is directly in a container, by identifier."""
        found = self._books.things.inside(container) | self.changed
        inside = (thing for thing in found.values() if thing.container == container)
        return sorted(inside, key=lambda thing: thing.id)

    def process(self, transformation: str) -> list[RecordedEvent]:
        """Return the earlier events of a transformationID, by index."""
        return self._books.process(transformation, before=self._index)

    def diaries(self, text: str) -> list[RecordedEvent]:
        """Return the earlier diary entries with a text, by index."""
        return self._books.diaries(text, before=self._index)
