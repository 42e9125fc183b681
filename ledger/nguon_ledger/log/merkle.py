"""The RFC 6962 tree: hashes, audit paths, inclusion and consistency proofs.

A node is named by the leaves ``[start, end)`` under it. Where a whole tree of n > 1 leaves
splits, it splits at the largest power of two below n (RFC 6962, 2.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import TypeAlias

from nguon_ledger.errors import NguonError

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

Span: TypeAlias = tuple[int, int]
NodeReader: TypeAlias = Callable[[Span], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """Hash a log entry (RFC 6962, 2.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into their parent (RFC 6962, 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def split_point(span: Span) -> int:
    """Return where the tree over ``span`` (at least two leaves) splits."""
    start, end = span
    return start + (1 << ((end - start - 1).bit_length() - 1))


def audit_path(index: int, size: int) -> list[Span]:
    """Return the siblings of leaf ``index`` in a tree of ``size``, from the leaf up."""
    if not 0 <= index < size:
        raise ValueError("the index is outside the tree")
    span = (0, size)
    path: list[Span] = []
    while span[1] - span[0] > 1:
        middle = split_point(span)
        left, right = (span[0], middle), (middle, span[1])
        span, sibling = (left, right) if index < middle else (right, left)
        path.append(sibling)
    return path[::-1]


def root_from_path(*, index: int, size: int, leaf: bytes, hashes: Sequence[bytes]) -> bytes:
    """Derive the root that ``leaf`` and its siblings' hashes lead to.

    Raises NguonError ``inclusion_failed`` if the number of hashes is not that of the path.
    """
    if not 0 <= index < size:
        raise NguonError("inclusion_failed", "the index is not in the tree")
    path = audit_path(index, size)
    if len(path) != len(hashes):
        raise NguonError("inclusion_failed", f"{len(hashes)} hashes where {len(path)} belong")
    value = leaf
    for (start, _), sibling in zip(path, hashes, strict=True):
        value = node_hash(value, sibling) if index < start else node_hash(sibling, value)
    return value


def verify_inclusion(
    *, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that the leaf hash ``leaf`` is at ``index`` of the tree with ``root``.

    Raises NguonError ``inclusion_failed``.
    """
    if root_from_path(index=index, size=size, leaf=leaf, hashes=proof) != root:
        raise NguonError("inclusion_failed", "the proof does not lead to the root")


def prove_inclusion(*, index: int, size: int, read: NodeReader) -> list[bytes]:
    """Return the hashes of the audit path of ``index``, from the leaf up."""
    return [read(span) for span in audit_path(index, size)]


def consistency_spans(old: int, new: int) -> list[Span]:
    """Return the nodes of the consistency proof from ``old`` to ``new`` (RFC 6962, 2.1.2)."""
    if not 0 < old <= new:
        raise ValueError("a consistency proof leads from a tree with leaves to one not smaller")
    spans: list[Span] = []
    span, whole = (0, new), True  # whole: the old tree itself is this subtree
    while span[1] != old:
        middle = split_point(span)
        if old <= middle:
            spans.append((middle, span[1]))
            span = (span[0], middle)
        else:
            spans.append((span[0], middle))
            span, whole = (middle, span[1]), False
    if not whole:
        spans.append(span)
    return spans[::-1]


def prove_consistency(*, old: int, new: int, read: NodeReader) -> list[bytes]:
    """Return the hashes that show the tree of ``old`` leaves to be a prefix of ``new``."""
    return [read(span) for span in consistency_spans(old, new)]


def verify_consistency(
    *, old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree with ``new_root`` only grew from the one with ``old_root``.

    Raises NguonError ``consistency_failed``.
    """
    if not 0 < old <= new:
        raise NguonError("consistency_failed", "sizes do not grow")
    spans = consistency_spans(old, new)
    if len(spans) != len(proof):
        raise NguonError("consistency_failed", f"{len(proof)} hashes, {len(spans)} belong")
    if _both_roots((0, new), old, old_root, iter(proof)) != (old_root, new_root):
        raise NguonError("consistency_failed", "the proof does not lead to both roots")


def _both_roots(
    span: Span, old: int, old_root: bytes | None, proof: Iterator[bytes]
) -> tuple[bytes, bytes]:
    """Derive what ``span`` hashed to in the old tree and hashes to in the new one.

    ``old_root`` is given while the old tree is this subtree as a whole. The proof runs from the
    deepest node up, hence the recursion before each ``next``.
    """
    if span[1] == old:
        node = next(proof) if old_root is None else old_root
        return node, node
    middle = split_point(span)
    if old <= middle:
        before, now = _both_roots((span[0], middle), old, old_root, proof)
        return before, node_hash(now, next(proof))
    before, now = _both_roots((middle, span[1]), old, None, proof)
    left = next(proof)
    return node_hash(left, before), node_hash(left, now)


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Compute the root over leaf hashes in one pass, keeping one node a level."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


class Frontier:
    """The right edge of a growing tree: the roots of its perfect subtrees, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._nodes: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash, in amortised constant time."""
        node, size = leaf, self.size
        while size & 1:
            node = node_hash(self._nodes.pop(), node)
            size >>= 1
        self._nodes.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self._nodes:
            return EMPTY_ROOT
        node = self._nodes[-1]
        for left in reversed(self._nodes[:-1]):
            node = node_hash(left, node)
        return node
