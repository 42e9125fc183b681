"""(e) What the size of a ledger costs: appending, memory, and starting again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from bench.bulk import Ingest, ingest
from bench.filler import fill
from bench.ledger_under_test import LedgerUnderTest
from bench.names import LEDGER
from bench.outcomes import log_size
from bench.progress import say
from bench.traces import Traces, measure_traces, record_long_chain
from bench.workload import sign_chains

WARM_UP = 400  # chains, before the clock: caches of a process that has just started
MEASURED = 4_000


@dataclass(frozen=True)
class Grown:
    """A ledger of ``size`` entries: seconds and bytes on disk, and what is asked of it.

    ``start`` is from the start of the process to its first answered checkpoint; ``open`` is
    opening the ledger alone.
    """

    size: int
    fill_seconds: float
    disk_bytes: int
    start: float
    open: float
    append: Ingest
    traces: Traces

    @property
    def cpu_an_event(self) -> float:
        """CPU seconds of the server an event."""
        return self.append.server_cpu / self.append.events

    @property
    def wall_an_event(self) -> float:
        """Seconds an event."""
        return self.append.seconds / self.append.events


def measure_grown(folder: Path, size: int) -> Grown:
    """Fill a fresh ledger, then measure it."""
    ledger = LedgerUnderTest.create(folder)
    ledger.register_everybody()
    say(f"filling a ledger of {size} entries")
    since = time.perf_counter()
    filled = fill(ledger, size)
    seconds = time.perf_counter() - since
    say(f"filled {filled} entries in {seconds:.1f} s")
    asked = record_long_chain(ledger)
    traces = measure_traces(ledger, asked)
    opened = min(_open_seconds(ledger) for _ in range(3))
    signed = sign_chains(range(WARM_UP + MEASURED))
    with ledger.serving() as serving:
        log_size(serving.address)
        start = time.perf_counter() - serving.since
        ingest(ledger, serving, signed[:WARM_UP])
        append = ingest(ledger, serving, signed[WARM_UP:])
    disk = sum(file.stat().st_size for file in ledger.folder.path.glob("nguon.db*"))
    say(f"{filled} entries: {append.server_cpu / append.events * 1e6:.0f} us of CPU an event")
    return Grown(filled, seconds, disk, start, opened, append, traces)


def _open_seconds(ledger: LedgerUnderTest) -> float:
    host = ledger.folder.open_store()
    start = time.perf_counter()
    host.open({LEDGER: ledger.keys})
    seconds = time.perf_counter() - start
    host.close()
    return seconds
