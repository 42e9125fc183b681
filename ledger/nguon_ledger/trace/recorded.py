"""An event with what the log knows of it."""

from __future__ import annotations

from typing import NamedTuple

from nguon_ledger.encoding.members import Object
from nguon_ledger.events.event import Event


class RecordedEvent(NamedTuple):
    """An authentic event: signed, included, dated; its participant and key were valid."""

    index: int  # type: ignore[assignment] # nobody searches it
    event: Event
    payload: Object
    kid: str
    participant: str
    recorded: int
