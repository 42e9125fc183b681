"""What evidence about a thing should say, by the model (docs/verification.md, 9 to 11)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from economy.acts import (
    ADD,
    AGGREGATION,
    OBJECT,
    TRANSFORMATION,
    Back,
    Deed,
    KeyGone,
    NewKey,
    Status,
)
from economy.deeds import ids, sources_of
from economy.world import Economy

# These flags are about the thing that they name, and said where that thing is looked at.
_OF_THE_THING = {"out_of_order", "isolation", "received_differs", "too_fast"}


@dataclass
class Way:
    """``asked`` and what it was made of; ``times`` is when each entry was recorded."""

    economy: Economy
    asked: str
    times: dict[int, int]

    @property
    def deeds(self) -> dict[int, Deed]:
        return self.economy.world.deeds

    @cached_property
    def things(self) -> set[str]:
        """What was asked, and all that it was made of."""
        seen: set[str] = set()
        left = [self.asked]
        while left:
            thing = left.pop()
            if thing not in seen:
                seen.add(thing)
                for at, deed in self.deeds.items():
                    left += sources_of(thing, deed, self._poured(deed, at))
        return seen

    @cached_property
    def containers(self) -> set[str]:
        """What was asked, and every unit on the way, was ever packed in, again and again."""
        found: set[str] = set()
        left = [thing for thing in self.things if thing == self.asked or "/10/" not in thing]
        while left:
            inside = left.pop()
            for deed in self.deeds.values():
                packs = deed.type == AGGREGATION and deed.action == ADD
                if packs and inside in ids(deed.children) and deed.parent not in found:
                    found.add(str(deed.parent))
                    left.append(str(deed.parent))
        return found

    @property
    def subjects(self) -> set[str]:
        return self.things | self.containers

    def is_about(self, deed: Deed) -> bool:
        listed = {*ids(deed.listed), *deed.grown}
        return bool(listed & self.subjects) or deed.parent in self.subjects

    @cached_property
    def flagged(self) -> list[int]:
        """The entries that a buyer should hear of."""
        about = {at: deed for at, deed in self.deeds.items() if self.is_about(deed)}
        makers = [deed for deed in about.values() if self._makes(deed)]
        processes = {deed.process for deed in makers if deed.process is not None}
        return [at for at, deed in sorted(about.items()) if self._counts(deed, processes)]

    def says(self, rule: str, subject: str | None) -> bool:
        """Tell whether a flag of an entry of the way is said in this evidence."""
        is_thing = subject is not None and any(kind in subject for kind in ("/10/", "/21/", "/00/"))
        return not (rule in _OF_THE_THING and is_thing and subject not in self.subjects)

    @property
    def failure(self) -> tuple[str, int, str] | None:
        """Code, entry and subject of what step 11 finds, if anything; a key by its name."""
        for at, act in sorted(self.economy.acts.items()):
            if at in self.deeds and self.is_about(self.deeds[at]):
                recalled = self._recalled(at)
                if recalled is not None:
                    return ("recalled", at, recalled)
            elif not (isinstance(act, Back) and self.is_about(self._taken_back(act))):
                continue
            if isinstance(act, Deed | Back) and self._is_stolen(act.by, self.times[at]):
                return ("key_compromised", at, act.by)
        return None

    @property
    def ended(self) -> list[tuple[int, str, str]]:
        """Entry, participant and status of whoever had ended by a later statement."""
        found = []
        for at in self.flagged:
            deed = self.deeds[at]
            who = self.economy.world.people.keys[deed.by]
            status = self._ended(who, at, deed.happened)
            if status is not None:
                found.append((at, who, status))
        return found

    def _taken_back(self, back: Back) -> Deed:
        deed = self.economy.acts[back.index]
        assert isinstance(deed, Deed)
        return deed

    def _makes(self, deed: Deed) -> bool:
        return bool(self.things & set(ids(deed.created)))

    def _counts(self, deed: Deed, processes: set[str]) -> bool:
        if deed.type == TRANSFORMATION:
            return deed.process in processes or self._makes(deed)
        if (deed.type, deed.action) == (OBJECT, ADD):
            return self._makes(deed)
        return deed.type != AGGREGATION or deed.parent in self.subjects

    def _recalled(self, at: int) -> str | None:
        deed = self.deeds[at]
        later = [other for when, other in self.deeds.items() if when > at and other.is_release]
        for thing in ids(deed.things) if deed.is_recall else []:
            is_released = any(thing in ids(other.things) for other in later)
            if thing in self.subjects and not is_released:
                return thing
        return None

    def _is_stolen(self, key: str, time: int) -> bool:
        acts = self.economy.acts.items()
        gone = (act for _, act in acts if isinstance(act, KeyGone) and act.key == key)
        if any(act.since is not None and act.since <= time for act in gone):
            return True
        new = [(at, act) for at, act in acts if isinstance(act, NewKey) and act.key == key]
        return any(self._is_stolen(act.by, self.times[at]) for at, act in new)

    def _ended(self, who: str, at: int, happened: int) -> str | None:
        said = [act for when, act in sorted(self.economy.acts.items()) if when > at]
        past = [act for act in said if isinstance(act, Status) and act.who == who]
        past = [act for act in past if act.effective <= happened]
        for act in past:
            back = [each for each in past if each.status == "active"]
            if act.status != "active" and all(each.effective < act.effective for each in back):
                return act.status
        return None

    def _poured(self, deed: Deed, at: int) -> list[str]:
        if deed.process is None:
            return []
        parts = [d for when, d in self.deeds.items() if when <= at and d.process == deed.process]
        return [item.id for part in parts for item in part.inputs]
