"""The model: an economy as a list of acts, each of which is possible after those before it.

It is written from docs/rules.md and shares no code with the engine. Every act changes a copy of
the world, which is kept if the act is not refused. What is taken back is left out when the whole
history is told again.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field

from economy.acts import Act, Amount, Back, Content, Deed, KeyGone, Land, NewKey, Paper, Status
from economy.deeds import Doing
from economy.goods import Goods
from economy.people import UNION, People, RefusedError


@dataclass
class World:
    """What the acts so far have made of it; ``deeds`` are those not taken back, by index."""

    people: People = field(default_factory=People)
    goods: Goods = field(default_factory=Goods)
    deeds: dict[int, Deed] = field(default_factory=dict)

    def do(self, index: int, act: Act) -> None:
        """Let an act happen. Raises RefusedError; the world is of no use then."""
        match act:
            case Deed():
                Doing(self.people, self.goods, self.deeds, act, index).run()
                self.deeds[index] = act
            case Status() | NewKey() | KeyGone() | Content() | Land():
                self.people.change(act)
            case Paper():
                self.people.signer(act.by)
            case Back():
                raise AssertionError(act)


@dataclass
class Economy:
    """``acts`` is all that was recorded, by index; ``void`` what was taken back, and by what."""

    start: World
    acts: dict[int, Act] = field(default_factory=dict)
    void: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world = copy.deepcopy(self.start)

    def act(self, index: int, act: Act) -> None:
        """Record an act at its index, or raise RefusedError and change nothing."""
        if isinstance(act, Back):
            self.world = self._without(act)
            self.void[act.index] = index
        else:
            world = copy.deepcopy(self.world)
            world.do(index, act)
            self.world = world
        self.acts[index] = act

    def contents_at(self, product: str, index: int) -> Amount | None:
        """Return what a piece of a product holds, as registered before an entry."""
        content = self.start.people.contents[product]
        for at, act in sorted(self.acts.items()):
            if isinstance(act, Content) and act.product == product and at < index:
                content = act.content
        return content

    def _without(self, back: Back) -> World:
        signer = self.world.people.signer(back.by)
        deed = self.world.deeds.get(back.index)
        if deed is None:
            raise RefusedError("correction_unknown")
        recorded_by = self.world.people.keys[deed.by]
        if signer not in {recorded_by, UNION}:
            raise RefusedError("correction_foreign")
        passes = deed.disposition == "conformant" and deed.step == "inspecting"
        if deed.is_release or passes or self._is_continued(back.index, deed):
            raise RefusedError("correction_blocked")
        try:
            return self._told({*self.void, back.index})
        except RefusedError:
            raise RefusedError("correction_blocked") from None

    def _is_continued(self, index: int, deed: Deed) -> bool:
        later = (other for at, other in self.world.deeds.items() if at > index)
        return deed.process is not None and any(d.process == deed.process for d in later)

    def _told(self, without: Iterable[int]) -> World:
        world = copy.deepcopy(self.start)
        for index, act in self.acts.items():
            if index not in without and not isinstance(act, Back):
                world.do(index, act)
        return world
