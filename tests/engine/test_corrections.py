"""Taking events back: effects are undone, or it is refused, and the evidence shows it."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest

from engine.steps import (
    corrected,
    corrected_event,
    grown,
    key_revoked,
    made,
    observed,
    packed,
    recalled,
    sold,
)
from engine.workbench import Workbench, rows_of
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.errors import NguonError
from nguon_ledger.statement import parse_statement
from support.forge import Payload
from support.story import (
    CARTON,
    COOP,
    CRAB,
    CRAB_LOT,
    JAR,
    JAR_LOT,
    SALT_LOT,
    SALTED,
    SALTED_LOT,
    UNIT,
    jwk,
    lot,
)

PALLET = "https://id.gs1.org/00/089300000000000026"
NEW = f"{CRAB}/10/new"


def index_of(bench: Workbench, step: str) -> int:
    """Return where the story's last event of a step stands."""
    return max(i for i, d in bench.sent.items() if payload(bench, d).get("nguon:step") == step)


def payload(bench: Workbench, statement: bytes) -> Payload:
    return parse_statement(statement, log=bench.origin).payload


def refusal(bench: Workbench, index: int, *, by: str = "coop", **changes: object) -> NguonError:
    with bench.unsent() as statements:
        corrected(bench, index, by=by, **changes)
    before = rows_of(bench.path)
    error = bench.refused(statements[0])
    assert rows_of(bench.path) == before
    return error


def test_a_lot_can_be_taken_again_when_its_taking_is_taken_back(bench: Workbench) -> None:
    sale = sold(bench, quantityList=[lot(SALT_LOT, 20)])
    with bench.unsent() as statements:
        sold(bench, quantityList=[lot(SALT_LOT, 20)])
    assert bench.refused(statements[0]).code == "overdrawn"
    corrected(bench, sale)
    bench.recorded(statements[0])
    assert bench.verified(SALT_LOT).balances[SALT_LOT].left == 0


def test_a_unit_is_not_spent_any_more_when_its_sale_is_taken_back(bench: Workbench) -> None:
    sale = sold(bench, epcList=[UNIT])
    corrected(bench, sale)
    sold(bench, epcList=[UNIT])
    bench.verified(UNIT)


def test_serials_can_be_given_again_when_they_are_taken_back(bench: Workbench) -> None:
    corrected(bench, index_of(bench, "labelling"))
    grown(
        bench,
        epcList=[f"{JAR}/21/{n:04}" for n in range(1, 233)],
        ilmd={"cbvmda:lotNumber": "J1"},
    )
    bench.verified(f"{JAR}/21/0232")


def test_a_lot_that_is_taken_back_is_gone_and_can_be_made_again(
    bench: Workbench,
) -> None:
    harvest = bench.harvest(NEW)
    corrected(bench, harvest)
    with bench.unsent() as statements:
        observed(bench, quantityList=[lot(NEW, 1)])
    assert bench.refused(statements[0]).code == "input_missing"
    grown(bench, quantityList=[lot(NEW, 5, "H87")])  # even another dimension
    recalled(bench, by="coop", quantityList=[lot(NEW, 5, "H87")])
    assert bench.failing(NEW) == "recalled"


def test_more_of_a_lot_is_taken_back_without_the_lot(bench: Workbench) -> None:
    more = bench.harvest(SALT_LOT, 7, bizStep="creating_class_instance")
    corrected(bench, more)
    balance = bench.verified(SALT_LOT).balances[SALT_LOT]
    assert balance.left == 50 - 30


def test_the_first_making_of_a_lot_is_taken_back_and_the_second_stays(bench: Workbench) -> None:
    first = bench.harvest(NEW, 5)
    bench.harvest(NEW, 7, bizStep="creating_class_instance")
    corrected(bench, first)
    assert bench.verified(NEW).balances[NEW].made == 7
    with bench.unsent() as statements:
        sold(bench, quantityList=[lot(NEW, 8)])
        sold(bench, quantityList=[lot(NEW, 7)])
    assert bench.refused(statements[0]).code == "overdrawn"
    bench.recorded(statements[1])


def test_a_recall_that_is_taken_back_is_no_recall(bench: Workbench) -> None:
    recall = recalled(bench, by="coop", quantityList=[lot(JAR_LOT, 232, "H87")])
    assert bench.failing(UNIT) == "recalled"
    corrected(bench, recall)
    trace = bench.verified(UNIT)
    assert [e.index for e in trace.corrected] == [recall, recall + 2]


def test_the_trace_of_a_corrected_chain_verifies_and_shows_what_was_corrected(
    bench: Workbench,
) -> None:
    wrong = bench.salting(
        inputQuantityList=[lot(SALT_LOT, 5)], outputQuantityList=[lot(f"{SALTED}/10/S2", 4)]
    )
    declaration = corrected(bench, wrong)
    right = bench.salting(
        inputQuantityList=[lot(SALT_LOT, 4)], outputQuantityList=[lot(f"{SALTED}/10/S2", 3)]
    )
    trace = bench.verified(f"{SALTED}/10/S2")
    assert [e.index for e in trace.corrected] == [wrong, declaration]
    assert trace.chain.events[-1].index == right
    assert trace.balances[SALT_LOT].taken == 34


