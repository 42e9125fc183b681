"""``make bench-quick``: the main ratios in under 50 seconds, one JSON line on stdout.

Run: ``python -m bench.quick``. Progress goes to stderr.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.bulk import measure_bulk
from bench.filler import fill
from bench.ledger_under_test import LedgerUnderTest
from bench.machine import describe
from bench.progress import say
from bench.report import bulk_figures, single_figures, trace_figures
from bench.single import measure_single
from bench.traces import measure_traces, record_long_chain

CHAINS = 5_000
SINGLES = 3_000
SECONDS = 50
SERVING_SECONDS = 4.0  # of bulk ingest
FILLED = 1_000_000
AFTER_FILLING = 12.0  # seconds that evidence, its server and the end may take
LEAST_FILLING = 4.0  # on a machine so busy that there is no time left


def main() -> None:
    """Measure and print."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        figures = measure_writing(Path(folder))
        left = SECONDS - AFTER_FILLING - (time.perf_counter() - start)
        figures |= measure_reading(Path(folder), seconds=max(left, LEAST_FILLING))
        machine = describe(Path(folder))
    took = {"seconds": round(time.perf_counter() - start, 1), "machine": machine}
    print(json.dumps(figures | took))


def measure_writing(folder: Path) -> dict[str, Any]:
    """Measure bulk and single on a fresh ledger, with one server process."""
    say("a fresh ledger, its server, statements signed on all cores")
    ledger = LedgerUnderTest.create(folder / "writing")
    ledger.register_everybody()
    with ledger.serving() as serving:
        bulk = measure_bulk(ledger, serving, range(CHAINS), seconds=SERVING_SECONDS)
        say(f"bulk {bulk.ingest.rate:.0f}/s over {bulk.sodium:.0f}/s: {bulk.ratio:.3f}")
        single = measure_single(ledger, serving, range(SINGLES))
        say(f"single {single.statements.rate:.0f}/s over {single.empty:.0f}/s: {single.ratio:.3f}")
    return bulk_figures(bulk) | single_figures(single)


def measure_reading(folder: Path, *, seconds: float) -> dict[str, Any]:
    """Measure evidence in a ledger of FILLED entries, or as many as there is time for."""
    say(f"a ledger of up to {FILLED} entries in {seconds:.0f} s")
    ledger = LedgerUnderTest.create(folder / "reading")
    ledger.register_everybody()
    fill(ledger, FILLED, seconds=seconds)
    traces = measure_traces(ledger, record_long_chain(ledger))
    say(f"evidence in {traces.trace_p50 * 1000:.2f} ms of {traces.size} entries")
    return trace_figures(traces)


if __name__ == "__main__":
    main()
