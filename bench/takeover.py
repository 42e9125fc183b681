"""(g) How long nothing is recorded when the process that writes is killed or stopped.

Run by itself: ``python -m bench.takeover [--times N]``, one JSON line on stdout. Servers as
``nguon serve`` starts them, with the usual lease, on one PostgreSQL and under load. Seconds are
counted from the signal to the receipt of a statement that is sent to another server when the
signal has worked, so that nothing the dead process had begun can answer it.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

from bench.cluster import query, running
from bench.ledger_under_test import LedgerUnderTest
from bench.outcomes import check_whole_log, log_size
from bench.postgres import postgres_ledger

GOAL = 5.0  # seconds
LOSSES = ("killed", "stopped")
ROUNDS = ("killed", "stopped", "killed", "stopped", "killed")
SERVERS = (2, 3)
_ENTRIES: LiteralString = "SELECT idx, data FROM entry WHERE ledger = %s ORDER BY idx"


@dataclass(frozen=True)
class Takeover:
    """One loss of the process that wrote, of so many; what was done to it: killed or stopped."""

    servers: int
    loss: str
    seconds: float


@dataclass(frozen=True)
class Takeovers:
    """All of them, and what the log held at the end: every acknowledged statement, and seals."""

    each: Sequence[Takeover]
    acknowledged: int
    size: int

    def seconds(self, loss: str, *, servers: int | None = None) -> list[float]:
        """Return how long takeovers of one kind took, of so many servers or of any."""
        found = (t for t in self.each if t.loss == loss and servers in {None, t.servers})
        return [takeover.seconds for takeover in found]


def measure_takeovers(ledger: LedgerUnderTest, rounds: Sequence[str] = ROUNDS) -> Takeovers:
    """Lose leaders of two servers, then of three; check every entry. Raises RuntimeError."""
    ledger.register_everybody()
    with running(ledger) as cluster:
        before, each = len(query(ledger, _ENTRIES)), []
        for servers in SERVERS:
            while len(cluster.servers) < servers:
                cluster.start()
            each += [Takeover(servers, loss, cluster.lose_leader(loss)) for loss in rounds]
        cluster.load.settle(cluster.servers[0].address)
        sizes = {log_size(server.address) for server in cluster.servers}
    receipts = cluster.load.receipts
    entries = query(ledger, _ENTRIES)
    check_whole_log(entries, receipts, ledger.keys.log, before=before, sizes=sizes)
    ledger.run("fsck", passphrase=False)
    return Takeovers(each, acknowledged=len(receipts), size=len(entries))


def main(times: int) -> None:
    """Measure by itself, all rounds so many times, and print."""
    with (
        tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder,
        postgres_ledger(Path(folder)) as elsewhere,
    ):
        takeovers = measure_takeovers(elsewhere.ledger, ROUNDS * times)
    print(json.dumps(dataclasses.asdict(takeovers)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.takeover")
    parser.add_argument("--times", type=int, default=1, help="the usual rounds so many times")
    main(parser.parse_args().times)
