"""Counting a period's events: by participant, by product, by rule, by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from nguon_ledger.engine.report.period import Period
from nguon_ledger.engine.report.rows import Volume
from nguon_ledger.events.quantities import EXACT
from nguon_ledger.rules.timing import DAY, MINUTE

LATE = "late"


class CountedDeed(NamedTuple):
    """A row of deeds, as far as a report counts it."""

    entry: int
    product: str
    participant: str
    recorded: int
    dimension: str | None
    made: str | None


@dataclass(slots=True)
class Tally:
    """Events of somebody, or about something; volumes by (product, dimension)."""

    events: int = 0
    late: int = 0
    flags: int = 0
    last: int | None = None
    volumes: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    def add_volume(self, product: str, dimension: str, made: Decimal) -> None:
        """Add what was made, exactly."""
        before = self.volumes.get((product, dimension))
        self.volumes[product, dimension] = made if before is None else EXACT.add(before, made)

    def add(self, other: Tally) -> None:
        """Add all that another one counted; not when."""
        self.events += other.events
        self.late += other.late
        self.flags += other.flags
        for (product, dimension), made in other.volumes.items():
            self.add_volume(product, dimension, made)

    def sorted_volumes(self) -> tuple[Volume, ...]:
        """Return the volumes by product and dimension."""
        return tuple(Volume(*key, made) for key, made in sorted(self.volumes.items()))


@dataclass(slots=True)
class RuleTally:
    """How often a rule flagged something."""

    flags: int = 0
    events: int = 0
    participants: set[str] = field(default_factory=set)


class Count:
    """What happened in a period."""

    def __init__(self, period: Period) -> None:
        self.participants: defaultdict[str, Tally] = defaultdict(Tally)
        self.products: defaultdict[str, Tally] = defaultdict(Tally)
        self.rules: defaultdict[str, RuleTally] = defaultdict(RuleTally)
        self.days: defaultdict[int, Tally] = defaultdict(Tally)
        self._offset = period.offset * MINUTE

    def add_all(self, deeds: Iterable[CountedDeed], flags: Mapping[int, Sequence[str]]) -> None:
        """Count deeds, which come by entry; ``flags`` are the rules that flagged each entry."""
        last = -1
        for deed in deeds:
            if deed.entry != last:
                self._add_event(deed, flags.get(deed.entry, ()))
                last = deed.entry
            if deed.product:
                self._add_product(deed)

    def _add_event(self, deed: CountedDeed, rules: Sequence[str]) -> None:
        late = LATE in rules
        whose = self.participants[deed.participant]
        day = self.days[(deed.recorded + self._offset) // DAY]
        for tally in (whose, day):
            tally.events += 1
            tally.late += late
            tally.flags += len(rules)
        whose.last = deed.recorded
        for rule in rules:
            self.rules[rule].flags += 1
        for rule in set(rules):
            self.rules[rule].events += 1
            self.rules[rule].participants.add(deed.participant)

    def _add_product(self, deed: CountedDeed) -> None:
        product = self.products[deed.product]
        product.events += 1
        if deed.made is not None and deed.dimension is not None:
            made = Decimal(deed.made)
            product.add_volume(deed.product, deed.dimension, made)
            self.participants[deed.participant].add_volume(deed.product, deed.dimension, made)


def total_by_dimension(volumes: Iterable[Volume]) -> dict[str, Decimal]:
    """Add up what was made of different products, each dimension by itself."""
    total = Tally()
    for volume in volumes:
        total.add_volume("", volume.dimension, volume.made)
    return {dimension: made for (_, dimension), made in total.volumes.items()}