def test_the_correction_and_its_event_may_come_in_one_batch(bench: Workbench) -> None:
    with bench.unsent() as statements:
        bench.harvest(NEW)
    harvest = statements[0]
    with bench.unsent() as statements:
        corrected_event(bench, harvest)
        grown(bench, quantityList=[lot(NEW, 3)])
        sold(bench, quantityList=[lot(NEW, 3)])
    answers = bench.together([harvest, *statements])
    indices = [answer.index for answer in answers if isinstance(answer, Recorded)]
    assert len(indices) == 4
    trace = bench.verified(NEW)
    assert [e.index for e in trace.corrected] == indices[:2]
    assert trace.balances[NEW].made == trace.balances[NEW].taken == 3


def test_taken_back_and_used_in_one_batch_the_later_one_is_refused(bench: Workbench) -> None:
    harvest = bench.harvest(NEW)
    with bench.unsent() as statements:
        corrected(bench, harvest)
        sold(bench, quantityList=[lot(NEW, 1)])
        bench.seal()
        corrected(bench, harvest)  # at another time, so in other bytes
    codes = [getattr(answer, "code", None) for answer in bench.together(statements)]
    assert codes == [None, "input_missing", "correction_unknown"]


@pytest.mark.parametrize("restart", [False, True])
def test_the_event_id_of_what_was_taken_back_is_never_used_again(
    bench: Workbench, *, restart: bool
) -> None:
    harvest = bench.harvest(NEW)
    corrected(bench, harvest)
    if restart:
        bench.restart()
    event_id = payload(bench, bench.sent[harvest])["eventID"]
    with bench.unsent() as statements:
        bench.harvest(NEW, 3, eventID=event_id)
        bench.seal()
        corrected(bench, harvest)
    assert bench.refused(statements[0]).code == "event_exists"
    assert bench.refused(statements[1]).code == "correction_unknown"


def test_a_correction_must_repeat_the_event_member_for_member(bench: Workbench) -> None:
    sale = sold(bench, epcList=[UNIT])
    assert refusal(bench, sale, disposition="retail_sold").code == "correction_differs"
    assert refusal(bench, sale, epcList=[f"{JAR}/21/0002"]).code == "correction_differs"


def test_an_event_that_was_never_recorded_cannot_be_taken_back(bench: Workbench) -> None:
    sale = sold(bench, epcList=[UNIT])
    unknown = "urn:uuid:00000000-0000-4000-8000-999999999999"
    assert refusal(bench, sale, eventID=unknown).code == "correction_unknown"


def test_nobody_takes_back_what_another_recorded(bench: Workbench) -> None:
    sale = sold(bench, epcList=[UNIT])
    assert refusal(bench, sale, by="packer").code == "correction_foreign"


def test_the_operator_may_take_back_what_another_observed(bench: Workbench) -> None:
    index = observed(bench, by="carrier", quantityList=[lot(SALT_LOT, 1)])
    corrected(bench, index, by="union")
    bench.verified(SALT_LOT)


def test_another_key_of_the_same_participant_may_take_it_back(bench: Workbench) -> None:
    sale = sold(bench, epcList=[UNIT])
    bench.registry({"type": "KeyAdded", "participant": COOP, "key": jwk("second")}, "coop")
    key_revoked(bench, "coop")
    corrected(bench, sale, by="second")
    bench.verified(UNIT)


def test_a_correction_that_others_lean_on_names_them(bench: Workbench) -> None:
    salting, packing = index_of(bench, "salting"), index_of(bench, "packing")
    error = refusal(bench, index_of(bench, "harvest"))
    assert (error.code, error.field) == ("correction_blocked", SALT_LOT)
    assert str(salting) in error.detail
    error = refusal(bench, salting)
    assert (error.code, error.field) == ("correction_blocked", SALTED_LOT)
    assert str(packing) in error.detail


def test_a_whole_chain_is_taken_back_from_its_end(bench: Workbench) -> None:
    for step in ("labelling", "packing", "salting", "harvest"):
        corrected(bench, index_of(bench, step))
    for gone in (UNIT, JAR_LOT, SALTED_LOT, SALT_LOT):
        assert bench.failing(gone) == "not_in_evidence"
    bench.verified(CRAB_LOT)
    bench.harvest(SALT_LOT, 50)
    for tell in (bench.salting, bench.packing, bench.labelling):
        tell()
    bench.verified(UNIT)


BLOCKED: dict[str, Callable[[Workbench], int]] = {
    "packed": lambda b: packed(b, CARTON, childEPCs=[UNIT]),
    "observed": lambda b: observed(b, by="coop", epcList=[UNIT]),
    "recalled": lambda b: recalled(b, by="coop", epcList=[UNIT]),
    "sold": lambda b: sold(b, epcList=[UNIT]),
    "used": lambda b: made(b, inputEPCList=[UNIT], outputQuantityList=[lot(NEW, 1)]),
}


