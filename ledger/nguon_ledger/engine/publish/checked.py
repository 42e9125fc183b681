"""Tiles and bundles as they may be published: only what leads to the checkpoint's root.

What was published once is never replaced, so a damaged row must not get there.
"""

from __future__ import annotations

from functools import lru_cache

from nguon_ledger.engine.publish.source import Source
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import Checkpoint
from nguon_ledger.log.merkle import (
    HASH_SIZE,
    leaf_hash,
    prove_consistency,
    verify_consistency,
)
from nguon_ledger.log.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    TileName,
    node_from_tiles,
    parse_entries,
    perfect_root,
)
from nguon_ledger.store.database import inconsistent

_KEPT = 64  # tiles above level 0, each of them asked for by up to 256 children


class CheckedLog:
    """A source at one checkpoint. May be used by several threads.

    The hashes at the tree's right edge make up the root, which the constructor checks; each full
    tile must hash to what the tile above says of it, and each bundle to its tile of level 0. So
    every byte that is given out was compared, over some tiles, with the signed root.

    Raises NguonError ``store_inconsistent`` from every method.
    """

    def __init__(self, source: Source, checkpoint: Checkpoint) -> None:
        self._source = source
        self._size = checkpoint.size
        self._parent = lru_cache(_KEPT)(self._read)
        if not self._size or self._node((0, self._size)) != checkpoint.root:
            raise inconsistent(f"the tiles do not lead to the root at {self._size} entries")

    def check_grown(self, old: Checkpoint, new: Checkpoint) -> None:
        """Check that ``old`` is the same log's past. Raises NguonError ``consistency_failed``."""
        proof = prove_consistency(old=old.size, new=new.size, read=self._node)
        verify_consistency(
            old=old.size, new=new.size, old_root=old.root, new_root=new.root, proof=proof
        )

    def tile(self, tile: TileName) -> bytes:
        """Return a tile's hashes."""
        hashes = self._source.tile(level=tile.level, number=tile.number, width=tile.width)
        if tile.width == TILE_WIDTH:
            number, place = divmod(tile.number, TILE_WIDTH)
            above = self._parent(tile.level + 1, number)
            if perfect_root(hashes) != above[place * HASH_SIZE :][:HASH_SIZE]:
                raise inconsistent(f"tile {tile.level}/{tile.number} is not what is above it")
        return hashes

    def bundle(self, tile: TileName, hashes: bytes) -> bytes:
        """Return the entries under a tile of level 0, whose hashes are given."""
        bundle = self._source.entry_bundle(number=tile.number, width=tile.width)
        try:
            found = b"".join(map(leaf_hash, parse_entries(bundle)))
        except NguonError as e:
            raise inconsistent(f"entry bundle {tile.number}: {e.detail}") from e
        if found != hashes:
            first = tile.number * TILE_WIDTH + _first_difference(found, hashes)
            raise inconsistent(f"entry {first} is not what its tile says", field=str(first))
        return bundle

    def _node(self, span: tuple[int, int]) -> bytes:
        return node_from_tiles(span, self._parent)

    def _read(self, level: int, number: int) -> bytes:
        """Return a tile as wide as it is in the checkpoint's tree."""
        count = self._size >> (TILE_HEIGHT * level)
        width = min(TILE_WIDTH, count - number * TILE_WIDTH)
        return self._source.tile(level=level, number=number, width=width)


def _first_difference(found: bytes, hashes: bytes) -> int:
    starts = range(0, len(hashes), HASH_SIZE)
    differ = (s for s in starts if found[s : s + HASH_SIZE] != hashes[s : s + HASH_SIZE])
    return next(differ, len(hashes)) // HASH_SIZE
