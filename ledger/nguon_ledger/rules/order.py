"""In which order the flags of one event stand: by rule, then as the event lists its things.

``judge`` finds them in this order; a correction, which judges some of them anew, restores it.
"""

from __future__ import annotations

from collections.abc import Iterable

from nguon_ledger.events.event import Event
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.timing import used_things

# As in the table of docs/rules.md; those about certificates follow the certificates instead.
_RULES = (
    ("late",),
    ("out_of_order",),
    ("isolation",),
    ("step_not_in_recipe",),
    ("yield_unknown",),
    ("yield_high",),
    ("too_fast",),
    ("too_slow",),
    ("place_foreign", "place_outside"),
    ("certificate_unknown", "certificate_foreign", "certificate_revoked", "certificate_expired"),
    ("diary_copied",),
    ("received_differs",),
    ("limit_exceeded",),
)
_RANKS = {rule: rank for rank, rules in enumerate(_RULES) for rule in rules}


def in_order(findings: Iterable[Finding], event: Event) -> list[Finding]:
    """Return the stored flags of an event in the order in which ``judge`` gives them."""
    places = {thing: place for place, thing in enumerate(dict.fromkeys(used_things(event)))}
    return sorted(findings, key=lambda f: (_RANKS[f.rule], places.get(f.subject or "", 0)))
