"""The tree grows: from entries in the store to the new extent, inside one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from nguon_ledger.log.merkle import EMPTY_ROOT, HASH_SIZE
from nguon_ledger.log.tiles import TILE_HEIGHT, TILE_WIDTH, TileReader, grow_tiles, node_from_tiles
from nguon_ledger.store.database import inconsistent
from nguon_ledger.store.sequence.contract import Extension, Extent, Reach, Tiles


def grow(extension: Extension, before: Extent, entries: Sequence[tuple[bytes, bytes]]) -> Extent:
    """Append entries (leaf hash, bytes), grow the tiles, and return the new extent, stored.

    The tree grows from the bytes as the store gives them back, hashed by another route than the
    one that made the leaf hashes. Raises NguonError ``store_inconsistent``.
    """
    extension.append(before.size, entries)
    stored = [sha256(b"\0" + data).digest() for data in extension.entries(before.size)]
    if stored != [leaf for leaf, _ in entries]:
        raise inconsistent("the store gives back other bytes than it got")
    tiles = grow_tiles(size=before.size, leaves=stored, read=_edge(extension, before.size))
    _check_immutable(extension, tiles)
    extension.put_tiles(tiles)
    size = before.size + len(stored)
    after = Extent(size, _root(extension, size, tiles))
    extension.reach(after)
    return after


def check_whole(reach: Reach, extent: Extent) -> None:
    """Check that the store has the entries of ``extent``, no more, and tiles that lead to it.

    Raises NguonError ``store_inconsistent``.
    """
    length = reach.length()
    if length != extent.size:
        what = f"the head says {extent.size} entries, the last one stored is {length - 1}"
        raise inconsistent(what)
    check_root(reach, extent)


def check_root(reach: Reach, extent: Extent) -> None:
    """Check that the tiles lead to an extent. Raises NguonError ``store_inconsistent``."""
    if _root(reach, extent.size, {}) != extent.root:
        raise inconsistent(f"the tiles do not lead to the root of the first {extent.size} entries")


def _root(reach: Reach, size: int, fresh: Tiles) -> bytes:
    if size == 0:
        return EMPTY_ROOT
    try:
        return node_from_tiles((0, size), lambda *key: fresh.get(key) or reach.tile(*key))
    except ValueError as e:
        raise inconsistent(str(e)) from e


def _edge(extension: Extension, size: int) -> TileReader:
    """Read what a tile has at this size; whatever stands behind that is not ours."""

    def read(level: int, number: int) -> bytes:
        width = (size >> (TILE_HEIGHT * level)) - number * TILE_WIDTH
        return extension.tile(level, number)[: width * HASH_SIZE]

    return read


def _check_immutable(extension: Extension, tiles: Tiles) -> None:
    """Refuse to replace a tile by one that it is not a prefix of."""
    for (level, number), hashes in tiles.items():
        if not hashes.startswith(extension.tile(level, number)):
            raise inconsistent(f"tile {level}/{number} would change")
