"""(f) Rebuilding and checking a ledger through the command line, in entries a second."""

from __future__ import annotations

import time

from bench.ledger_under_test import LedgerUnderTest

COMMANDS = ("rebuild", "fsck")
CHAINS = 4_000


def measure_maintenance(ledger: LedgerUnderTest, size: int) -> dict[str, float]:
    """Run each command on a ledger of ``size`` real entries that nobody serves."""
    rates = {}
    for command in COMMANDS:
        start = time.perf_counter()
        ledger.run(command, passphrase=False)
        rates[f"nguon {command}"] = size / (time.perf_counter() - start)
    return rates
