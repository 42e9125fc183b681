"""Garbage collection deletes what a full file says as well, and nothing that a client needs."""

from __future__ import annotations

from functools import partial

import pytest

from nguon_ledger.engine.publish.garbage import collect_garbage
from nguon_ledger.store.adversary import Adversary
from nguon_ledger.store.blobs.memory import MemoryBlobs
from store.grown_log import LOG, GrownLog
from store.plain_client import read_log
from store.test_publisher import Site, refused

SIZES = (1, 7, 200, 256, 258, 300, 511, 513, 600)


@pytest.fixture
def site() -> Site:
    return publish_all(Site())


def publish_all(site: Site) -> Site:
    for size in SIZES:
        site.publisher(GrownLog(size)).publish()
    return site


def partials(site: Site) -> set[str]:
    return {name for name in site.blobs.names() if ".p/" in name}


def test_only_what_a_full_file_replaced_is_deleted(site: Site) -> None:
    everything = set(site.blobs.names())
    assert site.publisher(GrownLog(600)).collect(keep=0) == len(everything) - len(
        set(site.blobs.names())
    )
    assert everything - set(site.blobs.names()) == {
        f"tile/{level}/{number}.p/{width}"
        for level in ("0", "entries")
        for number, widths in {"000": (1, 7, 200), "001": (2, 44, 255)}.items()
        for width in widths
    }
    assert partials(site) == {
        "tile/0/002.p/1",
        "tile/0/002.p/88",
        "tile/entries/002.p/1",
        "tile/entries/002.p/88",
        "tile/1/000.p/1",  # no full one yet: it "MUST" be served
        "tile/1/000.p/2",
    }


def test_every_checkpoint_can_still_be_checked(site: Site) -> None:
    site.publisher(GrownLog(600)).collect(keep=0)
    log = GrownLog(600)
    assert read_log(site.read, LOG.vkey).entries == log.entries
    for size in SIZES:
        note = GrownLog(size).checkpoint()
        assert read_log(site.read, LOG.vkey, note).entries == log.entries[:size]


@pytest.mark.parametrize(
    ("keep", "oldest"), [(1, 600), (2, 513), (3, 511), (4, 300), (6, 200), (8, 1), (9, 0)]
)
def test_the_files_of_the_last_checkpoints_stay(site: Site, keep: int, oldest: int) -> None:
    """Kept are those of ``keep`` checkpoints, each told by its partial tile of level 0."""
    site.publisher(GrownLog(600)).collect(keep=keep)
    for size in SIZES:
        number, width = divmod(size, 256)
        if width and number < 2:
            for level in ("0", "entries"):
                path = f"tile/{level}/{number:03}.p/{width}"
                assert (site.blobs.get(path) is not None) == (size >= oldest), path


def test_higher_tiles_are_collected_when_they_are_full() -> None:
    site = Site()
    for size in (65_000, 65_536 + 300):
        site.publisher(GrownLog(size)).publish()
    site.publisher(GrownLog(65_836)).collect(keep=0)
    assert partials(site) == {
        "tile/entries/257.p/44",
        "tile/0/257.p/44",
        "tile/1/001.p/1",
        "tile/2/000.p/1",
    }


def test_nothing_is_deleted_whose_full_file_is_not_there(site: Site) -> None:
    before = partials(site)
    site.blobs.delete("tile/0/000")
    site.publisher(GrownLog(600)).collect(keep=0)
    assert {name for name in before if name.startswith("tile/0/000")} <= partials(site)
    assert not {name for name in partials(site) if name.startswith("tile/entries/000")}


def test_a_tile_stays_as_long_as_one_of_the_last_checkpoints_has_it() -> None:
    """A partial tile of level 1 is of 256 sizes, and the last of them counts."""
    site = Site()
    for size in (65_000, 65_836):
        site.publisher(GrownLog(size)).publish()
    before = partials(site)
    assert "tile/1/000.p/253" in before
    assert site.publisher(GrownLog(65_836)).collect(keep=2) == 0
    site.publisher(GrownLog(65_836)).collect(keep=1)
    assert "tile/1/000.p/253" not in partials(site)


def die_before_the_swap(*sizes: int) -> Site:
    """Publish logs of these sizes; the last run dies when its files are there."""
    counting = Adversary()
    publish_sizes(Site(counting), sizes)
    site = Site(Adversary(fail_at=counting.asked - 1))
    assert refused(partial(publish_sizes, site, sizes)) == "storage_unavailable"
    return site


def publish_sizes(site: Site, sizes: tuple[int, ...]) -> None:
    for size in sizes:
        site.publisher(GrownLog(size)).publish()


def test_nothing_is_deleted_whose_full_file_no_checkpoint_has() -> None:
    site = die_before_the_swap(100, 200, 300)
    assert site.blobs.get("tile/0/000") is not None
    assert site.publisher(GrownLog(300)).collect(keep=0) == 0
    for width in (100, 200):
        assert site.blobs.get(f"tile/0/000.p/{width}") is not None


def test_what_was_never_published_does_not_count_as_a_checkpoint() -> None:
    site = die_before_the_swap(200, 260, 300, 600)
    assert site.blobs.get("tile/0/002.p/88") is not None
    assert site.publisher(GrownLog(600)).collect(keep=3) == 0
    assert site.publisher(GrownLog(600)).collect(keep=2) == 2


def test_what_is_no_tile_stays() -> None:
    blobs = MemoryBlobs()
    others = ("tile/0/0.p/1", "tile/0/000.p/256", "tile/0/000.p/x", "tile/a/000.p/1", "x.p/1",
              "attachments/ab.p/1", "tile/000.p/1")  # fmt: skip
    for name in (*others, "tile/0/000", "tile/0/0", "tile/a/000", "x", "tile/000"):
        blobs.put(name, b"1")
    assert collect_garbage(blobs, size=10**6, keep=0) == 0


def test_a_collection_that_fails_can_be_repeated() -> None:
    counting = Adversary()
    begin = operations_until_collection(Site(counting), counting)
    for persisted in (False, True):
        for fail_at in range(begin, counting.asked):
            site = publish_all(Site(Adversary(fail_at=fail_at, persisted=persisted)))
            collect = site.publisher(GrownLog(600)).collect
            assert refused(partial(collect, keep=0)) == "storage_unavailable"
            assert read_log(site.read, LOG.vkey).size == 600
            collect(keep=0)
            assert len(partials(site)) == 6


def operations_until_collection(site: Site, counting: Adversary) -> int:
    publish_all(site)
    begin = counting.asked
    site.publisher(GrownLog(600)).collect(keep=0)
    return begin
