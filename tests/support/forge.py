"""A ledger forged in memory: it signs and seals whatever a test wants, true or false.

It shares the core's formats but none of the engine's checks, so tests can hold evidence that no
honest server would have made.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from nguon_ledger.encoding.rfc3339 import format_time, parse_time
from nguon_ledger.errors import NguonError
from nguon_ledger.events.reading import read_event
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from nguon_ledger.log.merkle import Span, leaf_hash, root_of
from nguon_ledger.log.note import ED25519, Verifier
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.statement import (
    EVENT_TYP,
    REGISTRY_TYP,
    SEAL_TYP,
    parse_statement,
    sign_statement,
)
from nguon_ledger.trace.make import make_bundle
from nguon_ledger.trace.pins import Pin
from nguon_ledger.trace.touches import (
    Role,
    Touch,
    event_subject,
    event_touches,
    registry_touches,
)

Payload = dict[str, Any]

HOST = "ledger.example"
ORIGIN = f"{HOST}/log/test"
START = parse_time("2026-03-01T00:00:00Z")
HOUR = 3_600_000_000


def seeded_key(name: str) -> Ed25519SigningKey:
    """Return the same key for the same name, in every run."""
    return Ed25519SigningKey.from_seed(leaf_hash(name.encode()))


class Forge:
    """Entries in a list, a key a name, a clock that moves an hour a seal."""

    def __init__(self, origin: str = ORIGIN) -> None:
        self.origin = origin
        self.entries: list[bytes] = []
        self.time = START
        self.log_key = seeded_key("log")
        self._sealed = 0
        self._touches: list[Touch] = []
        self._seals: list[int] = []

    @property
    def log(self) -> Verifier:
        return Verifier(self.origin, ED25519, self.log_key.public.raw)

    @property
    def pins(self) -> tuple[Pin, ...]:
        return (Pin(self.log),)

    @property
    def pins_json(self) -> Payload:
        return {"ledgers": [{"origin": self.origin, "vkey": self.log.vkey}]}

    def registry(self, payload: Payload, by: str) -> int:
        return self.statement(REGISTRY_TYP, payload, by)

    def event(self, payload: Payload, by: str) -> int:
        return self.statement(EVENT_TYP, payload, by)

    def statement(self, typ: str, payload: Payload, by: str, log: str | None = None) -> int:
        data = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        return self.raw(
            sign_statement(typ=typ, log=log or self.origin, payload=data, key=seeded_key(by))
        )

    def raw(self, data: bytes) -> int:
        index = len(self.entries)
        self.entries.append(data)
        self._touches += self._read_touches(index, data)
        return index

    def seal(self, by: str = "seal", after: int = HOUR, changes: Payload | None = None) -> int:
        """Close the batch later; ``changes`` replace members of the seal's payload."""
        self.time += after
        first, size = self._sealed, len(self.entries)
        payload = {"time": format_time(self.time), "from": first, "size": size} | (changes or {})
        self._sealed = size + 1
        self._seals.append(size)
        return self.statement(SEAL_TYP, payload, by)

    def bundle(self, asked: str) -> bytes:
        """Return the evidence that an honest server would collect for ``asked``."""
        return make_bundle(asked, self)

    # What make_bundle reads (TraceReader).

    @property
    def size(self) -> int:
        return len(self.entries)

    @property
    def checkpoint_note(self) -> bytes:
        root = root_of([leaf_hash(entry) for entry in self.entries])
        return sign_checkpoint(Checkpoint(self.origin, self.size, root), self.log_key)

    def touching(self, subject: str) -> list[Touch]:
        return [touch for touch in self._touches if touch.subject == subject]

    def entry(self, index: int) -> bytes:
        return self.entries[index]

    def touching_each(self, subjects: Sequence[str]) -> dict[str, list[Touch]]:
        return {subject: self.touching(subject) for subject in subjects}

    def entries_at(self, indices: Sequence[int]) -> dict[int, bytes]:
        return {index: self.entries[index] for index in indices}

    def upstream(self, thing: str) -> list[str]:
        return [thing]  # nothing hangs on what is read ahead

    def seals_of(self, indices: Sequence[int]) -> set[int]:
        return {next(seal for seal in self._seals if seal >= index) for index in indices}

    def node(self, span: Span) -> bytes:
        return root_of([leaf_hash(entry) for entry in self.entries[span[0] : span[1]]])

    def _read_touches(self, index: int, data: bytes) -> list[Touch]:
        try:
            statement = parse_statement(data, log=self.origin)
            if statement.typ == EVENT_TYP:
                event = read_event(statement.payload)
                if event.is_correction:
                    self._void(event_subject(event.event_id))
                return event_touches(index, event)
            if statement.typ == REGISTRY_TYP:
                return registry_touches(index, read_registry(statement.payload))
        except NguonError:
            return []  # a test forges an entry that cannot be read
        return []

    def _void(self, event: str) -> None:
        """Mark what a declaration takes back, as an honest server's index does."""
        void = {touch.index for touch in self.touching(event)}
        self._touches[:] = [
            touch._replace(role=Role.VOID) if touch.index in void else touch
            for touch in self._touches
        ]
