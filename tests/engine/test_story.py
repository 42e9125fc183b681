"""The whole story through the engine: receipts, traces, and the same bytes sent again."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.workbench import Workbench
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.errors import NguonError
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.log.tiles import format_entries
from nguon_ledger.receipt import verify_receipt
from support.story import CRAB_LOT, JAR, JAR_LOT, SALT_LOT, SALTED_LOT, UNIT


def test_every_statement_of_the_story_has_a_receipt_that_verifies_then_and_now(
    bench: Workbench,
) -> None:
    assert len(bench.sent) == 17
    for index, data in bench.sent.items():
        now = verify_receipt(
            statement=data, proof=bench.ledger.proof(index), log_verifier=bench.ledger.log
        )
        assert (now.index, now.checkpoint) == (index, bench.checkpoint)
    bench.check_log()


@pytest.mark.parametrize("asked", [UNIT, JAR_LOT, SALTED_LOT, SALT_LOT, CRAB_LOT])
def test_the_trace_of_every_lot_and_unit_verifies(bench: Workbench, asked: str) -> None:
    trace = bench.verified(asked)
    assert trace.asked == asked
    assert trace.checkpoint == bench.checkpoint


def test_the_trace_of_a_unit_has_the_whole_journey_and_nothing_of_other_units(
    bench: Workbench,
) -> None:
    trace = bench.verified(UNIT)
    steps = [recorded.event.step for recorded in trace.chain.events]
    assert steps == ["harvest", "harvest", "salting", "packing", "labelling"]
    assert trace.chain.things == {UNIT, JAR_LOT, SALTED_LOT, SALT_LOT, CRAB_LOT}


def test_a_trace_of_something_that_nobody_recorded_is_refused(bench: Workbench) -> None:
    with pytest.raises(NguonError, match="unknown_id"):
        bench.ledger.trace(f"{JAR}/21/9999")


def test_the_same_bytes_again_have_the_first_index_and_change_nothing(bench: Workbench) -> None:
    before = bench.ledger.checkpoint()
    for index, data in list(bench.sent.items()):
        again = bench.recorded(data)
        assert (again.index, again.is_new, again.leaf) == (index, False, leaf_hash(data))
    assert bench.ledger.checkpoint() == before


def test_the_same_bytes_twice_in_one_batch_are_one_entry(bench: Workbench) -> None:
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB_LOT}b")
    size = bench.checkpoint.size
    first, second = bench.together(statements * 2)
    assert isinstance(first, Recorded)
    assert isinstance(second, Recorded)
    assert (first.index, first.is_new) == (size, True)
    assert (second.index, second.is_new) == (size, False)
    assert bench.checkpoint.size == size + 2  # the entry and its seal


def test_the_same_bytes_after_a_restart_have_the_first_index(bench: Workbench) -> None:
    before = bench.ledger.checkpoint()
    bench.restart()
    for index, data in list(bench.sent.items()):
        again = bench.recorded(data)
        assert (again.index, again.is_new) == (index, False)
    assert bench.ledger.checkpoint() == before


def test_a_restart_goes_on_where_it_stopped(bench: Workbench) -> None:
    for number in range(3):
        bench.restart()
        bench.harvest(f"{CRAB_LOT}-{number}")
        bench.verified(f"{CRAB_LOT}-{number}")
    bench.check_log()


def test_a_signature_that_differs_is_another_entry_of_the_same_event(bench: Workbench) -> None:
    """The leaf is the statement's bytes, so an event sent twice is refused by its eventID."""
    with bench.unsent() as statements:
        harvest = bench.head("ObjectEvent", "harvest", action="ADD", quantityList=[])
        harvest["quantityList"] = [{"epcClass": f"{CRAB_LOT}b", "quantity": 1, "uom": "KGM"}]
        bench.event(harvest, "coop")
        bench.event(harvest | {"disposition": "active"}, "coop")
    bench.recorded(statements[0])
    assert bench.refused(statements[1]).code == "event_exists"


def test_the_log_is_served_as_entries_tiles_and_bundles_that_agree(bench: Workbench) -> None:
    entries, size = bench.log_entries(), bench.checkpoint.size
    assert bench.ledger.entry_bundle(number=0, width=size) == format_entries(entries)
    leaves = b"".join(map(leaf_hash, entries))
    assert bench.ledger.tile(level=0, number=0, width=size) == leaves
    assert bench.ledger.tile(level=0, number=0, width=3) == leaves[:96]


@pytest.mark.parametrize(
    ("level", "number", "width"),
    [(0, 0, 256), (0, 1, 1), (1, 0, 1), (2, 0, 1), (7, 0, 1), (8, 0, 1), (10**12, 0, 1)],
)
def test_tiles_that_the_tree_does_not_have_are_not_found(
    bench: Workbench, level: int, number: int, width: int
) -> None:
    with pytest.raises(NguonError, match="not_found"):
        bench.ledger.tile(level=level, number=number, width=width)


def test_entries_and_proofs_beyond_the_checkpoint_are_not_found(bench: Workbench) -> None:
    size = bench.checkpoint.size
    for ask in (bench.ledger.entry, bench.ledger.proof):
        with pytest.raises(NguonError, match="not_found"):
            ask(size)
    with pytest.raises(NguonError, match="not_found"):
        bench.ledger.entry_bundle(number=0, width=size + 1)


def test_a_log_of_more_than_one_tile_serves_full_and_partial_tiles(
    bench: Workbench, tmp_path: Path
) -> None:
    del tmp_path
    with bench.unsent() as statements:
        for number in range(600):
            bench.harvest(f"{CRAB_LOT}-{number}", 1)
    bench.together(statements)
    size = bench.checkpoint.size
    leaves = [leaf_hash(entry) for entry in bench.log_entries()]
    assert bench.ledger.tile(level=0, number=1, width=256) == b"".join(leaves[256:512])
    assert bench.ledger.tile(level=0, number=2, width=size - 512) == b"".join(leaves[512:])
    assert len(bench.ledger.tile(level=1, number=0, width=2)) == 64
    bench.check_log()
    bench.verified(f"{CRAB_LOT}-599")
