"""Large and small: statements to their last byte, lots with a long life, numbers at their edge."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from economy.agree import agreed, rebuilt
from economy.browser import Browser
from economy.rows import stored_things
from engine.steps import corrected
from engine.workbench import settled
from frauds.stage import Stage
from frauds.steps import add, harvest, make, remove, see
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.errors import NguonError
from nguon_ledger.statement import EVENT_TYP, MAX_STATEMENT, sign_statement
from nguon_ledger.trace import make as trace_make
from nguon_ledger.trace.bundle import MAX_ENTRIES
from support.forge import Payload, seeded_key
from support.story import COOP, CRAB, CRAB_LOT, JAR, JAR_LOT, SALT_LOT, SALTED, lot
from support.work import counted

PATIENCE = 600  # seconds, on a machine that has other work
LARGEST = 10**12  # of a quantity
SMALLEST = 0.000001
PROCESS: Payload = {"transformationID": "urn:x:vat", "step": "mixing"}


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


def sent(stage: Stage, statements: Sequence[bytes]) -> list[Recorded]:
    """Send many statements at once; all of them are recorded."""
    queued = [stage.ledger.submit(data) for data in statements]
    outcomes = [settled(future) for future in queued]
    assert all(isinstance(outcome, Recorded) for outcome in outcomes), outcomes
    return [outcome for outcome in outcomes if isinstance(outcome, Recorded)]


def units(first: int, count: int) -> list[str]:
    return [f"{JAR}/21/{number:05d}" for number in range(first, first + count)]


def test_a_transformation_of_10_000_inputs_is_no_statement(stage: Stage) -> None:
    with stage.unsent() as statements:
        make(stage, [lot(f"{CRAB}/10/{n}", 1) for n in range(10_000)], [lot(f"{SALTED}/10/S", 1)])
    error = stage.refused(statements[0])
    assert error.code == "statement_too_large"
    assert str(MAX_STATEMENT) in error.detail


def test_a_statement_is_recorded_to_its_last_byte(stage: Stage) -> None:
    head = stage.head("ObjectEvent", "harvest", action="ADD", quantityList=[lot(CRAB_LOT, 1)])
    words = {f"nguon:note{n}": "x" * 4000 for n in range(11)} | {"nguon:more": "x" * 1000}
    small, large = filled(stage, head | words)
    assert len(small) > MAX_STATEMENT - 2  # there is no base64 of every length
    assert len(large) < MAX_STATEMENT + 3
    assert [stage.outcome(large), stage.outcome(small)] == ["statement_too_large", None]
    assert agreed(stage, stage.browser, CRAB_LOT).balances[CRAB_LOT].made == 1


def filled(stage: Stage, payload: Payload) -> tuple[bytes, bytes]:
    """Return the longest statement that is not too long, and the next."""
    key, last = seeded_key("coop"), b""
    for length in range(4000):
        data = json.dumps(payload | {"nguon:end": "x" * length}, separators=(",", ":")).encode()
        statement = sign_statement(typ=EVENT_TYP, log=stage.origin, payload=data, key=key)
        if len(statement) > MAX_STATEMENT:
            return last, statement
        last = statement
    raise AssertionError(len(last))


def test_10_000_inputs_come_together_over_many_statements(stage: Stage) -> None:
    """A process over days takes 10,000 numbered jars; what came of it is traced in time."""
    add(stage, lot(JAR_LOT, 10_000, "H87"), step="filling")
    with stage.unsent() as statements:
        for first in range(0, 10_000, 625):
            few = units(first, 625)
            add(stage, *few, step="labelling", ilmd={"cbvmda:lotNumber": "J1"})
            make(stage, [], [], inputEPCList=few, **PROCESS)
        make(stage, [], [lot(f"{SALTED}/10/S", 1000)], **PROCESS)
    with counted(stage.ledger._engine) as work:
        sent(stage, statements)
        trace = agreed(stage, stage.browser, f"{SALTED}/10/S")
    assert max(work.steps, work.calls) < 1_000 * 10_000, "each jar costs the same"
    assert len(trace.chain.things) == 10_000 + 2
    assert trace.balances[JAR_LOT].serials == 10_000
    assert all(row["gone"] for row in stored_things(stage.path).values() if "/21/" in row["id"])


def test_a_lot_with_a_long_life_is_traced_corrected_and_rebuilt_in_time(stage: Stage) -> None:
    harvest(stage, CRAB_LOT, 3000)
    first = remove(stage, lot(CRAB_LOT, 1), by="coop")
    with stage.unsent() as statements:
        for _ in range(2500):
            remove(stage, lot(CRAB_LOT, 1), by="coop")
    sent(stage, statements)
    with counted(stage.ledger._engine) as work:
        assert agreed(stage, stage.browser, CRAB_LOT).balances[CRAB_LOT].left == 499
        corrected(stage, first)
        assert stored_things(stage.path)[CRAB_LOT]["taken"] == 2500
        rebuilt(stage)
    assert max(work.steps, work.calls) < 5_000 * 2500, "each event costs the same"


def test_more_entries_than_evidence_holds_are_refused(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace_make, "MAX_ENTRIES", 200)
    harvest(stage, CRAB_LOT, 3000)
    with stage.unsent() as statements:
        for _ in range(200):
            see(stage, lot(CRAB_LOT, 1), by="carrier", step="weighing", biz="storing")
    sent(stage, statements)
    with pytest.raises(NguonError, match="trace_too_large"):
        stage.ledger.trace(CRAB_LOT)
    harvest(stage, SALT_LOT, 1)
    agreed(stage, stage.browser, SALT_LOT)


@pytest.mark.soak
def test_a_lot_that_100_000_events_touched_goes_on(stage: Stage) -> None:
    """It is sold from as fast as any other; evidence about it is refused, and says why."""
    harvest(stage, CRAB_LOT, 200_000)
    first = remove(stage, lot(CRAB_LOT, 1), by="coop")
    with counted(stage.ledger._engine) as young:
        remove(stage, lot(CRAB_LOT, 1), by="coop")
    for _ in range(25):
        with stage.unsent() as statements:
            for _ in range(4000):
                remove(stage, lot(CRAB_LOT, 1), by="coop")
        sent(stage, statements)
    with counted(stage.ledger._engine) as old:
        remove(stage, lot(CRAB_LOT, 99_998), by="coop")
    assert old.steps < 4 * young.steps
    with stage.unsent() as statements:
        remove(stage, lot(CRAB_LOT, 1), by="coop")
    assert stage.refused(statements[0]).code == "overdrawn"
    with pytest.raises(NguonError, match=f"trace_too_large.*{MAX_ENTRIES}"):
        stage.ledger.trace(CRAB_LOT)
    with stage.unsent() as statements:
        corrected(stage, first)
    stage.accepted(statements[0], stage.ledger.submit(statements[0]).result(10 * PATIENCE))
    remove(stage, lot(CRAB_LOT, 1), by="coop")


def test_the_largest_and_the_smallest_quantities_are_added_exactly(stage: Stage) -> None:
    harvest(stage, CRAB_LOT, LARGEST)
    more = {"bizStep": "creating_class_instance"}
    for amount, uom in ((LARGEST, "TNE"), (SMALLEST, "GRM"), (SMALLEST, "KGM"), (0.1, "KGM")):
        add(stage, lot(CRAB_LOT, amount, uom), step="harvest", **more)
    made = Decimal(LARGEST) * 1001 + Decimal("1e-9") + Decimal("1e-6") + Decimal("0.1")
    assert agreed(stage, stage.browser, CRAB_LOT).balances[CRAB_LOT].made == made
    remove(stage, lot(CRAB_LOT, LARGEST, "TNE"), by="coop")
    remove(stage, lot(CRAB_LOT, LARGEST), by="coop")
    for amount, uom, code in (
        (0.100002, "KGM", "overdrawn"),
        (100.001002, "GRM", "overdrawn"),
        (100.001, "GRM", None),
        (SMALLEST, "KGM", "overdrawn"),
        (SMALLEST, "GRM", None),
        (SMALLEST, "GRM", "overdrawn"),
    ):
        with stage.unsent() as statements:
            remove(stage, lot(CRAB_LOT, amount, uom), by="coop")
        assert stage.outcome(statements[0]) == code, (amount, uom)
    assert agreed(stage, stage.browser, CRAB_LOT).balances[CRAB_LOT].left == 0


@pytest.mark.parametrize("quantity", [0, -1, 1e-7, 1e12 + 1, 123456.7890123])
def test_a_quantity_beyond_the_edge_is_no_quantity(stage: Stage, quantity: float) -> None:
    with stage.unsent() as statements:
        harvest(stage, CRAB_LOT, quantity)
    assert stage.refused(statements[0]).code in {"quantity_malformed", "schema_violation"}


def test_pieces_of_odd_content_are_counted_exactly(stage: Stage) -> None:
    """A third of a kilogram cannot be written; 333.333333 g can, and is counted as that."""
    content = {"netContent": {"quantity": 333.333333, "uom": "GRM"}}
    owned = {"type": "ProductRegistered", "product": CRAB, "name": {"vi": "Ba khía"}}
    stage.registry(owned | content | {"owner": COOP}, "coop")
    harvest(stage, CRAB_LOT, 1)
    remove(stage, lot(CRAB_LOT, 3, "H87"), by="coop")
    assert agreed(stage, stage.browser, CRAB_LOT).balances[CRAB_LOT].left == Decimal("1e-9")
    with stage.unsent() as statements:
        remove(stage, lot(CRAB_LOT, 1, "H87"), by="coop")
        remove(stage, lot(CRAB_LOT, SMALLEST, "GRM"), by="coop")
        remove(stage, lot(CRAB_LOT, SMALLEST, "GRM"), by="coop")
    assert [stage.outcome(data) for data in statements] == ["overdrawn", None, "overdrawn"]
