"""A frozen ledger: refused at once whoever froze it, read as before, and writable again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.workbench import NAME, Workbench, rows_of
from nguon_ledger.engine.host import Host
from nguon_ledger.errors import NguonError
from support.story import CRAB, UNIT

WHY = "audit of the province"


@pytest.fixture
def operator(bench: Workbench) -> Iterator[Host]:
    """Give another process's view of the same database, as ``nguon freeze`` has it."""
    host = Host(bench.path)
    yield host
    host.close()


def unsent_harvest(bench: Workbench, name: str) -> bytes:
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/{name}")
    return statements[0]


def test_a_freeze_from_elsewhere_is_in_force_at_once(bench: Workbench, operator: Host) -> None:
    bench.harvest(f"{CRAB}/10/before")
    operator.freeze(NAME, WHY)
    before = rows_of(bench.path)
    error = bench.refused(unsent_harvest(bench, "frozen"))
    assert (error.code, WHY in error.detail) == ("ledger_frozen", True)
    assert rows_of(bench.path) == before


def test_a_known_statement_is_refused_too_while_it_is_frozen(
    bench: Workbench, operator: Host
) -> None:
    operator.freeze(NAME, WHY)
    assert bench.refused(bench.sent[0]).code == "ledger_frozen"


def test_readers_go_on_and_the_ledger_is_well(bench: Workbench, operator: Host) -> None:
    operator.freeze(NAME, WHY)
    assert bench.refused(unsent_harvest(bench, "frozen")).code == "ledger_frozen"
    bench.verified(UNIT)
    bench.check_log()
    bench.ledger.check_ready()


def test_unfreezing_needs_no_restart(bench: Workbench, operator: Host) -> None:
    operator.freeze(NAME, WHY)
    statement = unsent_harvest(bench, "frozen")
    assert bench.refused(statement).code == "ledger_frozen"
    operator.freeze(NAME, None)
    assert bench.recorded(statement).is_new
    bench.check_log()


def test_a_key_that_was_refused_by_a_frozen_ledger_signs_nothing_later(
    bench: Workbench, operator: Host
) -> None:
    """The registry in memory learns nothing from a statement that was not recorded."""
    operator.freeze(NAME, WHY)
    before = bench.ledger.registry.participants.keys() | set()
    with bench.unsent() as statements:
        bench.registry(_stranger(), "union")
    assert bench.refused(statements[0]).code == "ledger_frozen"
    operator.freeze(NAME, None)
    assert bench.ledger.registry.participants.keys() == before
    bench.recorded(statements[0])


def _stranger() -> dict[str, object]:
    from support.story import participant

    return participant("https://ledger.example/participants/new", "new", "carrier", "carrier")


def test_it_is_still_frozen_after_a_restart(bench: Workbench, operator: Host) -> None:
    operator.freeze(NAME, WHY)
    bench.restart()
    bench.ledger.check_ready()
    assert bench.refused(unsent_harvest(bench, "frozen")).code == "ledger_frozen"


def test_what_stands_before_the_freeze_is_recorded_and_what_comes_after_is_not(
    bench: Workbench, operator: Host
) -> None:
    """Batches are whole: one that the freeze meets before its transaction is refused as a whole."""
    statements = [unsent_harvest(bench, f"Q{number}") for number in range(3)]
    with bench.gathered(statements) as queued:
        operator.freeze(NAME, WHY)
    answers = bench.answered(statements, queued)
    assert {a.code for a in answers if isinstance(a, NguonError)} == {"ledger_frozen"}
    assert len(answers) == 3


def test_one_ledger_is_frozen_and_not_its_neighbour(bench: Workbench, operator: Host) -> None:
    other = Workbench(bench.path, origin="ledger.example/log/other", name="other", beside=bench)
    other.found()
    operator.freeze("other", WHY)
    bench.harvest(f"{CRAB}/10/mine")
    assert other.refused(unsent_harvest(other, "theirs")).code == "ledger_frozen"


def test_a_ledger_that_is_not_there_cannot_be_frozen(operator: Host) -> None:
    with pytest.raises(NguonError, match=r"^unknown_ledger"):
        operator.freeze("nobody", WHY)
