"""C2SP tlog-tiles: names, widths, and reading tree nodes out of tiles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from nguon_ledger.encoding.integers import MAX_INTEGER, parse_integer
from nguon_ledger.errors import NguonError
from nguon_ledger.log.merkle import HASH_SIZE, Span, node_hash, split_point

TILE_WIDTH = 256
TILE_HEIGHT = 8
MAX_LEVEL = 7  # 256^8 leaves pass the largest size
_MAX_NUMBER = MAX_INTEGER // TILE_WIDTH  # tiles of the largest tree
_MAX_PATH = len("x036/x028/x797/x018/x963/967")


class TileName(NamedTuple):
    """A tile: its level, its number in that level, and how many hashes (or entries) it has."""

    level: int
    number: int
    width: int


TileReader: TypeAlias = Callable[[int, int], bytes]
"""Return the hashes of tile (level, number), as many as there are."""


def parse_number(path: str) -> int:
    """Read ``x001/x234/067`` as 1234067. Raises NguonError ``tile_path_malformed``."""
    digits = "".join(group.removeprefix("x") for group in path.split("/"))
    if len(path) <= _MAX_PATH and digits.isascii() and digits.isdigit():
        number = int(digits)
        if number <= _MAX_NUMBER and format_number(number) == path:
            return number
    raise NguonError("tile_path_malformed", "not a tile number in groups of three digits")


def format_number(number: int) -> str:
    """Write a tile number in groups of three digits, all but the last with ``x``."""
    groups = f"{number:,}".split(",")
    groups[0] = groups[0].zfill(3)
    return "/".join([f"x{g}" for g in groups[:-1]] + groups[-1:])


def parse_tile_path(path: str) -> tuple[int, int]:
    """Read ``<N>`` or ``<N>.p/<W>`` as (number, width).

    Raises NguonError ``tile_path_malformed``.
    """
    number, partial, width = path.partition(".p/")
    if not partial:
        return parse_number(path), TILE_WIDTH
    try:
        count = parse_integer(width)
    except NguonError:
        count = 0
    if not 1 <= count < TILE_WIDTH:
        raise NguonError("tile_path_malformed", "a partial width is between 1 and 255")
    return parse_number(number), count


def tiles_of(size: int) -> Iterator[TileName]:
    """Yield every tile that a tree of ``size`` leaves publishes, full ones and edges."""
    for level in range(MAX_LEVEL + 1):
        count = size >> (TILE_HEIGHT * level)
        full, rest = divmod(count, TILE_WIDTH)
        yield from (TileName(level, n, TILE_WIDTH) for n in range(full))
        if rest:
            yield TileName(level, full, rest)


def node_from_tiles(span: Span, read: TileReader) -> bytes:
    """Compute the node over ``span`` from stored tiles.

    A perfect, aligned subtree lies in one tile; any other one is split until it is.
    """
    start, end = span
    width = end - start
    if width & (width - 1) or start % width:
        middle = split_point(span)
        left = node_from_tiles((start, middle), read)
        return node_hash(left, node_from_tiles((middle, end), read))
    height = width.bit_length() - 1
    level, inner = divmod(height, TILE_HEIGHT)
    first = start >> (TILE_HEIGHT * level)
    count = 1 << inner
    number, offset = divmod(first, TILE_WIDTH)
    hashes = read(level, number)[offset * HASH_SIZE : (offset + count) * HASH_SIZE]
    if len(hashes) != count * HASH_SIZE:
        raise ValueError(f"tile {level}/{number} is shorter than the tree needs")
    return perfect_root(hashes)


def perfect_root(hashes: bytes) -> bytes:
    """Fold 2^k concatenated hashes into one."""
    while len(hashes) > HASH_SIZE:
        hashes = b"".join(
            node_hash(hashes[i : i + HASH_SIZE], hashes[i + HASH_SIZE : i + 2 * HASH_SIZE])
            for i in range(0, len(hashes), 2 * HASH_SIZE)
        )
    return hashes


def grow_tiles(*, size: int, leaves: list[bytes], read: TileReader) -> dict[tuple[int, int], bytes]:
    """Return every tile (level, number) that changes when ``leaves`` follow ``size`` others.

    Only the edge tile of each level is read; a tile that fills up passes its root to the
    level above.
    """
    changed: dict[tuple[int, int], bytes] = {}
    new, level = b"".join(leaves), 0
    while new:
        count = size >> (TILE_HEIGHT * level)
        number, partial = divmod(count, TILE_WIDTH)
        hashes = (read(level, number) if partial else b"") + new
        full_bytes = TILE_WIDTH * HASH_SIZE
        roots = b""
        for offset in range(0, len(hashes), full_bytes):
            tile = hashes[offset : offset + full_bytes]
            changed[level, number + offset // full_bytes] = tile
            if len(tile) == full_bytes:
                roots += perfect_root(tile)
        new, level = roots, level + 1
    return changed


def format_entries(entries: list[bytes]) -> bytes:
    """Write an entry bundle: each entry after its length in 16 bits."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_entries(bundle: bytes) -> list[bytes]:
    """Read an entry bundle. Raises NguonError ``entry_bundle_malformed``."""
    entries, position = [], 0
    while position < len(bundle):
        start = position + 2
        position = start + int.from_bytes(bundle[position:start], "big")
        if position > len(bundle):
            raise NguonError("entry_bundle_malformed", "an entry is cut off")
        entries.append(bundle[start:position])
    return entries
