"""A small model of what may be recorded: it replays a history from the start, slowly and plainly.

Amounts are whole pieces. A history is admissible if each deed is possible after those before it;
an event may be taken back if what is left is admissible. It shares no code with the engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Deed:
    """One event: what it takes and makes in pieces, and what it packs, numbers, sells or sees."""

    makes: tuple[str, int] | None = None
    takes: tuple[str, int] | None = None
    adds: bool = False  # to a lot that may be there
    numbers: tuple[str, ...] = ()  # units, of the lot in ``lot``
    lot: str = ""
    sells: str = ""
    sees: str = ""
    packs: tuple[str, ...] = ()  # into ``carton``
    unpacks: bool = False
    carton: str = ""


@dataclass
class World:
    """What there is."""

    made: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    numbered: dict[str, int] = field(default_factory=dict)
    things: set[str] = field(default_factory=set)
    spent: set[str] = field(default_factory=set)
    sources: dict[str, set[str]] = field(default_factory=dict)


def replay(history: Iterable[Deed]) -> World | None:
    """Return the world after a history; None if it is not admissible."""
    world = World()
    return world if all(_do(world, deed) for deed in history) else None


def upstream(world: World, things: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    left = list(things)
    while left:
        thing = left.pop()
        if thing not in seen:
            seen.add(thing)
            left += world.sources.get(thing, ())
    return seen


def _do(world: World, deed: Deed) -> bool:
    done = _see(world, deed) and _take(world, deed) and _sell(world, deed)
    return done and _make(world, deed) and _number(world, deed) and _pack(world, deed)


def _see(world: World, deed: Deed) -> bool:
    return not deed.sees or deed.sees in world.things


def _take(world: World, deed: Deed) -> bool:
    if deed.takes is None:
        return True
    lot, pieces = deed.takes
    world.taken[lot] = world.taken.get(lot, 0) + pieces
    return lot in world.things and world.taken[lot] <= world.made[lot]


def _sell(world: World, deed: Deed) -> bool:
    if not deed.sells:
        return True
    is_there = deed.sells in world.things and deed.sells not in world.spent
    world.spent.add(deed.sells)
    return is_there


def _make(world: World, deed: Deed) -> bool:
    if deed.makes is None:
        return True
    lot, pieces = deed.makes
    sources = {deed.takes[0]} if deed.takes else set()
    if lot in world.things and (not deed.adds or lot in upstream(world, sources)):
        return False
    world.things.add(lot)
    world.made[lot] = world.made.get(lot, 0) + pieces
    world.sources.setdefault(lot, set()).update(sources)
    return True


def _number(world: World, deed: Deed) -> bool:
    if not deed.numbers:
        return True
    if deed.lot not in world.things or any(unit in world.things for unit in deed.numbers):
        return False
    world.things |= set(deed.numbers)
    world.sources |= {unit: {deed.lot} for unit in deed.numbers}
    world.numbered[deed.lot] = world.numbered.get(deed.lot, 0) + len(deed.numbers)
    return world.numbered[deed.lot] <= world.made[deed.lot]


def _pack(world: World, deed: Deed) -> bool:
    if not deed.carton:
        return True
    if deed.unpacks:
        return deed.carton in world.things
    if not set(deed.packs) <= world.things or deed.carton in upstream(world, deed.packs):
        return False
    world.things.add(deed.carton)
    world.sources.setdefault(deed.carton, set()).update(deed.packs)
    return True
