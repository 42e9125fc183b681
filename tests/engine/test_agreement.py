"""Where the door could be stricter than the verifier without need, it is not."""

from __future__ import annotations

from engine.steps import made, packed
from engine.workbench import Workbench
from support.forge import Payload
from support.story import CARTON, CRAB, JAR, SALT_LOT, UNIT, lot

PALLET = "https://id.gs1.org/00/089300000000000026"
ONE, TWO = f"{CRAB}/10/one", f"{CRAB}/10/two"


def test_what_a_process_takes_later_is_no_source_of_what_it_gave_before(bench: Workbench) -> None:
    """Day 1 gives ``one``, which becomes ``two``; day 2 takes ``two``; then more of ``two``."""
    process: Payload = {"transformationID": "urn:x:days"}
    day_1: Payload = {"inputQuantityList": [lot(SALT_LOT, 5)], "outputQuantityList": [lot(ONE, 5)]}
    onward: Payload = {"inputQuantityList": [lot(ONE, 1)], "outputQuantityList": [lot(TWO, 1)]}
    made(bench, **process | day_1)
    made(bench, **onward)
    made(bench, **process | {"inputQuantityList": [lot(TWO, 1)]})
    made(bench, bizStep="creating_class_instance", **onward)
    trace = bench.verified(TWO)
    assert trace.chain.things == {TWO, ONE, SALT_LOT}


def test_looking_at_a_carton_with_another_does_not_pack_it(bench: Workbench) -> None:
    packed(bench, CARTON, childEPCs=[UNIT])
    packed(bench, PALLET, childEPCs=[f"{JAR}/21/0002"])
    packed(bench, CARTON, action="OBSERVE", childEPCs=[PALLET])
    packed(bench, PALLET, childEPCs=[CARTON])
    assert bench.verified(PALLET).chain.things >= {PALLET, CARTON, UNIT}


def test_more_is_added_to_a_lot_from_a_process_over_days(bench: Workbench) -> None:
    process = {"transformationID": "urn:x:days"}
    made(bench, inputQuantityList=[lot(SALT_LOT, 5)], **process)
    made(bench, outputQuantityList=[lot(ONE, 2)], **process)
    made(bench, bizStep="creating_class_instance", outputQuantityList=[lot(ONE, 2)], **process)
    assert bench.verified(ONE).balances[ONE].made == 4
