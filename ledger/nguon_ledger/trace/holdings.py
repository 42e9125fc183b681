"""Step 10: custody and quantities along the chain, and what is flagged (docs/rules.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import ADD, AGGREGATION, OBJECT, TRANSFORMATION
from nguon_ledger.events.lots import LotBalance
from nguon_ledger.registry.state import Registry
from nguon_ledger.rules.case import open_case
from nguon_ledger.rules.enter import enter
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.flags import judge, judge_in_hindsight
from nguon_ledger.rules.shelf import Shelf
from nguon_ledger.rules.thing import Thing
from nguon_ledger.trace.chain import Chain
from nguon_ledger.trace.failure import StepError
from nguon_ledger.trace.recorded import RecordedEvent


@dataclass(frozen=True)
class Holdings:
    """What became of the things on the way and their containers, and what to know of it."""

    things: dict[str, Thing]
    flags: tuple[Finding, ...]

    @property
    def balances(self) -> dict[str, LotBalance]:
        """The books of the lots, in the order in which they were made."""
        return {t.id: t.balance for t in self.things.values() if t.balance is not None}


def check_holdings(chain: Chain, live: Sequence[RecordedEvent], registry: Registry) -> Holdings:
    """Enter the events about the way by index. ``live`` are all that were not taken back.

    Raises StepError with the code of the rule that an event breaks.
    """
    things = TrackedThings(chain.subjects, live)
    way = _Way(chain)
    flags: list[Finding] = []
    for recorded in chain.events:
        things.now = recorded.index
        case = open_case(recorded, registry, things)
        try:
            if way.has(recorded):
                flags += [*judge(case), *judge_in_hindsight(case)]
            enter(case)
        except NguonError as e:
            raise StepError(e.code, e.detail, index=recorded.index, subject=e.field) from None
    return Holdings(things.found, tuple(flags))


class TrackedThings(Shelf):
    """Those of some identifiers; ``now`` is the index of the event that is being entered."""

    complete = False

    def __init__(self, tracked: frozenset[str], events: Sequence[RecordedEvent]) -> None:
        super().__init__(tracked)
        self.now = 0
        self._processes: dict[str, list[RecordedEvent]] = {}
        self._diaries: dict[str, list[RecordedEvent]] = {}
        for recorded in events:
            if recorded.event.process is not None:
                self._processes.setdefault(recorded.event.process, []).append(recorded)
            if recorded.event.diary is not None:
                self._diaries.setdefault(recorded.event.diary, []).append(recorded)

    def process(self, transformation: str) -> list[RecordedEvent]:
        """Return the earlier events of a transformationID, by index."""
        return self._before(self._processes.get(transformation, []))

    def diaries(self, text: str) -> list[RecordedEvent]:
        """Return the earlier diary entries with a text, by index."""
        return self._before(self._diaries.get(text, []))

    def _before(self, events: list[RecordedEvent]) -> list[RecordedEvent]:
        return [recorded for recorded in events if recorded.index < self.now]


class _Way:
    """Which events a buyer should hear of: what is only made of the same lots is not theirs."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        makers = (recorded.event for recorded in chain.events if self._makes(recorded))
        self._processes = {event.process for event in makers} - {None}

    def has(self, recorded: RecordedEvent) -> bool:
        """Tell whether an event about the way is of the way."""
        event = recorded.event
        if event.type == TRANSFORMATION:
            return event.process in self._processes or self._makes(recorded)
        if event.type == OBJECT and event.action == ADD:
            return self._makes(recorded)
        if event.type == AGGREGATION and event.parent is not None:
            return event.parent.id in self._chain.subjects
        return True

    def _makes(self, recorded: RecordedEvent) -> bool:
        return any(made.item.id in self._chain.things for made in recorded.event.created)
