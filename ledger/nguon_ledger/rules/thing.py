"""What is remembered of a lot, unit or logistic unit (docs/rules.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from nguon_ledger.events.lots import LotBalance
from nguon_ledger.trace.recorded import RecordedEvent

_CONTAINERS = "https://id.gs1.org/00/"


@dataclass(slots=True)
class Thing:
    """Changed only on a private copy (``Things.edit``), so that a refused event leaves no trace.

    Times are microseconds; ``sent``, ``blocked`` and ``recalled`` are
    indices of entries.
    """

    id: str
    maker: str
    holder: str
    made_at: int
    balance: LotBalance | None = None  # of a lot
    receiver: str | None = None
    shipped: Decimal | None = None
    sent: int | None = None
    lot: str | None = None
    container: str | None = None
    gone: bool = False
    closed_until: int = 0
    harvested_at: int | None = None
    blocked: int | None = None
    recalled: int | None = None
    recaller: str | None = None

    @property
    def is_container(self) -> bool:
        """Whether it is a logistic unit."""
        return self.id.startswith(_CONTAINERS)

    def copy(self) -> Thing:
        """Return a copy to change. Written out: this is the innermost loop of the door."""
        return Thing(
            self.id,
            self.maker,
            self.holder,
            self.made_at,
            self.balance,
            self.receiver,
            self.shipped,
            self.sent,
            self.lot,
            self.container,
            self.gone,
            self.closed_until,
            self.harvested_at,
            self.blocked,
            self.recalled,
            self.recaller,
        )


class Things(Protocol):
    """The things that are tracked, as events so far have left them.

    ``complete``: every event about them was entered, not only those in some evidence.
    """

    @property
    def complete(self) -> bool: ...  # noqa: D102 (said above)

    def tracks(self, thing: str) -> bool:
        """Tell whether a thing is looked at."""
        ...

    def get(self, thing: str) -> Thing | None:
        """Return a tracked thing that is there."""
        ...

    def edit(self, thing: str) -> Thing:
        """Return a thing that is there, to be changed by the event at hand."""
        ...

    def begin(self, thing: Thing) -> None:
        """Let a thing come into being."""
        ...

    def inside(self, container: str) -> Sequence[Thing]:
        """Return what is directly in a container, by identifier."""
        ...

    def process(self, transformation: str) -> Sequence[RecordedEvent]:
        """Return the earlier events of a transformationID, by index."""
        ...

    def diaries(self, text: str) -> Sequence[RecordedEvent]:
        """Return the earlier diary entries with a text, by index."""
        ...
