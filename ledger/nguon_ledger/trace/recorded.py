"""An event with what the log knows of it."""

from __future__ import annotations

from dataclasses import dataclass

from nguon_ledger.encoding.members import Object
from nguon_ledger.events.event import Event


@dataclass(frozen=True)
class RecordedEvent:
    """An authentic event: signed, included, dated; its participant and key were valid."""

    index: int
    event: Event
    payload: Object
    kid: str
    participant: str
    recorded: int