@pytest.mark.parametrize("name", BLOCKED)
def test_a_unit_that_anything_is_said_about_later_stays(bench: Workbench, name: str) -> None:
    later = BLOCKED[name](bench)
    error = refusal(bench, index_of(bench, "labelling"))
    assert (error.code, error.field) == ("correction_blocked", UNIT)
    assert str(later) in error.detail
    corrected(bench, later)
    corrected(bench, index_of(bench, "labelling"))


def test_a_carton_that_was_packed_on_is_not_emptied_by_a_correction(bench: Workbench) -> None:
    packing = packed(bench, CARTON, childEPCs=[UNIT])
    on = packed(bench, PALLET, childEPCs=[CARTON])
    error = refusal(bench, packing)
    assert (error.code, error.field) == ("correction_blocked", CARTON)
    bench.verified(PALLET)
    corrected(bench, on)
    corrected(bench, packing)
    bench.verified(UNIT)


def test_a_carton_that_was_unpacked_or_sold_is_not_emptied_by_a_correction(
    bench: Workbench,
) -> None:
    unpacking = functools.partial(packed, bench, CARTON, action="DELETE", childEPCs=[UNIT])
    for later in (unpacking, functools.partial(sold, bench, epcList=[CARTON])):
        packing = packed(bench, CARTON, childEPCs=[UNIT])
        leaning = later()
        assert refusal(bench, packing).field == CARTON
        corrected(bench, leaning)
        corrected(bench, packing)


def test_one_of_two_packings_of_a_carton_is_taken_back(bench: Workbench) -> None:
    first = packed(bench, CARTON, childEPCs=[UNIT])
    packed(bench, CARTON, childEPCs=[f"{JAR}/21/0002"])
    sold(bench, epcList=[CARTON])
    corrected(bench, first)
    trace = bench.verified(CARTON)
    assert UNIT not in trace.chain.things


def test_a_lot_that_something_was_grown_from_or_packed_with_stays(bench: Workbench) -> None:
    crop = bench.harvest(NEW)
    from_it = bench.harvest(f"{NEW}-2", 1, **{"nguon:grownFrom": [NEW]})
    with_it = packed(bench, CARTON, childQuantityList=[lot(NEW, 1)])
    for later in (from_it, with_it):
        error = refusal(bench, crop)
        assert (error.code, error.field) == ("correction_blocked", NEW)
        assert str(later) in error.detail
        corrected(bench, later)
    corrected(bench, crop)


def test_a_process_over_days_is_taken_back_from_its_end(bench: Workbench) -> None:
    process = {"transformationID": "urn:x:drying-1"}
    put_in = made(bench, inputQuantityList=[lot(SALT_LOT, 5)], **process)
    taken_out = made(bench, outputQuantityList=[lot(NEW, 4)], **process)
    bench.verified(NEW)
    error = refusal(bench, put_in)
    assert (error.code, error.field) == ("correction_blocked", "urn:x:drying-1")
    assert str(taken_out) in error.detail
    corrected(bench, taken_out)
    corrected(bench, put_in)
    with bench.unsent() as statements:
        made(bench, outputQuantityList=[lot(NEW, 4)], **process)
    assert bench.refused(statements[0]).code == "input_missing"


def test_a_recall_of_a_lot_does_not_outlive_the_lot(bench: Workbench) -> None:
    """Else the next lot of that name would be recalled from its beginning."""
    harvest = bench.harvest(NEW)
    recall = recalled(bench, by="coop", quantityList=[lot(NEW, 1)])
    assert refusal(bench, harvest).code == "correction_blocked"
    corrected(bench, recall)
    corrected(bench, harvest)
    grown(bench, quantityList=[lot(NEW, 1)])
    bench.verified(NEW)


def test_a_correction_is_blocked_by_what_the_same_batch_said_before_it(bench: Workbench) -> None:
    harvest = bench.harvest(NEW)
    with bench.unsent() as statements:
        sold(bench, quantityList=[lot(NEW, 1)])
        corrected(bench, harvest)
    codes = [getattr(answer, "code", None) for answer in bench.together(statements)]
    assert codes == [None, "correction_blocked"]


def test_a_unit_is_sold_again_in_the_batch_that_takes_its_sale_back(bench: Workbench) -> None:
    """What the batch had read of the unit before must not outlive the correction."""
    sale = sold(bench, epcList=[UNIT])
    with bench.unsent() as statements:
        sold(bench, epcList=[UNIT])
        corrected(bench, sale)
        sold(bench, epcList=[UNIT])
        sold(bench, epcList=[UNIT])
    codes = [getattr(answer, "code", None) for answer in bench.together(statements)]
    assert codes == ["already_spent", None, None, "already_spent"]
    bench.verified(UNIT)


def test_the_operator_may_take_back_what_another_made(bench: Workbench) -> None:
    harvest = bench.harvest(NEW)
    corrected(bench, harvest, by="union")
    bench.harvest(NEW)
    assert len(bench.verified(NEW).corrected) == 2
