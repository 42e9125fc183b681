"""An event with what the log knows of it."""

from __future__ import annotations

from typing import NamedTuple

from nguon_ledger.encoding.strict_json import Json
from nguon_ledger.events.event import Event
from nguon_ledger.statement import payload_of


class RecordedEvent(NamedTuple):
    """An authentic event: signed, included, dated; its participant and key were valid."""

    index: int  # type: ignore[assignment] # nobody searches it
    event: Event
    data: bytes  # the statement
    kid: str
    participant: str
    recorded: int

    @property
    def payload(self) -> dict[str, Json]:
        """The event as it was written. Read from the statement: only corrections compare it."""
        return payload_of(self.data)
