"""What one entry changes beside the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nguon_ledger.engine.admission.deeds import Deed
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.thing import Thing
from nguon_ledger.trace.touches import Touch


@dataclass
class Change:
    """What the entry at ``index`` changes.

    ``voids`` is the index of the event it takes back. ``flags`` replace those of the entries
    named: an event's own, and after a correction those of events that looked at the same things.
    """

    index: int
    touches: list[Touch]
    things: Mapping[str, Thing | None] = field(default_factory=dict)
    flags: dict[int, list[Finding]] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    voids: int | None = None
