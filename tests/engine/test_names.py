"""A name that somebody chose (an eventID, a process, a place) never turns up as another's thing.

Otherwise any participant could put statements into the evidence of another's jar, without what
makes them verifiable, and turn it red.
"""

from __future__ import annotations

import pytest

from engine.steps import corrected, grown, made, observed
from engine.workbench import Workbench
from support.forge import HOST, seeded_key
from support.story import (
    COOP,
    CRAB,
    JAR,
    JAR_LOT,
    PACKER,
    POND,
    SALT_LOT,
    UNIT,
    lot,
    place,
    product,
)

MINE = f"{CRAB}/10/mine"
OWN = f"https://{HOST}/p/cua-toi"
THEIRS = {
    "unit": UNIT,
    "lot": JAR_LOT,
    "product": JAR,
    "place": POND,
    "participant": COOP,
    "key": f"key:{seeded_key('coop').kid}",
}


def stock(bench: Workbench, **members: str) -> None:
    """Let the packer make a lot of a product of its own."""
    bench.registry(product(OWN, PACKER, "Của tôi"), "packer")
    grown(bench, by="packer", quantityList=[lot(f"{OWN}/10/1", 1)], **members)


@pytest.mark.parametrize("name", THEIRS.values(), ids=THEIRS.keys())
def test_an_event_named_like_anothers_thing_is_not_about_it(bench: Workbench, name: str) -> None:
    before = bench.verified(UNIT)
    stock(bench, eventID=name)
    assert bench.verified(UNIT).chain == before.chain


@pytest.mark.parametrize("name", THEIRS.values(), ids=THEIRS.keys())
def test_a_process_named_like_anothers_thing_is_not_about_it(bench: Workbench, name: str) -> None:
    before = bench.verified(UNIT)
    stock(bench)
    made(bench, by="packer", transformationID=name, inputQuantityList=[lot(f"{OWN}/10/1", 1)])
    assert bench.verified(UNIT).chain == before.chain


@pytest.mark.parametrize("name", [UNIT, JAR_LOT, JAR], ids=["unit", "lot", "product"])
def test_a_place_named_like_anothers_thing_is_not_about_it(bench: Workbench, name: str) -> None:
    before = bench.verified(UNIT)
    bench.registry(place(name, PACKER, "Của tôi"), "packer")
    assert bench.verified(UNIT).chain == before.chain


def test_a_process_named_like_an_event_has_not_begun(bench: Workbench) -> None:
    observed(bench, quantityList=[lot(SALT_LOT, 1)], eventID="urn:x:p")
    process = {"transformationID": "urn:x:p"}
    with bench.unsent() as statements:
        made(bench, outputQuantityList=[lot(MINE, 1)], **process)
    assert bench.refused(statements[0]).code == "input_missing"
    made(bench, inputQuantityList=[lot(SALT_LOT, 1)], **process)
    bench.recorded(statements[0])
    bench.verified(MINE)


def test_an_event_named_like_a_lot_does_not_keep_it_from_being_taken_back(bench: Workbench) -> None:
    harvest = grown(bench, quantityList=[lot(MINE, 1)])
    stock(bench, eventID=MINE)
    corrected(bench, harvest)
    grown(bench, quantityList=[lot(MINE, 2)])
    assert bench.verified(MINE).balances[MINE].made == 2
