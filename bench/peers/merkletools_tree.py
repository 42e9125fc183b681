"""merkletools: the whole tree is built again after each batch, since it cannot grow."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from hashlib import sha256

from bench.peers import PeerRate

LACKS = (
    "any storage: all is in memory; signatures, schema, rules, dedup, signed checkpoints, "
    "receipts, HTTP; RFC 6962 hashing"
)


def measure_merkletools(entries: Sequence[bytes], *, batch: int) -> PeerRate | None:
    """Hash and add entries a batch at a time, building the tree for each; then one proof.

    None where it is not installed: it needs ``pip install --no-deps merkletools``.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it misses sha3, which is not asked for
            from merkletools import MerkleTools  # noqa: PLC0415 (it may be missing)
    except ImportError:
        return None
    tree = MerkleTools(hash_type="sha256")
    start = time.perf_counter()
    for first in range(0, len(entries), batch):
        tree.add_leaf([sha256(entry).hexdigest() for entry in entries[first : first + batch]])
        tree.make_tree()
    seconds = time.perf_counter() - start
    if tree.get_leaf_count() != len(entries) or not tree.get_merkle_root():
        raise RuntimeError("merkletools lost entries")
    start = time.perf_counter()
    tree.get_proof(len(entries) // 2)
    proof = time.perf_counter() - start
    return PeerRate("merkletools", len(entries), len(entries) / seconds, proof, LACKS)
