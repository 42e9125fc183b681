"""The subject under which a recorded statement is found again.

The index of touches holds it already, so no second index over all leaf hashes is needed to know
that the same bytes came before.
"""

from __future__ import annotations

from hashlib import sha256

from nguon_ledger.events.event import Event
from nguon_ledger.registry.statements import RegistryStatement
from nguon_ledger.statement import signing_input
from nguon_ledger.trace.touches import event_subject


def identity(content: Event | RegistryStatement, data: bytes) -> str:
    """Return the subject that every statement with the bytes ``data`` touches.

    Of an event it is its eventID. Of a registry statement it is the signed part, not the bytes:
    whoever holds a good ES256 signature can make the other one, and replay what was said before
    (an old description, an old status) under a new leaf.
    """
    if isinstance(content, Event):
        return event_subject(content.event_id)
    return f"said:{sha256(signing_input(data)).hexdigest()}"
