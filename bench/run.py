"""One run of everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.bulk import Bulk
from bench.growth import Grown
from bench.peers import PeerRate
from bench.single import Single
from bench.takeover import Takeovers


@dataclass(frozen=True)
class Run:
    """What was measured: writing by store, growth by size, maintenance (entries/s), takeovers."""

    machine: Mapping[str, str]
    bulk: Mapping[str, Bulk]
    single: Mapping[str, Single]
    peers: Sequence[PeerRate]
    grown: Sequence[Grown]
    maintenance: Mapping[str, float]
    takeovers: Takeovers
