"""Many tlog-proofs at once: neighbours share their way to the root, so it is walked once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from nguon_ledger.encoding.base64s import b64_encode
from nguon_ledger.log.merkle import NodeReader, Span, split_point
from nguon_ledger.log.tlog_proof import HEADER


def format_proofs(
    indices: Sequence[int], *, size: int, read: NodeReader, checkpoint_note: bytes
) -> Iterator[tuple[int, bytes]]:
    """Yield each index with its proof, as tlog_proof.format_proof writes it.

    ``indices`` ascend strictly, and lie in the tree of ``size``. Raises ValueError otherwise.
    """
    if indices and not (indices[0] >= 0 and indices[-1] < size):
        raise ValueError("an index is outside the tree")
    if any(a >= b for a, b in pairwise(indices)):
        raise ValueError("the indices do not ascend")
    after = f"\n{checkpoint_note.decode()}"
    for index, hashes in _descend((0, size), "", indices, read):
        yield index, f"{HEADER}\nindex {index}\n{hashes}{after}".encode()


def _descend(
    span: Span, above: str, indices: Sequence[int], read: NodeReader
) -> Iterator[tuple[int, str]]:
    """Yield the audit paths of the indices under ``span``; ``above`` is the path of ``span``."""
    if not indices:
        return
    start, end = span
    if end - start == 1:
        yield start, above
        return
    middle = split_point(span)
    cut = bisect_left(indices, middle)
    if cut:
        right = b64_encode(read((middle, end)))
        yield from _descend((start, middle), f"{right}\n{above}", indices[:cut], read)
    if cut < len(indices):
        left = b64_encode(read((start, middle)))
        yield from _descend((middle, end), f"{left}\n{above}", indices[cut:], read)
