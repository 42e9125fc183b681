"""The names of the static log's files (C2SP tlog-tiles), and which of them a longer log adds."""

from __future__ import annotations

from collections.abc import Iterator

from nguon_ledger.encoding.integers import parse_integer
from nguon_ledger.errors import NguonError
from nguon_ledger.log.tiles import (
    MAX_LEVEL,
    TILE_HEIGHT,
    TILE_WIDTH,
    TileName,
    format_number,
    parse_tile_path,
)

CHECKPOINT = "checkpoint"
TILES = "tile/"
ENTRIES = "entries"


def tile_path(tile: TileName) -> str:
    """Write ``tile/<L>/<N>[.p/<W>]``."""
    return f"{TILES}{tile.level}/{_rest(tile)}"


def bundle_path(tile: TileName) -> str:
    """Write ``tile/entries/<N>[.p/<W>]``, the bundle of a tile of level 0."""
    return f"{TILES}{ENTRIES}/{_rest(tile)}"


def parse_path(path: str) -> TileName | None:
    """Read the path of a tile or a bundle, which has its tile's name; None for anything else."""
    level, _, rest = path.removeprefix(TILES).partition("/")
    try:
        number, width = parse_tile_path(rest)
        return TileName(0 if level == ENTRIES else parse_integer(level), number, width)
    except NguonError:
        return None


def new_tiles(*, old: int, new: int) -> Iterator[TileName]:
    """Yield the tiles of a tree of ``new`` leaves that the tree of its first ``old`` had not.

    A partial tile that has grown is a new one.
    """
    for level in range(MAX_LEVEL + 1):
        before, now = old >> (TILE_HEIGHT * level), new >> (TILE_HEIGHT * level)
        if before == now:
            return  # nor does anything change above
        full, rest = divmod(now, TILE_WIDTH)
        yield from (TileName(level, n, TILE_WIDTH) for n in range(before // TILE_WIDTH, full))
        if rest:
            yield TileName(level, full, rest)


def _rest(tile: TileName) -> str:
    partial = f".p/{tile.width}" if tile.width < TILE_WIDTH else ""
    return f"{format_number(tile.number)}{partial}"
