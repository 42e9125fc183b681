"""The same entries in other people's Merkle logs: what each does, and what it does not.

Looked at and left out: ``merklelib`` 1.0 (its source needs a codec that Python 3.11 does not
have), ``merkletools`` with its dependency ``pysha3`` (does not build; it runs without).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PeerRate:
    """Entries a second in batches, a root after each; and what comes without saying to us."""

    name: str
    entries: int
    rate: float
    proof: float
    lacks: str
