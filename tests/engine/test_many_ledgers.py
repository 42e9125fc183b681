"""Many ledgers on one host: none sees, delays, closes or removes another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from hashlib import sha256
from inspect import getmembers, isfunction
from pathlib import Path
from typing import Any

import pytest

from engine.steps import grown
from engine.workbench import KEYS, NAME, PATIENCE, Workbench, rows_of, tamper
from nguon_ledger.engine.commit import writer
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.engine.ledger import Ledger, Recorded
from nguon_ledger.engine.report.flags import FlagQuestion, Place
from nguon_ledger.engine.report.period import Period
from nguon_ledger.errors import NguonError
from nguon_ledger.store.head.contract import Head
from nguon_ledger.store.head.memory import MemoryHead
from support.forge import HOST, ORIGIN
from support.story import CONTEXT, COOP, CRAB, CRAB_LOT, UNIT, Story, genesis, lot

OTHER = f"{HOST}/log/other"
PHOTO = b"\xff\xd8\xff a photo of the pond"


def founding(origin: str, time: str = "2026-03-01T00:00:00Z") -> bytes:
    story = Story(origin)
    return story.entries[story.registry(genesis(story.log.vkey, origin, time=time), "union")]


@pytest.fixture
def full(bench: Workbench) -> Workbench:
    """Give a ledger with the whole story, a photo and a shipment of time."""
    photo = {"sha256": sha256(PHOTO).hexdigest(), "mediaType": "image/jpeg"}
    members: dict[str, Any] = {"@context": CONTEXT, "nguon:attachments": [photo]}
    grown(bench, quantityList=[lot(f"{CRAB}/10/photo", 1)], **members)
    bench.ledger.keep_attachment(PHOTO)
    return bench


@pytest.fixture
def empty(full: Workbench) -> Ledger:
    """Give a ledger beside it in which there is nothing but Genesis and its seal."""
    return full.host.create(name="other", origin=OTHER, keys=KEYS, genesis=founding(OTHER))


def code(ask: Callable[[], object]) -> str:
    with pytest.raises(NguonError) as caught:
        ask()
    return caught.value.code


EVER = Period(0, 2**60)
ASKED: dict[str, Callable[[Ledger, Ledger], object]] = {
    "submit": lambda other, mine: code(lambda: other.submit(mine.entry(2))) == "wrong_log",
    "submit_each": lambda other, mine: refusals(other.submit_each([mine.entry(2)])),
    "submit_in_order": lambda other, mine: refusals(other.submit_in_order([mine.entry(2)])),
    "waiting": lambda other, _: other.waiting().count == 0,
    "head": lambda other, _: other.head()[0] == 2,
    "checkpoint": lambda other, _: other.checkpoint().startswith(f"{OTHER}\n2\n".encode()),
    "tile": lambda other, _: code(lambda: other.tile(level=0, number=0, width=3)) == "not_found",
    "entry_bundle": lambda other, _: (
        code(lambda: other.entry_bundle(number=0, width=3)) == "not_found"
    ),
    "entry": lambda other, _: code(lambda: other.entry(2)) == "not_found",
    "proof": lambda other, _: code(lambda: other.proof(2)) == "not_found",
    "trace": lambda other, _: code(lambda: other.trace(UNIT)) == "unknown_id",
    "downstream": lambda other, _: code(lambda: other.downstream(CRAB_LOT)) == "unknown_id",
    "recall_scope": lambda other, _: code(lambda: other.recall_scope(CRAB_LOT)) == "unknown_id",
    "shipments": lambda other, _: (
        other.shipments() == []
        and code(lambda: other.shipments(participant=COOP)) == "unknown_participant"
    ),
    "report": lambda other, mine: (
        str(other.report(EVER)).count(COOP) == 0 < str(mine.report(EVER)).count(COOP)
    ),
    "flags": lambda other, _: other.flags(FlagQuestion(), after=Place(-1, -1), limit=9) == [],
    "keep_attachment": lambda other, _: (
        code(lambda: other.keep_attachment(PHOTO)) == "attachment_unknown"
    ),
    "attachment": lambda other, mine: (
        mine.attachment(sha256(PHOTO).hexdigest()) == PHOTO
        and code(lambda: other.attachment(sha256(PHOTO).hexdigest())) == "not_found"
    ),
    "check_ready": lambda other, _: is_well(other),
    "close": lambda other, mine: is_closed(other) and is_well(mine),
}


def is_well(ledger: Ledger) -> bool:
    ledger.check_ready()
    return True


def is_closed(ledger: Ledger) -> bool:
    ledger.close()
    return code(lambda: ledger.submit(ledger.entry(0))) == "storage_unavailable"


def refusals(taken: Sequence[object]) -> bool:
    return [one.code for one in taken if isinstance(one, NguonError)] == ["wrong_log"]


def test_every_method_is_asked() -> None:
    """A method that is new must say here what it shows of another ledger."""
    public = {name for name, _ in getmembers(Ledger, isfunction) if not name.startswith("_")}
    assert public == ASKED.keys()


@pytest.mark.parametrize("method", ASKED)
def test_nothing_of_one_is_seen_through_another(
    full: Workbench, empty: Ledger, method: str
) -> None:
    before = full.ledger.checkpoint()
    assert ASKED[method](empty, full.ledger)
    assert COOP not in empty.registry.participants
    assert full.ledger.checkpoint() == before
    full.verified(UNIT)


def test_a_broken_ledger_does_not_keep_others_closed(full: Workbench, empty: Ledger) -> None:
    del empty
    full.close()
    tamper(full.path, "UPDATE head SET size = size + 1 WHERE ledger = ?", NAME)
    host = Host(full.path, now=full.clock)
    host.open({NAME: KEYS, "other": KEYS})
    assert list(host.ledgers) == ["other"]
    assert {name: error.code for name, error in host.broken.items()} == {NAME: "store_inconsistent"}
    data = founding(OTHER)
    assert host.ledgers["other"].submit(data).result(PATIENCE).index == 0
    host.close()


class Stuck(MemoryHead):
    """A second head that does not return until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.go.set()
        self.entered = threading.Event()

    def swap(self, old: bytes | None, new: bytes) -> None:
        self.entered.set()
        assert self.go.wait(PATIENCE)
        super().swap(old, new)


