"""pymerkle's SQLite tree: a batch appended in one transaction, then the root."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from pymerkle import SqliteTree

from bench.peers import PeerRate

LACKS = (
    "signatures, schema, rules, dedup, signed checkpoints, receipts, HTTP; "
    "durable with SQLite's own settings"
)


def measure_pymerkle(entries: Sequence[bytes], *, batch: int, folder: Path) -> PeerRate:
    """Append entries a batch at a time, asking for the root of each; then one proof."""
    with SqliteTree(str(folder / "pymerkle.db")) as tree:
        start = time.perf_counter()
        for first in range(0, len(entries), batch):
            tree.append_entries(entries[first : first + batch])
            tree.get_root()
        seconds = time.perf_counter() - start
        if tree.get_size() != len(entries):
            raise RuntimeError("pymerkle lost entries")
        start = time.perf_counter()
        tree.prove_inclusion(len(entries) // 2)
        proof = time.perf_counter() - start
    rate = len(entries) / seconds
    return PeerRate("pymerkle SqliteTree", len(entries), rate, proof, LACKS)
