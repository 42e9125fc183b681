"""Step 3: every entry leads to the root, each by its own path (docs/verification.md)."""

from __future__ import annotations

from nguon_ledger.log.checkpoint import Checkpoint
from nguon_ledger.log.merkle import Span, audit_path, leaf_hash, node_hash
from nguon_ledger.trace.bundle import Entry, UnverifiedBundle, needed_nodes
from nguon_ledger.trace.failure import StepError


def check_inclusion(bundle: UnverifiedBundle, checkpoint: Checkpoint) -> None:
    """Check every entry.

    Raises StepError ``index_out_of_range``, ``nodes_mismatch`` or ``inclusion_failed``.
    """
    for entry in bundle.entries:
        if entry.index >= checkpoint.size:
            raise StepError("index_out_of_range", "not in the tree", index=entry.index)
    spans = needed_nodes((e.index for e in bundle.entries), checkpoint.size)
    if len(spans) != len(bundle.nodes):
        raise StepError("nodes_mismatch", f"{len(bundle.nodes)} nodes, {len(spans)} belong")
    nodes = dict(zip(spans, bundle.nodes, strict=True))
    proven: dict[Span, bytes] = {(0, checkpoint.size): checkpoint.root}
    for entry in bundle.entries:
        _check_entry(entry, checkpoint.size, nodes, proven)


def _check_entry(
    entry: Entry, size: int, nodes: dict[Span, bytes], proven: dict[Span, bytes]
) -> None:
    """Hash from the leaf up until a node that an earlier entry has proven, or the root."""
    span, value = (entry.index, entry.index + 1), leaf_hash(entry.data)
    passed: dict[Span, bytes] = {}
    path = iter(audit_path(entry.index, size))
    while span not in proven:
        passed[span] = value
        sibling = next(path)
        pair = (nodes[sibling], value) if sibling < span else (value, nodes[sibling])
        value = node_hash(*pair)
        span = (min(span[0], sibling[0]), max(span[1], sibling[1]))
    if value != proven[span]:
        raise StepError("inclusion_failed", "not what the checkpoint signed", index=entry.index)
    proven.update(passed)
