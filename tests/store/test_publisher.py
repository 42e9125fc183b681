"""The static log: whole under every checkpoint that was ever shown, and never of two pasts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial

import pytest

from nguon_ledger.engine.publish.names import new_tiles
from nguon_ledger.engine.publish.publisher import Publisher
from nguon_ledger.engine.publish.source import Source
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from nguon_ledger.log.merkle import EMPTY_ROOT
from nguon_ledger.log.tiles import tiles_of
from nguon_ledger.store.adversary import Adversary
from nguon_ledger.store.blobs.memory import MemoryBlobs
from nguon_ledger.store.head.memory import MemoryHead
from store.grown_log import KEY, LOG, ORIGIN, GrownLog
from store.plain_client import Read, read_log

SIZES = (1, 2, 255, 256, 257, 511, 512, 1024, 65_535, 65_536, 65_537, 70_000)


class Site:
    """Where a log is published."""

    def __init__(self, adversary: Adversary | None = None) -> None:
        self.blobs: MemoryBlobs = MemoryBlobs(adversary)
        self.head = MemoryHead(adversary)

    def publisher(self, log: Source) -> Publisher:
        return Publisher(log, log=LOG, blobs=self.blobs, head=self.head)

    @property
    def read(self) -> Read:
        return lambda path: self.head.read() if path == "checkpoint" else self.blobs.get(path)

    @property
    def everything(self) -> dict[str, bytes | None]:
        return {name: self.blobs.get(name) for name in self.blobs.names()} | {
            "checkpoint": self.head.read()
        }


def refused(publish: Callable[[], object]) -> str:
    with pytest.raises(NguonError) as caught:
        publish()
    return caught.value.code


class Recording(MemoryBlobs):
    """Remembers what was put."""

    def __init__(self) -> None:
        super().__init__()
        self.puts: list[str] = []

    def put(self, name: str, data: bytes) -> bool:
        self.puts.append(name)
        return super().put(name, data)


def test_every_size_is_published_whole_and_only_what_is_new_is_written() -> None:
    site, log = Site(), GrownLog()
    site.blobs = blobs = Recording()
    notes = []
    for size in SIZES:
        known = set(site.blobs.names())
        blobs.puts.clear()
        log.grow(size - log.size)
        published = site.publisher(log).publish()
        notes.append(log.checkpoint())
        assert published.size == size
        assert published.files == len(set(site.blobs.names()) - known) > 0
        assert sorted(blobs.puts) == sorted(set(site.blobs.names()) - known)
        assert site.publisher(log).publish().files == 0
        if size < 60_000:
            assert read_log(site.read, LOG.vkey).entries == log.entries
    assert read_log(site.read, LOG.vkey).entries == log.entries
    for note, size in zip(notes[:8], SIZES, strict=False):  # a client that is slow
        assert read_log(site.read, LOG.vkey, note).entries == log.entries[:size]


@pytest.mark.parametrize("old", [0, *SIZES])
@pytest.mark.parametrize("new", SIZES)
def test_the_new_tiles_are_those_of_the_longer_tree_and_not_of_the_shorter(
    old: int, new: int
) -> None:
    if old <= new:
        assert set(new_tiles(old=old, new=new)) == set(tiles_of(new)) - set(tiles_of(old))


def count_operations(old: int, new: int) -> int:
    adversary = Adversary()
    publish_growth(Site(adversary), old, new)
    return adversary.asked


def publish_growth(site: Site, old: int, new: int) -> GrownLog:
    log = GrownLog(old)
    if old:
        site.publisher(log).publish()
    log.grow(new - old)
    site.publisher(log).publish()
    return log


@pytest.mark.parametrize("persisted", [False, True])
@pytest.mark.parametrize(("old", "new"), [(0, 3), (255, 258), (250, 256), (256, 513)])
def test_whatever_fails_what_is_published_is_whole(*, old: int, new: int, persisted: bool) -> None:
    """Each operation of blobs and head fails once; a client looks, and the next run finishes."""
    for fail_at in range(count_operations(old, new)):
        site = Site(Adversary(fail_at=fail_at, persisted=persisted))
        log = GrownLog(new)
        code = refused(partial(publish_growth, site, old, new))
        assert code == "storage_unavailable"
        if site.head.read() is not None:
            seen = read_log(site.read, LOG.vkey)
            assert seen.entries == log.entries[: seen.size]
            assert seen.size in {old, new}
        log.grow(1)
        assert site.publisher(log).publish().size == new + 1
        assert read_log(site.read, LOG.vkey).entries == log.entries


class FailsAndSlowsDown(MemoryBlobs):
    """The third put fails, and every later one takes a while."""

    def __init__(self) -> None:
        super().__init__()
        self.puts = 0

    def put(self, name: str, data: bytes) -> bool:
        self.puts += 1
        if self.puts == 3:
            raise NguonError("storage_unavailable", "on purpose")
        if self.puts > 3:
            time.sleep(0.1)
        return super().put(name, data)


def test_what_fails_in_the_middle_ends_the_run_soon() -> None:
    site, log = Site(), GrownLog(256 * 200)
    site.blobs = blobs = FailsAndSlowsDown()
    assert refused(site.publisher(log).publish) == "storage_unavailable"
    assert blobs.puts < 80  # of 402


@pytest.mark.parametrize(
    ("published", "ours"), [(3, 3), (3, 4), (255, 300), (256, 257), (300, 900)]
)
def test_another_past_is_refused_and_nothing_is_written(published: int, ours: int) -> None:
    site = Site()
    site.publisher(GrownLog(published, branch="other")).publish()
    before = site.everything
    assert refused(site.publisher(GrownLog(ours)).publish) == "publish_forked"
    assert site.everything == before


def test_a_past_that_differs_in_its_last_entry_only_is_refused() -> None:
    site, other = Site(), GrownLog(299)
    other.grow(1, branch="other")
    site.publisher(other).publish()
    before = site.everything
    assert refused(site.publisher(GrownLog(400)).publish) == "publish_forked"
    assert site.everything == before


def test_a_shorter_log_is_refused() -> None:
    site = Site()
    site.publisher(GrownLog(300)).publish()
    before = site.everything
    assert refused(site.publisher(GrownLog(299)).publish) == "publish_behind"
    assert site.everything == before


def test_what_is_no_checkpoint_of_this_log_is_refused() -> None:
    root = GrownLog(3).tile(level=0, number=0, width=1)
    other_origin = sign_checkpoint(Checkpoint("other.example/log", 1, root), KEY)
    for note in (b"", b"<html>", other_origin, GrownLog(3).checkpoint()[:-9] + b"AAAAAAA=\n"):
        site = Site()
        site.head.swap(None, note)
        publisher = site.publisher(GrownLog(3))
        assert refused(publisher.publish) == "publish_forked"
        assert refused(publisher.collect) == "publish_forked"
        assert site.everything == {"checkpoint": note}


def altered(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("index", [0, 255, 256, 299])
def test_an_altered_entry_is_never_published(index: int) -> None:
    site, log = Site(), GrownLog(300)
    log.entries[index] = altered(log.entries[index], 0)
    with pytest.raises(NguonError, match=rf"^store_inconsistent: entry {index} ") as caught:
        site.publisher(log).publish()
    assert caught.value.field == str(index)
    assert site.head.read() is None
    good = GrownLog(300)
    for name in site.blobs.names():
        assert log.entries[index] not in (site.blobs.get(name) or b"")
    site.publisher(good).publish()
    assert read_log(site.read, LOG.vkey).entries == good.entries


@pytest.mark.parametrize(
    ("level", "number", "place"), [(0, 0, 0), (0, 0, 255), (0, 1, 3), (0, 2, 9), (1, 0, 1)]
)
def test_an_altered_tile_is_never_published(level: int, number: int, place: int) -> None:
    site, log = Site(), GrownLog(600)
    log.tiles[level, number] = altered(log.tiles[level, number], place * 32)
    note = GrownLog(600).checkpoint()
    log.checkpoint = lambda: note  # type: ignore[method-assign]
    assert refused(site.publisher(log).publish) == "store_inconsistent"
    assert site.head.read() is None
    site.publisher(GrownLog(600)).publish()
    assert read_log(site.read, LOG.vkey).size == 600


def test_a_tile_that_was_full_and_proper_below_an_altered_one_above_is_refused() -> None:
    """Between level 0 and the root: 65,536 entries and more have a full tile of level 1."""
    site, log = Site(), GrownLog(65_536 + 300)
    note = log.checkpoint()
    log.tiles[1, 0] = altered(log.tiles[1, 0], 7 * 32)
    log.checkpoint = lambda: note  # type: ignore[method-assign]
    assert refused(site.publisher(log).publish) == "store_inconsistent"
    assert site.head.read() is None


def test_a_checkpoint_that_our_log_has_not_signed_is_never_published() -> None:
    site, log = Site(), GrownLog(3)
    log.checkpoint = lambda: GrownLog(3, branch="other").checkpoint()  # type: ignore[method-assign]
    assert refused(site.publisher(log).publish) == "store_inconsistent"
    log.checkpoint = lambda: b"no note"  # type: ignore[method-assign]
    assert refused(site.publisher(log).publish) == "store_inconsistent"
    empty = sign_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT), KEY)
    log.checkpoint = lambda: empty  # type: ignore[method-assign]
    assert refused(site.publisher(log).publish) == "store_inconsistent"
    assert site.everything == {"checkpoint": None}


def test_a_faster_publisher_is_no_fork() -> None:
    """It publishes more between our two reads, and we see that only when we swap."""
    site, log = Site(), GrownLog(10)
    site.publisher(log).publish()

    class Slow(GrownLog):
        def checkpoint(self) -> bytes:
            note = super().checkpoint()
            longer = GrownLog(300)
            site.publisher(longer).publish()
            return note

    assert refused(site.publisher(Slow(20)).publish) == "head_moved"
    assert read_log(site.read, LOG.vkey).size == 300


class Growing:
    """A source that grows while it is read."""

    def __init__(self) -> None:
        self.log = GrownLog(1)

    def checkpoint(self) -> bytes:
        return self.log.checkpoint()

    def tile(self, *, level: int, number: int, width: int) -> bytes:
        return self.log.tile(level=level, number=number, width=width)

    def entry_bundle(self, *, number: int, width: int) -> bytes:
        return self.log.entry_bundle(number=number, width=width)


def test_racing_publishers_show_only_whole_logs() -> None:
    site, source, failures = Site(), Growing(), list[BaseException]()
    done = threading.Event()

    def publish() -> None:
        try:
            while not done.is_set():
                try:
                    site.publisher(source).publish()
                except NguonError as e:
                    if e.code != "head_moved":
                        raise
        except BaseException as e:  # noqa: BLE001 (shown by the test)
            failures.append(e)

    threads = [threading.Thread(target=publish) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        source.log = GrownLog(source.log.size + 37)
        if site.head.read() is not None:
            seen = read_log(site.read, LOG.vkey)
            assert seen.entries == source.log.entries[: seen.size]
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    site.publisher(source).publish()
    assert read_log(site.read, LOG.vkey).entries == source.log.entries
