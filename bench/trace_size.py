"""Measure the evidence of a chain of 30 events in a log of 100,000 entries.

Run: ``python bench/trace_size.py [entries]``. Everything is real: signed statements through the
engine with all checks on, SQLite on disk, the bundle verified by Python and by node. Times are of
this machine in this run; compare runs only by ratios.
"""

from __future__ import annotations

import gzip
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from nguon_ledger.engine.host import Host  # noqa: E402
from nguon_ledger.engine.ledger import Ledger, LedgerKeys  # noqa: E402
from nguon_ledger.statement import SEAL_TYP, parse_statement  # noqa: E402
from nguon_ledger.trace.verify import verify_bundle  # noqa: E402
from support.forge import ORIGIN, Payload, seeded_key  # noqa: E402
from support.story import CRAB, SALTED, Story, lot  # noqa: E402

T = TypeVar("T")
STEPS = 30
BATCH = 2000
ROUNDS = 50
NODE = """
import { readFileSync } from "node:fs";
import { verifyBundle } from "./verifier_web/verify/verify.js";
const [file, pins, asked, rounds] = process.argv.slice(1);
const bytes = new Uint8Array(readFileSync(file));
const times = [];
for (let i = 0; i < Number(rounds); i += 1) {
  const start = performance.now();
  const { verdict } = await verifyBundle(bytes, { pins: JSON.parse(pins), asked });
  if (verdict !== "verified") throw new Error(verdict);
  times.push(performance.now() - start);
}
const [first] = times;
const median = times.sort((a, b) => a - b)[times.length >> 1];
console.log(JSON.stringify({ first, median }));
"""


def main(entries: int) -> None:
    """Build the ledger, measure, and print one line a figure."""
    story = Story()
    story.found()
    with tempfile.TemporaryDirectory() as folder:
        host = Host(Path(folder) / "nguon.db")
        ledger = found(host, story)
        seconds, filled = timed(lambda: fill(ledger, story, entries))
        asked = tell_chain(ledger, story)
        print(f"machine           {platform.machine()}, Python {platform.python_version()}")
        print(f"entries           {size_of(ledger)}")
        print(f"ingest            {filled / seconds:.0f} events/s, all checks on, signing included")
        bundle = ledger.trace(asked)
        print(f"evidence          {len(bundle)} bytes, {len(gzip.compress(bundle))} gzip")
        traces = sorted(timed(lambda: ledger.trace(asked))[0] * 1000 for _ in range(ROUNDS))
        print(f"server trace      p50 {traces[ROUNDS // 2]:.1f} ms, p99 {traces[-1]:.1f} ms")
        checks = [
            timed(lambda: verify_bundle(bundle, pins=story.pins, asked=asked)) for _ in range(10)
        ]
        median = statistics.median(seconds for seconds, _ in checks)
        print(f"verify in Python  {median * 1000:.1f} ms")
        print(f"verify in node    {in_node(Path(folder), bundle, story, asked)}")
        host.close()


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return how many seconds ``work`` took, and its result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def found(host: Host, story: Story) -> Ledger:
    """Create the ledger and register everybody."""
    keys = LedgerKeys(log=seeded_key("log"), seal=seeded_key("seal"))
    statements = [e for e in story.entries if parse_statement(e, log=ORIGIN).typ != SEAL_TYP]
    ledger = host.create(name="test", origin=ORIGIN, keys=keys, genesis=statements[0])
    for statement in statements[1:]:
        ledger.submit(statement).result()
    return ledger


def fill(ledger: Ledger, story: Story, entries: int) -> int:
    """Record harvests until the log is as large as asked; return how many."""
    count = 0
    while (missing := entries - size_of(ledger) - STEPS) > 0:
        batch = min(missing, BATCH)
        events = [story.entries[story.harvest(f"{CRAB}/10/F{count + i}")] for i in range(batch)]
        for future in [ledger.submit(event) for event in events]:
            future.result()
        count += batch
    return count


def tell_chain(ledger: Ledger, story: Story) -> str:
    """Record a harvest, then step after step, each from the lot before; return the last lot."""
    before = f"{CRAB}/10/CHAIN"
    ledger.submit(story.entries[story.harvest(before)]).result()
    for step in range(1, STEPS):
        after = f"{SALTED}/10/CHAIN-{step}"
        quantities: Payload = {
            "inputQuantityList": [lot(before, 120)],
            "outputQuantityList": [lot(after, 120)],
        }
        ledger.submit(story.entries[story.salting(**quantities)]).result()
        before = after
    return before


def size_of(ledger: Ledger) -> int:
    """Return how many entries the checkpoint covers."""
    return int(ledger.checkpoint().split(b"\n")[1])


def in_node(folder: Path, bundle: bytes, story: Story, asked: str) -> str:
    """Return node's first and median times for the whole verification."""
    file = folder / "evidence.nguon"
    file.write_bytes(bundle)
    arguments = [str(file), json.dumps(story.pins_json), asked, "20"]
    command = ["node", "--input-type=module", "--eval", NODE, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    times = json.loads(done.stdout)
    return f"first {times['first']:.1f} ms, median {times['median']:.1f} ms"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
