"""Some things, by identifier, as the events entered so far have left them."""

from __future__ import annotations

from collections.abc import Iterable

from nguon_ledger.rules.thing import Thing


class Shelf:
    """The part of Things (rules.thing.Things) that needs no other events.

    What is changed stays changed: for whoever stops, or starts over, at the first refusal.
    """

    def __init__(self, tracked: Iterable[str]) -> None:
        self.found: dict[str, Thing] = {}
        self.tracked = frozenset(tracked)

    def tracks(self, thing: str) -> bool:
        """Tell whether a thing is looked at."""
        return thing in self.tracked

    def get(self, thing: str) -> Thing | None:
        """Return a tracked thing that is there."""
        return self.found.get(thing)

    def edit(self, thing: str) -> Thing:
        """Return a thing that is there, to be changed."""
        return self.found[thing]

    def begin(self, thing: Thing) -> None:
        """Let a thing come into being."""
        self.found[thing.id] = thing

    def inside(self, container: str) -> list[Thing]:
        """Return what is directly in a container, by identifier."""
        inside = (thing for thing in self.found.values() if thing.container == container)
        return sorted(inside, key=lambda thing: thing.id)
