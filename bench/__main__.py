"""``make bench``: everything in one run, written to bench/results/.

Run: ``python -m bench [--largest ENTRIES] [--folder FOLDER]``. Ten million entries take some
minutes and 25 GB of disk, in a temporary folder below FOLDER.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
from itertools import chain as flatten
from pathlib import Path

from bench.bulk import Bulk, measure_bulk
from bench.growth import Grown, measure_grown
from bench.ledger_under_test import LedgerUnderTest
from bench.machine import describe
from bench.maintenance import measure_maintenance
from bench.outcomes import log_size
from bench.peers import PeerRate
from bench.peers.merkletools_tree import measure_merkletools
from bench.peers.pymerkle_tree import measure_pymerkle
from bench.plots import write_plots
from bench.postgres import postgres_ledger
from bench.progress import say
from bench.run import Run
from bench.single import Single, measure_single
from bench.table import write_table
from bench.takeover import measure_takeovers
from bench.workload import BATCH_LINES, sign_chains

RESULTS = Path(__file__).parent / "results"
SIZES = (10_000, 1_000_000, 10_000_000)
CHAINS = 20_000
SINGLES = 10_000
SECONDS = 10.0  # of bulk ingest
PEER_CHAINS = 8_000


def main(folder: str | None, largest: int) -> None:
    """Measure everything and write it down."""
    with tempfile.TemporaryDirectory(prefix="nguon-bench-", dir=folder) as temporary:
        run = measure(Path(temporary), [size for size in SIZES if size <= largest])
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "figures.md").write_text(write_table(run))
    (RESULTS / "figures.json").write_text(json.dumps(dataclasses.asdict(run), indent=1) + "\n")
    write_plots(run, RESULTS)
    say("written to bench/results")


def measure(folder: Path, sizes: list[int]) -> Run:
    """Measure one thing after the other, each in a folder of its own."""
    machine = describe(folder)
    peers = measure_peers(folder)
    ledger = LedgerUnderTest.create(folder / "sqlite")
    bulk, single, size = measure_writing(ledger)
    maintenance = measure_maintenance(ledger, size)
    with postgres_ledger(folder / "postgresql") as elsewhere:
        machine |= {"postgresql": elsewhere.version}
        bulk_elsewhere, single_elsewhere, _ = measure_writing(elsewhere.ledger)
    with postgres_ledger(folder / "shared") as shared:
        takeovers = measure_takeovers(shared.ledger)
    return Run(
        machine=machine,
        bulk={"SQLite": bulk, "PostgreSQL": bulk_elsewhere},
        single={"SQLite": single, "PostgreSQL": single_elsewhere},
        peers=peers,
        grown=[measure_growth(folder, size) for size in sizes],
        maintenance=maintenance,
        takeovers=takeovers,
    )


def measure_writing(ledger: LedgerUnderTest) -> tuple[Bulk, Single, int]:
    """Measure bulk and single statements; return also the log's size."""
    ledger.register_everybody()
    with ledger.serving() as serving:
        bulk = measure_bulk(ledger, serving, range(CHAINS), seconds=SECONDS)
        say(f"bulk {bulk.ingest.rate:.0f}/s over {bulk.sodium:.0f}/s: {bulk.ratio:.3f}")
        single = measure_single(ledger, serving, range(SINGLES))
        say(f"single {single.statements.rate:.0f}/s over {single.empty:.0f}/s: {single.ratio:.3f}")
        return bulk, single, log_size(serving.address)


def measure_growth(folder: Path, size: int) -> Grown:
    """Measure a filled ledger, and remove it."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        return measure_grown(Path(own), size)


def measure_peers(folder: Path) -> list[PeerRate]:
    """Give the same kind of entries to the peers that are installed."""
    entries = list(flatten.from_iterable(sign_chains(range(PEER_CHAINS))))
    found = [
        measure_pymerkle(entries, batch=BATCH_LINES, folder=folder),
        measure_merkletools(entries, batch=BATCH_LINES),
    ]
    for peer in found:
        say(f"{peer.name}: {peer.rate:.0f}/s" if peer else "a peer is not installed")
    return [peer for peer in found if peer is not None]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="entries at most")
    parser.add_argument("--folder", help="where there is room; default the system's")
    chosen = parser.parse_args()
    main(chosen.folder, chosen.largest)
