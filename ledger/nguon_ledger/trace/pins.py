"""Pins: what a verifier trusts before it sees evidence (docs/formats.md, 10)."""

from __future__ import annotations

from dataclasses import dataclass

from nguon_ledger.encoding import members as m
from nguon_ledger.encoding.strict_json import Json, parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.log.note import COSIGNATURE, ED25519, Verifier


@dataclass(frozen=True)
class Pin:
    """A ledger's origin and key, and which witnesses must have cosigned (``quorum`` of them)."""

    log: Verifier
    witnesses: tuple[Verifier, ...] = ()
    quorum: int = 0

    @property
    def origin(self) -> str:
        """The ledger's origin, which is the name of its key."""
        return self.log.name


def parse_pins(data: bytes) -> tuple[Pin, ...]:
    """Read a pins file. Raises NguonError ``pins_malformed``."""
    try:
        with m.coded("pins_malformed"):
            return m.need(parse_object(data), "ledgers", m.list_of(_pin))
    except NguonError as e:
        raise NguonError("pins_malformed", e.detail, field=e.field) from None


def _pin(value: Json) -> Pin:
    p = m.an_object(value)
    log = Verifier.from_vkey(m.need(p, "vkey", m.text))
    witnesses = tuple(map(Verifier.from_vkey, m.maybe(p, "witnesses", m.list_of(m.text)) or ()))
    pin = Pin(log, witnesses, m.maybe(p, "quorum", m.whole) or 0)
    if log.kind != ED25519 or any(w.kind != COSIGNATURE for w in witnesses):
        raise NguonError("malformed", "a log key is of type 01, a witness key of type 04")
    if len({witness.public for witness in witnesses}) != len(witnesses):
        raise NguonError("malformed", "a witness stands twice; it counts once", field="witnesses")
    if m.need(p, "origin", m.text) != log.name or not 0 <= pin.quorum <= len(witnesses):
        raise NguonError("malformed", "origin and key, or quorum and witnesses, do not fit")
    return pin
