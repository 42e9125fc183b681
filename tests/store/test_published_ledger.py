"""A real ledger in a real folder: everything that was acknowledged can be checked from there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.steps import grown
from engine.workbench import Workbench, tamper
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.engine.publish.loop import publish_until
from nguon_ledger.engine.publish.names import CHECKPOINT
from nguon_ledger.engine.publish.publisher import Published, Publisher
from nguon_ledger.errors import NguonError
from nguon_ledger.store.places import open_blobs, open_head
from store.plain_client import Log, Read, read_log
from support.story import CRAB, lot

NAME = "test"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    told = Workbench(tmp_path / "nguon.db")
    told.tell()
    yield told
    told.close()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


def publisher(bench: Workbench, site: Path) -> Publisher:
    return Publisher(
        bench.ledger,
        log=bench.ledger.log,
        blobs=open_blobs(str(site), NAME),
        head=open_head(str(site), NAME, CHECKPOINT),
    )


def reader(site: Path) -> Read:
    def read(path: str) -> bytes | None:
        file = site / NAME / path
        return file.read_bytes() if file.is_file() else None

    return read


def seen(bench: Workbench, site: Path) -> Log:
    """Read the site as a stranger does; what was acknowledged must be in it."""
    log = read_log(reader(site), bench.ledger.log.vkey)
    for index, statement in bench.sent.items():
        assert index >= log.size or log.entries[index] == statement
    return log


def add(bench: Workbench, count: int, batch: str) -> None:
    with bench.unsent() as statements:
        for number in range(count):
            grown(bench, quantityList=[lot(f"{CRAB}/10/{batch}-{number}", 10)])
    assert all(isinstance(answer, Recorded) for answer in bench.together(statements))


def test_a_stranger_checks_every_entry_from_the_folder_alone(bench: Workbench, site: Path) -> None:
    done = publisher(bench, site).publish()
    assert done.size == seen(bench, site).size == bench.checkpoint.size > max(bench.sent)
    assert publisher(bench, site).publish() == Published(done.size, 0)
    first = (site / NAME / CHECKPOINT).read_bytes()
    add(bench, 300, "more")
    published = publisher(bench, site)
    published.publish()
    published.collect(keep=0)
    assert seen(bench, site).size == bench.checkpoint.size > 256
    old = read_log(reader(site), bench.ledger.log.vkey, first)
    assert old.entries == seen(bench, site).entries[: done.size]


def test_a_run_that_dies_before_the_head_leaves_the_old_log_and_is_taken_up(
    bench: Workbench, site: Path
) -> None:
    publisher(bench, site).publish()
    before = seen(bench, site)
    add(bench, 3, "more")
    dying = publisher(bench, site)

    class Killed(BaseException):
        pass

    class DyingHead:
        def read(self) -> bytes | None:
            return (site / NAME / CHECKPOINT).read_bytes()

        def swap(self, _old: bytes | None, _new: bytes, /) -> None:
            raise Killed

    dying._head = DyingHead()
    with pytest.raises(Killed):
        dying.publish()
    assert seen(bench, site) == before
    add(bench, 2, "later")
    publisher(bench, site).publish()
    assert seen(bench, site).size == bench.checkpoint.size


def test_an_altered_row_is_not_published(bench: Workbench, site: Path) -> None:
    tamper(bench.path, "UPDATE entry SET data = ? WHERE idx = 4", b"something else")
    with pytest.raises(NguonError, match=r"^store_inconsistent: entry 4 "):
        publisher(bench, site).publish()
    assert [path for path in site.rglob("*") if path.is_file()] == []


def test_an_older_copy_of_the_store_is_not_published(
    bench: Workbench, site: Path, tmp_path: Path
) -> None:
    bench.close()
    copy = bench.copy(tmp_path / "copy.db")
    bench.restart()
    add(bench, 3, "more")
    publisher(bench, site).publish()
    before = (site / NAME / CHECKPOINT).read_bytes()
    with pytest.raises(NguonError, match=r"^publish_behind"):
        publisher(copy, site).publish()
    add(copy, 5, "other")
    with pytest.raises(NguonError, match=r"^publish_forked"):
        publisher(copy, site).publish()
    assert (site / NAME / CHECKPOINT).read_bytes() == before
    assert seen(bench, site).size == bench.checkpoint.size
    copy.close()


class Told:
    """What a loop told, and when to stop it."""

    def __init__(self, *, stop_after: int) -> None:
        self.stop = threading.Event()
        self.found: list[tuple[str, int | str]] = []
        self._stop_after = stop_after

    def __call__(self, name: str, found: Published | NguonError) -> None:
        told = found.code if isinstance(found, NguonError) else found.size
        self.found.append((name, told))
        if len(self.found) == self._stop_after:
            self.stop.set()


class Script(Publisher):
    """A publisher whose runs end as written."""

    def __init__(self, *runs: int | str, collected: Callable[[], None] | None = None) -> None:
        self._runs = iter(runs)
        self._collected = collected

    def publish(self) -> Published:
        run = next(self._runs)
        if isinstance(run, str):
            raise NguonError(run, "as written")
        return Published(run, files=run)

    def collect(self, *, keep: int = 0) -> int:
        assert self._collected is not None, "nobody asked for it"
        self._collected()
        return keep


def test_the_loop_goes_on_after_what_passes_by_itself() -> None:
    told = Told(stop_after=4)
    script = Script(5, "storage_unavailable", 0, "head_moved", 7)
    publish_until(told.stop, {"a": script}, told, collect=False, seconds=0)
    assert told.found == [("a", 5), ("a", "storage_unavailable"), ("a", "head_moved"), ("a", 7)]


def test_a_ledger_that_must_not_be_published_does_not_hold_up_the_others() -> None:
    told = Told(stop_after=3)
    scripts = {"a": Script("publish_forked"), "b": Script(1, 2)}
    with pytest.raises(NguonError, match=r"^publish_forked"):
        publish_until(told.stop, scripts, told, collect=False, seconds=0)
    assert told.found == [("a", "publish_forked"), ("b", 1), ("b", 2)]


def test_without_any_ledger_left_the_loop_ends() -> None:
    class Impatient(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            raise AssertionError(f"nothing is left to wait {timeout} s for")

    scripts = {"a": Script("publish_behind")}
    with pytest.raises(NguonError, match=r"^publish_behind"):
        publish_until(Impatient(), scripts, Told(stop_after=9), collect=True)


def test_garbage_is_collected_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nguon_ledger.engine.publish.loop.COLLECT_SECONDS", 0)
    told, collected = Told(stop_after=2), list[int]()
    script = Script(1, 2, collected=lambda: collected.append(1))
    publish_until(told.stop, {"a": script}, told, collect=True, seconds=0)
    assert collected == [1, 1]
