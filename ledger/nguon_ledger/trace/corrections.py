"""Step 9, first part: events that a later declaration takes back (EPCIS 2.0, errorDeclaration)."""

from __future__ import annotations

from collections.abc import Sequence

from nguon_ledger.encoding.members import Object
from nguon_ledger.encoding.strict_json import same_json
from nguon_ledger.errors import NguonError
from nguon_ledger.registry.state import Registry
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.trace.failure import at_entry
from nguon_ledger.trace.recorded import RecordedEvent

ERROR_DECLARATION = "errorDeclaration"


def corrected_events(events: Sequence[RecordedEvent], registry: Registry) -> frozenset[int]:
    """Return the indices of events that did not happen: taken back, and the declarations.

    Raises StepError ``event_exists``, ``correction_unknown``, ``correction_differs`` or
    ``correction_foreign``.
    """
    known: dict[str, RecordedEvent] = {}
    void: set[int] = set()
    for recorded in events:
        original = known.get(recorded.event.event_id)
        with at_entry(recorded.index):
            if recorded.event.is_correction:
                original = check_correction(recorded, original, registry)
                if original.index in void:
                    raise NguonError("correction_unknown", "the event was taken back before")
                void |= {original.index, recorded.index}
            elif original is not None:
                raise NguonError("event_exists", f"{recorded.event.event_id} stands twice")
        known.setdefault(recorded.event.event_id, recorded)
    return frozenset(void)


def check_correction(
    correction: RecordedEvent, original: RecordedEvent | None, registry: Registry
) -> RecordedEvent:
    """Check a declaration against the event that it takes back, and return that event."""
    if original is None:
        what = correction.event.event_id
        raise RuleBrokenError("correction_unknown", what, field=ERROR_DECLARATION)
    if not same_json(without_declaration(correction.payload), original.payload):
        what = original.event.event_id
        raise RuleBrokenError("correction_differs", what, field=ERROR_DECLARATION)
    signer = registry.participants[correction.participant]
    if correction.participant != original.participant and not signer.is_operator:
        raise RuleBrokenError(
            "correction_foreign", original.event.event_id, field=ERROR_DECLARATION
        )
    return original


def without_declaration(payload: Object) -> Object:
    """Return the event as it was before it was declared an error."""
    return {name: value for name, value in payload.items() if name != ERROR_DECLARATION}
