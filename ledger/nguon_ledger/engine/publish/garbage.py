"""Deleting the partial tiles and bundles that nobody needs any more.

tlog-tiles, "Partial Tiles": a log "MUST serve partial tiles corresponding to tree sizes for which
a checkpoint was produced, but MAY delete any partial tile once the corresponding full tile" is
there; clients "MAY fetch the full tile in parallel as a fallback". That a client may means that
one may not: so those of the last checkpoints stay for a while, full tile or not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from nguon_ledger.engine.publish.names import TILES, parse_path
from nguon_ledger.log.tiles import TILE_HEIGHT, TILE_WIDTH, TileName
from nguon_ledger.store.blobs.contract import Blobs

# Checkpoints whose partial tiles stay. At most one is published a second, so whoever has read one
# has ten minutes for the rest.
KEEP = 600


@dataclass(frozen=True)
class _Partial:
    path: str
    tile: TileName

    @property
    def full_path(self) -> str:
        return self.path.rpartition(".p/")[0]

    @property
    def first_size(self) -> int:
        """The smallest tree that has this tile."""
        count = self.tile.number * TILE_WIDTH + self.tile.width
        return count << (TILE_HEIGHT * self.tile.level)

    @property
    def last_size(self) -> int:
        """The largest tree that has this tile."""
        return self.first_size + (1 << (TILE_HEIGHT * self.tile.level)) - 1

    @property
    def full_size(self) -> int:
        """The smallest tree that has the full tile instead."""
        return ((self.tile.number + 1) * TILE_WIDTH) << (TILE_HEIGHT * self.tile.level)


def collect_garbage(blobs: Blobs, *, size: int, keep: int = KEEP) -> int:
    """Delete what is superseded in a published log of ``size`` entries; return how many files.

    Partial tiles and bundles of the last ``keep`` published sizes stay, and all whose full one is
    not under the published checkpoint, or not there. Which sizes were published is read from the
    names: a partial tile of level 0 tells one. Raises NguonError ``storage_unavailable``.
    """
    partials = _partials(blobs)
    oldest = _oldest_kept(partials, size, keep)
    superseded: defaultdict[str, list[_Partial]] = defaultdict(list)
    for partial in partials:
        if partial.full_size <= size and partial.last_size < oldest:
            superseded[partial.full_path].append(partial)
    deleted = 0
    for full_path, group in superseded.items():
        if blobs.get(full_path) is not None:
            for partial in group:
                blobs.delete(partial.path)
            deleted += len(group)
    return deleted


def _oldest_kept(partials: list[_Partial], size: int, keep: int) -> int:
    if keep == 0:
        return size
    told = {p.first_size for p in partials if p.tile.level == 0 and p.first_size <= size}
    return sorted(told)[-keep] if keep <= len(told) else 0


def _partials(blobs: Blobs) -> list[_Partial]:
    found = []
    for path in blobs.names(TILES):
        tile = parse_path(path) if ".p/" in path else None
        if tile is not None:
            found.append(_Partial(path, tile))
    return found
