"""Statements on their way into the log, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from nguon_ledger.events.event import Event
from nguon_ledger.registry.statements import RegistryStatement


class Checked(NamedTuple):
    """A statement that passed every check that needs no order: form, schema, signature."""

    data: bytes
    kid: str
    content: Event | RegistryStatement
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a statement stands; ``is_new`` is false if its bytes were there before."""

    index: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """An acknowledged statement: durable, and covered by a published checkpoint."""

    index: int
    leaf: bytes
    proof: bytes
    is_new: bool
