"""A story in which one statement says something else than it should, properly signed.

Random changes of payloads reach the checks behind the signatures, which flipped bits never do.
"""

from __future__ import annotations

import copy
import random
from typing import Any

from support.attacks import Attack, everything
from support.forge import Payload
from support.story import (
    CARTON,
    COOP,
    CRAB_LOT,
    JAR,
    JAR_LOT,
    PACKER,
    POND,
    SALT_LOT,
    SALTED_LOT,
    UNION,
    UNIT,
    Story,
    lot,
)

_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.5, 1e-7, 10**15, "", " ", "x", [], {}, [1], {"id": UNIT},
    "2026-02-30T00:00:00Z", "2026-03-01T00:00:00+14:01", "2026-03-01T00:00:60Z", "+07:00", "ADD",
    "OBSERVE", "DELETE", "recalled", "creating_class_instance", "KGM", "GRM", "H87", "LTR",
    "ObjectEvent", "TransformationEvent", "AggregationEvent", "KeyAdded", "Genesis",
    COOP, PACKER, UNION, CRAB_LOT, SALT_LOT, SALTED_LOT, JAR, JAR_LOT, UNIT, CARTON,
    f"{UNIT}/10/X", "https://id.gs1.org/01/08930000000018/10/L", "geo:8.9,105.1", "geo:x", "ñ",
    "https://id.gs1.org/414/123", "\u0000", "\U0001f600", "shipping", "receiving", "void_shipping",
    "other", "inspecting", "conformant", "non_conformant", "returned", "RulesRaised", POND,
    [{"type": "possessing_party", "destination": PACKER}], {"unset": ["recalled"]},
    [{"test": "x", "value": 2, "limit": 1}], {"south": 8, "west": 105, "north": 9, "east": 106},
)  # fmt: skip
_MEMBERS = (
    "errorDeclaration", "transformationID", "inputEPCList", "outputEPCList", "epcList", "parentID",
    "childEPCs", "nguon:grownFrom", "nguon:attachments", "ilmd", "disposition", "bizLocation",
    "into", "compromisedSince", "netContent", "geo", "documentHash", "recipe", "area", "commune",
    "destinationList", "persistentDisposition", "certificationInfo", "nguon:isolationDays",
    "nguon:results", "nguon:material",
)  # fmt: skip


_EVENTS = (16, 17, 19, 21, 23, 25, 26)  # which statements of the story are events


class LyingStory(Story):
    """Changes the payload of one statement, by its number."""

    def __init__(self, chance: random.Random, target: int) -> None:
        super().__init__(rules=chance.choice((1, 2)))
        self._chance = chance
        self._target = target
        self._statements = 0

    def statement(self, typ: str, payload: Payload, by: str, log: str | None = None) -> int:
        self._statements += 1
        if self._statements == self._target:
            payload = copy.deepcopy(payload)
            for _ in range(self._chance.choice((1, 1, 2, 3))):
                _change(payload, self._chance)
            if self._chance.random() < 0.1:
                by = self._chance.choice(("packer", "union", "certifier", "stranger", "seal"))
        return super().statement(typ, payload, by, log)

    def tell(self) -> None:
        """Tell the story with a sale, a carton, and now and then a recall and a revocation."""
        super().tell()
        carton = self.head("AggregationEvent", "cartoning", action="ADD", bizStep="packing",
                           parentID=CARTON, childEPCs=[UNIT])  # fmt: skip
        self.event(carton, "coop")
        sale = self.head("ObjectEvent", "selling", action="DELETE", epcList=[UNIT])
        self.event(sale, "coop")
        self.seal()


def lie(chance: random.Random) -> Attack:
    """Return evidence in which one statement lies."""
    target = chance.choice(_EVENTS) if chance.random() < 0.65 else chance.randrange(1, 28)
    story = LyingStory(chance, target)
    story.tell()
    return everything(story, asked=chance.choice((UNIT, UNIT, UNIT, JAR_LOT, SALTED_LOT, CARTON)))


def _change(payload: Payload, chance: random.Random) -> None:
    holder, key = chance.choice(list(_places(payload)))
    action = chance.randrange(5)
    if action == 0:
        del holder[key]
    elif action == 1:
        holder[key] = _any(chance)
    elif action == 2 and isinstance(holder, dict):
        holder[chance.choice(_MEMBERS)] = _any(chance, [UNIT], [CRAB_LOT], {})
    elif action == 3:
        holder[key] = _tweaked(holder[key], chance)
    elif isinstance(holder[key], list):
        holder[key] += [*copy.deepcopy(holder[key]), lot(SALT_LOT, 1)]


def _any(chance: random.Random, *more: Any) -> Any:
    """Return a copy: it is changed again, and the next lie begins with the same values."""
    return copy.deepcopy(chance.choice((*_VALUES, *more)))


def _tweaked(value: Any, chance: random.Random) -> Any:
    if isinstance(value, str) and value:
        position = chance.randrange(len(value))
        return value[:position] + chance.choice("0123456789aZ+:/ -.é") + value[position + 1 :]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value * chance.choice((0.5, 2, 10, -1, 1000))
    return [value]


def _places(value: Any) -> Any:
    """Yield every (container, key) of a JSON value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in list(pairs):
        yield value, key
        if isinstance(child, dict | list):
            yield from _places(child)
