"""Roots and tiles by RFC 6962 as it is written, fast enough to ask after every step.

It shares no code with the engine; nodes over the leaves that all trees of a test begin with are
remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vectors import rfc6962

WIDTH = 256

Tiles = dict[tuple[int, int], bytes]


class Oracle:
    """Knows trees that begin with the same ``base`` entries."""

    def __init__(self, base: Sequence[bytes]) -> None:
        self._base = list(base)
        self._leaves = [rfc6962.leaf(data) for data in base]
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._tiles: Tiles = {}

    def tree(self, entries: Sequence[bytes]) -> Tree:
        """Return the tree over entries, of which the first are ``base``."""
        known = len(self._base)
        assert list(entries[:known]) == self._base, "an entry was replaced"
        leaves = self._leaves + [rfc6962.leaf(data) for data in entries[known:]]
        return Tree(leaves, known, self._nodes, self._tiles)


class Tree:
    """One tree; ``root`` gives the root of any of its prefixes."""

    def __init__(
        self, leaves: list[bytes], known: int, nodes: dict[tuple[int, int], bytes], tiles: Tiles
    ) -> None:
        self.size = len(leaves)
        self._leaves = leaves
        self._known = known
        self._nodes = nodes
        self._tiles = tiles

    def root(self, size: int) -> bytes:
        """MTH of the first ``size`` leaves."""
        assert size <= self.size, "a tree is longer than what is stored"
        return self._mth(0, size) if size else rfc6962.mth([])

    def tiles(self) -> Tiles:
        """Return every tile of the tree, full ones and edges."""
        return dict(self._all_tiles())

    def _all_tiles(self) -> Iterator[tuple[tuple[int, int], bytes]]:
        level = 0
        while (step := WIDTH**level) <= self.size:
            count = self.size // step
            for number in range(-(-count // WIDTH)):
                first, last = number * WIDTH, min(count, (number + 1) * WIDTH)
                yield (level, number), self._tile((level, number), step, first, last)
            level += 1

    def _tile(self, key: tuple[int, int], step: int, first: int, last: int) -> bytes:
        is_known = last == first + WIDTH and last * step <= self._known
        if is_known and key in self._tiles:
            return self._tiles[key]
        hashes = b"".join(self._mth(i * step, (i + 1) * step) for i in range(first, last))
        if is_known:
            self._tiles[key] = hashes
        return hashes

    def _mth(self, start: int, end: int) -> bytes:
        if end - start == 1:
            return self._leaves[start]
        found = self._nodes.get((start, end))
        if found is not None:
            return found
        middle = start + rfc6962.largest_power_of_two_below(end - start)
        node = rfc6962.node(self._mth(start, middle), self._mth(middle, end))
        if end <= self._known:
            self._nodes[start, end] = node
        return node