class Two:
    """Two ledgers of one host, the first of which can be made to stand still."""

    def __init__(self, path: Path) -> None:
        self.stuck = Stuck()
        second: dict[str, Head] = {NAME: self.stuck}
        options = Options(second_head=lambda name: second.setdefault(name, MemoryHead()))
        self.one = Workbench(path)
        self.one.host.close()
        self.one.host = Host(self.one.path, now=self.one.clock, options=options)
        self.one.found()
        self.two = Workbench(self.one.path, origin=OTHER, name="other", beside=self.one)
        self.two.found()

    def harvests(self, bench: Workbench, count: int) -> list[bytes]:
        with bench.unsent() as statements:
            for number in range(count):
                bench.harvest(f"{CRAB}/10/{bench.name}-{number}", 1)
        return list(statements)

    def stand_still(self) -> Future[Recorded]:
        """Let the first ledger's writer stop in the midst of a commit."""
        self.stuck.go.clear()
        self.stuck.entered.clear()
        with self.one.unsent() as statements:
            self.one.harvest(f"{CRAB}/10/stuck", 1)
        waiting = self.one.ledger.submit(statements[0])
        assert self.stuck.entered.wait(PATIENCE)
        return waiting


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Two]:
    monkeypatch.setattr(writer, "MAX_POOL", 4)
    two = Two(tmp_path / "nguon.db")
    yield two
    two.stuck.go.set()
    two.one.close()


def test_a_writer_that_stands_still_does_not_delay_another(pair: Two) -> None:
    """By the order of answers: all of one ledger's come while the other gives none."""
    waiting = pair.stand_still()
    for data in pair.harvests(pair.two, 6):
        pair.two.recorded(data)
    assert not waiting.done()
    pair.two.check_log()
    pair.stuck.go.set()
    assert waiting.result(PATIENCE).is_new


def test_a_full_pool_of_one_has_room_in_another(pair: Two) -> None:
    waiting = [pair.stand_still()]
    statements = pair.harvests(pair.one, 5)
    waiting += [pair.one.ledger.submit(data) for data in statements[:4]]
    assert code(lambda: pair.one.ledger.submit(statements[4])) == "busy"
    for data in pair.harvests(pair.two, 6):
        pair.two.recorded(data)
    assert not any(one.done() for one in waiting)
    pair.stuck.go.set()
    assert all(one.result(PATIENCE).is_new for one in waiting)


def test_who_founds_a_ledger_that_another_founds_too_does_not_remove_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both looked before either wrote: the second must not take the first's for an old try."""
    first, second = Host(tmp_path / "nguon.db"), Host(tmp_path / "nguon.db")
    first.create(name=NAME, origin=ORIGIN, keys=KEYS, genesis=founding(ORIGIN))
    before = rows_of(tmp_path / "nguon.db")
    late = founding(ORIGIN, "2026-03-02T00:00:00Z")
    with monkeypatch.context() as patch:
        patch.setattr(Host, "stored", lambda _: {})
        assert (
            code(lambda: second.create(name=NAME, origin=ORIGIN, keys=KEYS, genesis=late))
            == "ledger_exists"
        )
    assert rows_of(tmp_path / "nguon.db") == before
    second.close()
    first.close()
