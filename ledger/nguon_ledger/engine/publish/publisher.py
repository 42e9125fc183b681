"""Publishing the static log: blobs first, then the head.

The order is the crash argument. Tiles and entries are put under names that say what they are, and
never replaced; only when all of a checkpoint's are durable, the checkpoint replaces the last one.
A power cut in between leaves the last checkpoint with everything under it, and some blobs that the
next run finds there. No state is kept but what is published.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from nguon_ledger.engine.publish.checked import CheckedLog
from nguon_ledger.engine.publish.garbage import KEEP, collect_garbage
from nguon_ledger.engine.publish.names import bundle_path, new_tiles, tile_path
from nguon_ledger.engine.publish.source import Source
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import Checkpoint, open_checkpoint
from nguon_ledger.log.note import Verifier
from nguon_ledger.log.tiles import TileName
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.database import inconsistent
from nguon_ledger.store.head.contract import Head

WORKERS = 8  # an object store answers each put in some 10 ms, and many at once
_ROUND = 1024  # tiles that are queued for the workers at a time


@dataclass(frozen=True)
class Published:
    """What is published now, and the number of files that this run added."""

    size: int
    files: int


class Publisher:
    """Copies one log to where it is published.

    Any number of publishers may run: the head lets one of them win. Each run is off the ledger's
    commit path; nobody waits for it.
    """

    def __init__(self, source: Source, *, log: Verifier, blobs: Blobs, head: Head) -> None:
        self._source = source
        self._log = log
        self._blobs = blobs
        self._head = head

    def publish(self) -> Published:
        """Bring what is published up to the newest checkpoint.

        Raises NguonError ``publish_forked`` if what is published is not of our log's past,
        ``publish_behind`` if it is longer than our log, ``head_moved`` if another publisher was
        faster, ``store_inconsistent`` for what must not be published, ``storage_unavailable``.
        """
        # In this order: what another publisher published in between is in our store already.
        note = self._head.read()
        newest = self._source.checkpoint()
        if note == newest:
            return Published(self._open(newest).size, 0)
        old, new = self._past(note), self._open(newest)
        checked = self._checked_growth(old, new)
        tiles = new_tiles(old=old.size if old else 0, new=new.size)
        files = self._put_all(checked, tiles)
        self._head.swap(note, newest)
        return Published(new.size, files)

    def collect(self, *, keep: int = KEEP) -> int:
        """Delete superseded partial files; return how many (garbage.collect_garbage).

        Raises NguonError ``publish_forked`` if what is published is not this log.
        """
        published = self._past(self._head.read())
        size = published.size if published else 0
        return collect_garbage(self._blobs, size=size, keep=keep)

    def _open(self, note: bytes) -> Checkpoint:
        try:
            return open_checkpoint(note, self._log)
        except NguonError as e:
            raise inconsistent(f"our checkpoint is not ours: {e.detail}") from e

    def _past(self, note: bytes | None) -> Checkpoint | None:
        try:
            return open_checkpoint(note, self._log) if note is not None else None
        except NguonError as e:
            what = f"what is published there is no checkpoint of this log: {e.detail}"
            raise NguonError("publish_forked", what) from e

    def _checked_growth(self, old: Checkpoint | None, new: Checkpoint) -> CheckedLog:
        if old is not None and old.size > new.size:
            what = f"{old.size} entries are published, and the store ends at {new.size}: it is old"
            raise NguonError("publish_behind", what)
        checked = CheckedLog(self._source, new)
        if old is not None and old.size:
            try:
                checked.check_grown(old, new)
            except NguonError as e:
                if e.code != "consistency_failed":
                    raise
                what = f"the {old.size} entries that are published are not the first of our log"
                raise NguonError("publish_forked", what) from e
        return checked

    def _put_all(self, checked: CheckedLog, tiles: Iterable[TileName]) -> int:
        """Put every file, and return their number; the first failure ends it."""
        left, files = iter(tiles), 0
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="nguon-publish") as pool:
            while some := list(islice(left, _ROUND)):
                files += sum(pool.map(lambda tile: self._put(checked, tile), some))
        return files

    def _put(self, checked: CheckedLog, tile: TileName) -> int:
        hashes = checked.tile(tile)
        if tile.level:
            return int(self._blobs.put(tile_path(tile), hashes))
        bundle = checked.bundle(tile, hashes)
        is_new = self._blobs.put(bundle_path(tile), bundle)
        return is_new + self._blobs.put(tile_path(tile), hashes)
