"""Events before the rules without a log: entered one by one, everything tracked.

What is refused may have changed things half: a verifier stops there.

For what no vector can reach: the door's own view, amounts beyond a story's, a thing's every field.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.events.reading import read_event
from nguon_ledger.registry.authority import authorize
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.state import Registry
from nguon_ledger.rules.case import open_case
from nguon_ledger.rules.enter import enter
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.flags import judge, judge_in_hindsight
from nguon_ledger.rules.thing import Thing
from nguon_ledger.statement import EVENT_TYP, sign_statement
from nguon_ledger.trace.holdings import TrackedThings
from nguon_ledger.trace.recorded import RecordedEvent
from support.forge import HOUR, ORIGIN, START, Payload, seeded_key
from support.story import CONTEXT, genesis


class AllThings(TrackedThings):
    """Everything is tracked but what is named in ``strange``; ``complete`` as at the door."""

    def __init__(self, *, complete: bool) -> None:
        super().__init__(frozenset(), [])
        self.complete = complete
        self.strange: set[str] = set()
        self.events: list[RecordedEvent] = []

    def tracks(self, thing: str) -> bool:
        return thing not in self.strange

    def edit(self, thing: str) -> Thing:
        """Hand out a private copy, as the door does: what was got before shows no change."""
        self.found[thing] = self.found[thing].copy()
        return self.found[thing]

    def process(self, transformation: str) -> list[RecordedEvent]:
        return [each for each in self.events if each.event.process == transformation]

    def diaries(self, text: str) -> list[RecordedEvent]:
        return [each for each in self.events if each.event.diary == text]


class Ruling:
    """A registry and things; each statement or event gets the next index, an hour later."""

    def __init__(self, *, rules: int = 2, complete: bool = False) -> None:
        self.registry = Registry()
        self.things = AllThings(complete=complete)
        self.index = 1
        self.time = START
        self.registry.record(0, read_registry(exact(genesis("v", rules=rules))))

    def say(self, payload: Payload, by: str = "union") -> int:
        """Admit a registry statement and return its index."""
        statement = read_registry(exact(payload))
        signer = self.registry.signer_at(seeded_key(by).kid, self.index)
        authorize(self.registry, self.index, statement, signer)
        self.registry.record(self.index, statement, signer=signer.key.kid)
        return self._next()

    def recorded(self, payload: Payload, by: str = "coop") -> RecordedEvent:
        """Read an event as recorded at the present time, at the next index."""
        event = read_event(exact(payload))
        key = seeded_key(by)
        text = json.dumps(payload, default=float).encode()  # its Decimals are short
        data = sign_statement(typ=EVENT_TYP, log=ORIGIN, payload=text, key=key)
        participant = self.registry.signer_at(key.kid, self.index).participant
        return RecordedEvent(self.index, event, data, key.kid, participant, self.time)

    def enter(self, payload: Payload, by: str = "coop") -> list[Finding]:
        """Let an event happen and return its flags. Raises NguonError as the rules do."""
        recorded = self.recorded(payload, by)
        case = open_case(recorded, self.registry, self.things)
        flags = judge(case)
        enter(case)
        self.things.events.append(recorded)
        self._next()
        return flags

    def hindsight(self) -> list[Finding]:
        """Return what later statements say of the events so far."""
        cases = (open_case(each, self.registry, self.things) for each in self.things.events)
        return [finding for case in cases for finding in judge_in_hindsight(case)]

    def head(self, kind: str, step: str, **members: Any) -> Payload:
        """Return the members that every event has; it happens now."""
        return {
            "@context": CONTEXT,
            "type": kind,
            "eventID": f"urn:uuid:00000000-0000-4000-8000-{self.index:012d}",
            "eventTime": format_time(self.time),
            "eventTimeZoneOffset": "+07:00",
            "bizStep": "commissioning",
            "nguon:step": step,
        } | members

    def __getitem__(self, thing: str) -> Thing:
        return self.things.found[thing]

    def _next(self) -> int:
        self.index += 1
        self.time += HOUR
        return self.index - 1


def exact(value: Any) -> Any:
    """Return a payload with the numbers that a strict reader would give."""
    if isinstance(value, dict):
        return {name: exact(member) for name, member in value.items()}
    if isinstance(value, list):
        return [exact(member) for member in value]
    return Decimal(str(value)) if isinstance(value, float) else value
