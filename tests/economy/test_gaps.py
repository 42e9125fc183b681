"""Where server and evidence still differ, or a fraud still passes: each as it should be.

Strictly expected to fail: whoever mends one takes the mark off, and its line out of gaps.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from economy.agree import agreed
from economy.browser import Browser
from economy.rows import stored_flags
from frauds.stage import NEIGHBOUR, PEPPER, SHOP, Stage
from frauds.steps import (
    BERRIES,
    GARDEN,
    change_status,
    deliver,
    harvest,
    make,
    make_jars,
    pack,
    pick,
    plant,
    remove,
    spray,
    work,
)
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import Event
from nguon_ledger.trace import make as trace_make
from nguon_ledger.trace import reader as trace_reader
from nguon_ledger.trace.bundle import MAX_BUNDLE
from nguon_ledger.trace.reader import TraceReader
from support.forge import Payload
from support.story import CARTON, COOP, CRAB_LOT, PACKER, POND, SALT_LOT, UNIT, WORKSHOP, lot

VAT: Payload = {"transformationID": "urn:x:vat", "step": "salting"}
GAP = pytest.mark.xfail(strict=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(tmp_path_factory.mktemp("stage") / "nguon.db")
    stage.found()
    stage.close()
    return stage


@pytest.fixture
def stage(founded: Stage, tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    opened = founded.twin(tmp_path / "nguon.db", browser)
    yield opened
    opened.close()


@GAP
def test_a_treatment_is_flagged_in_evidence_of_every_harvest_of_its_crop(stage: Stage) -> None:
    """The first harvest lies in the waiting time; the buyer of the second reads it as well."""
    plant(stage)
    stage.later(days=2)
    pick(stage)
    treated = spray(stage, eventTime=stage.ago(days=1))
    stage.later(days=20)
    second = f"{PEPPER}/10/T2"
    harvest(stage, second, 90, **{"nguon:grownFrom": [GARDEN]})
    assert [flag.rule for flag in stored_flags(stage.path)[treated]] == ["isolation"]
    for asked in (BERRIES, second, GARDEN):
        flags = agreed(stage, stage.browser, asked).flags
        assert [(flag.index, flag.rule) for flag in flags] == [(treated, "isolation")]


@GAP
def test_evidence_knows_that_a_place_was_handed_over(stage: Stage) -> None:
    """The pond is the heir's; whoever had it before and is back harvests outside its area."""
    change_status(stage, COOP, "merged", into=[NEIGHBOUR])
    place = {"type": "LocationRegistered", "location": POND, "owner": NEIGHBOUR, "name": "Đầm"}
    stage.registry(place | {"geo": "geo:8.95,105.19"}, "neighbour")
    workshop = {"location": WORKSHOP, "geo": "geo:9.95,105.19", "owner": COOP}
    stage.registry(place | workshop, "union")
    change_status(stage, COOP, "active")
    harvested = harvest(stage, readPoint={"id": "geo:8.95,105.19"})
    assert [flag.rule for flag in stored_flags(stage.path)[harvested]] == ["place_outside"]
    flags = agreed(stage, stage.browser, CRAB_LOT).flags
    assert [(flag.index, flag.rule) for flag in flags] == [(harvested, "place_outside")]


@GAP
def test_two_heirs_go_on_with_one_process_and_evidence_knows_whose_it_was(stage: Stage) -> None:
    """Each acts for the firm that began it; neither for the other."""
    harvest(stage)
    harvest(stage, SALT_LOT, 50)
    stage.later(days=1)
    make(stage, [lot(CRAB_LOT, 60)], [], **VAT)
    change_status(stage, COOP, "split", into=[NEIGHBOUR, PACKER])
    make(stage, [lot(SALT_LOT, 10)], [], by="neighbour", **VAT)
    deliver(stage, lot(SALT_LOT, 40), by="neighbour", to=PACKER, key="packer")
    make(stage, [lot(SALT_LOT, 10)], [], by="packer", **VAT)
    assert agreed(stage, stage.browser, SALT_LOT).balances[SALT_LOT].taken == 20


def test_a_jar_is_not_sold_again_out_of_a_carton_that_was_sold(stage: Stage) -> None:
    """The shop sells a carton, and next day its jars one by one, printed from a photo of it."""
    make_jars(stage)
    pack(stage, CARTON, UNIT)
    deliver(stage, CARTON, to=SHOP, key="shop")
    remove(stage, CARTON, by="shop")
    with stage.cannot("already_spent", UNIT, asked=UNIT):
        remove(stage, UNIT, by="shop")


def test_evidence_is_refused_where_no_verifier_would_read_it(stage: Stage) -> None:
    """150 diary entries of 60 kB are within the number of entries, and more than 8 MiB."""
    plant(stage)
    words = {f"nguon:note{n}": "x" * 4000 for n in range(11)}
    with stage.unsent() as statements:
        for number in range(MAX_BUNDLE // 60_000 + 10):
            work(stage, lot(GARDEN, 1, "H87"), step=f"s{number}", **words)
    stage.together(statements)
    with pytest.raises(NguonError, match="trace_too_large"):
        stage.ledger.trace(GARDEN)


def test_evidence_that_is_too_large_is_refused_before_all_of_it_is_read(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody may ask for it, again and again; a lot may have 100,000 events."""
    monkeypatch.setattr(trace_make, "MAX_ENTRIES", 100)
    read: list[int] = []

    def event_at(reader: TraceReader, index: int) -> tuple[Event, str] | None:
        read.append(index)
        return trace_reader.event_at(reader, index)

    plant(stage)
    with stage.unsent() as statements:
        for number in range(1000):
            work(stage, lot(GARDEN, 1, "H87"), step=f"s{number}")
    stage.together(statements)
    monkeypatch.setattr(trace_make, "event_at", event_at)
    with pytest.raises(NguonError, match="trace_too_large"):
        stage.ledger.trace(GARDEN)
    assert len(read) < 200
