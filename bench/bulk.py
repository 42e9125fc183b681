"""(a) Bulk ingest: whole supply chains in batches over HTTP, against raw verification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain as flatten

from bench.arithmetic import drift, mean
from bench.chains import STEPS
from bench.http_wire import post
from bench.ledger_under_test import LedgerUnderTest, Serving
from bench.limits.sodium import Verification, verification
from bench.load import send_streams
from bench.names import HOST
from bench.outcomes import check_batches, check_grown, log_size
from bench.processes import cpu_seconds, sampling
from bench.workload import BATCH, BATCH_LINES, batches, sign_chains

STREAMS = 4
WARM_UP = BATCH_LINES // STEPS  # chains: one batch
SODIUM_SECONDS = 1.0


@dataclass(frozen=True)
class Ingest:
    """What a bulk load took; seconds of wall and of CPU, resident memory in bytes."""

    events: int
    bytes: int
    seconds: float
    server_cpu: float
    generator_cpu: float
    resident: tuple[int, ...]

    @property
    def most_resident(self) -> int:
        """The most resident memory that was seen, in bytes."""
        return max(self.resident)

    @property
    def rate(self) -> float:
        """Acknowledged events a second."""
        return self.events / self.seconds


@dataclass(frozen=True)
class Bulk:
    """A bulk load and raw verification of messages of the same length, before and after it."""

    ingest: Ingest
    message_bytes: int
    before: Verification
    after: Verification

    @property
    def sodium(self) -> float:
        """Verifications a second by libsodium on all cores."""
        return mean((self.before.rate, self.after.rate))

    @property
    def sodium_drift(self) -> float:
        """How much the machine itself changed meanwhile, as a share."""
        return drift(self.before.rate, self.after.rate)

    @property
    def ratio(self) -> float:
        """Events a second over verifications a second."""
        return self.ingest.rate / self.sodium

    @property
    def cpu_ratio(self) -> float:
        """CPU of a verification over CPU of an event, generator included.

        Where others share the cores this holds still while wall times do not.
        """
        used = (self.ingest.server_cpu + self.ingest.generator_cpu) / self.ingest.events
        return mean((self.before.cpu, self.after.cpu)) / used


def measure_bulk(
    ledger: LedgerUnderTest, serving: Serving, numbers: range, *, seconds: float
) -> Bulk:
    """Sign chains, measure raw verification, ingest, measure verification again.

    The first batch is warm-up, and tells how many of the others take about ``seconds``.
    """
    chains = sign_chains(numbers)
    warm = ingest(ledger, serving, chains[:WARM_UP])
    measured = chains[WARM_UP:][: max(WARM_UP * STREAMS, int(warm.rate * seconds) // STEPS)]
    length = message_length(measured)
    before = verification(length=length, seconds=SODIUM_SECONDS)
    ingested = ingest(ledger, serving, measured)
    after = verification(length=length, seconds=SODIUM_SECONDS)
    return Bulk(ingested, length, before, after)


def ingest(ledger: LedgerUnderTest, serving: Serving, chains: Sequence[Sequence[bytes]]) -> Ingest:
    """Send whole chains over several connections; check that all of them were recorded."""
    streams = batches(chains, streams=STREAMS)
    requests = [[post(BATCH, body, host=HOST) for body in stream] for stream in streams]
    size = log_size(serving.address)
    with sampling(serving.pid) as samples:
        cpu = cpu_seconds(serving.pid)
        load = send_streams(serving.address, requests)
        cpu = cpu_seconds(serving.pid) - cpu
    bodies = list(flatten.from_iterable(streams))
    events = check_batches(load.answers, bodies, ledger.keys.log)
    check_grown(before=size, after=log_size(serving.address), events=events)
    return Ingest(
        events=events,
        bytes=sum(map(len, bodies)),
        seconds=load.seconds,
        server_cpu=cpu,
        generator_cpu=load.cpu,
        resident=tuple(samples.resident),
    )


def message_length(chains: Sequence[Sequence[bytes]]) -> int:
    """Return how many bytes a signature of the workload covers, on average."""
    signed = [len(statement.rpartition(b".")[0]) for chain in chains for statement in chain]
    return round(mean(signed))
