"""A log of any length, out of entries that say nothing: a source for the publisher."""

from __future__ import annotations

from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.log.note import ED25519, Verifier
from nguon_ledger.log.tiles import (
    TILE_WIDTH,
    format_entries,
    grow_tiles,
    node_from_tiles,
)

KEY = Ed25519SigningKey.from_seed(bytes(32))
ORIGIN = "log.example/test"
LOG = Verifier(ORIGIN, ED25519, KEY.public.raw)


class GrownLog:
    """A log that grows when it is told to; one with another ``branch`` has other entries."""

    def __init__(self, size: int = 0, *, branch: str = "") -> None:
        self.entries: list[bytes] = []
        self.tiles: dict[tuple[int, int], bytes] = {}
        self._branch = branch
        self.grow(size)

    @property
    def size(self) -> int:
        return len(self.entries)

    def grow(self, count: int, *, branch: str | None = None) -> None:
        kind = self._branch if branch is None else branch
        new = [f"entry {kind} {self.size + n}".encode() for n in range(count)]
        leaves = list(map(leaf_hash, new))
        changed = grow_tiles(
            size=self.size, leaves=leaves, read=lambda level, n: self.tiles[level, n]
        )
        self.tiles.update(changed)
        self.entries += new

    def checkpoint(self) -> bytes:
        root = node_from_tiles((0, self.size), lambda level, n: self.tiles[level, n])
        return sign_checkpoint(Checkpoint(ORIGIN, self.size, root), KEY)

    def tile(self, *, level: int, number: int, width: int) -> bytes:
        return self.tiles[level, number][: width * 32]

    def entry_bundle(self, *, number: int, width: int) -> bytes:
        start = number * TILE_WIDTH
        return format_entries(self.entries[start : start + width])
