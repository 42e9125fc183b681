"""Tree nodes out of tiles, for whoever asks for many: each tile is folded once."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from nguon_ledger.log.merkle import HASH_SIZE, Span, node_hash, split_point
from nguon_ledger.log.tiles import TILE_HEIGHT, TILE_WIDTH, TileReader

# The upper tiles of a log are asked for with every proof. Kept by what is in them, so one that was
# altered in the store is another tile. With its nodes a full one takes 17 kB.
_KEPT_TILES = 512
_PAIR = 2 * HASH_SIZE


@lru_cache(maxsize=_KEPT_TILES)
def fold(hashes: bytes) -> tuple[bytes, ...]:
    """Return the nodes over a tile's hashes by height, each height concatenated.

    At height h node k is over the hashes k * 2^h to (k + 1) * 2^h; what is over an incomplete
    rest is left out.
    """
    heights = [hashes]
    while len(below := heights[-1]) >= _PAIR:
        whole = len(below) - len(below) % _PAIR
        heights.append(
            # node_hash, without taking each pair apart first
            b"".join(
                [sha256(b"\x01" + below[i : i + _PAIR]).digest() for i in range(0, whole, _PAIR)]
            )
        )
    return tuple(heights)


class TileNodes:
    """The nodes of one tree; keeps what it read and computed."""

    def __init__(self, read: TileReader) -> None:
        self._read = read
        self._nodes: dict[Span, bytes] = {}
        self._folded: dict[tuple[int, int], tuple[bytes, ...]] = {}

    def node(self, span: Span) -> bytes:
        """Return the node over ``span``. Raises ValueError if a tile is too short for it."""
        found = self._nodes.get(span)
        if found is None:
            found = self._nodes[span] = self._find(span)
        return found

    def _find(self, span: Span) -> bytes:
        start, end = span
        width = end - start
        if width & (width - 1) or start % width:
            middle = split_point(span)
            return node_hash(self.node((start, middle)), self.node((middle, end)))
        level, height = divmod(width.bit_length() - 1, TILE_HEIGHT)
        number, offset = divmod(start // width, TILE_WIDTH >> height)
        heights = self._fold(level, number)
        at = offset * HASH_SIZE
        node = heights[height][at : at + HASH_SIZE] if height < len(heights) else b""
        if len(node) != HASH_SIZE:
            raise ValueError(f"tile {level}/{number} is shorter than the tree needs")
        return node

    def _fold(self, level: int, number: int) -> tuple[bytes, ...]:
        key = (level, number)
        if key not in self._folded:
            self._folded[key] = fold(self._read(level, number))
        return self._folded[key]
