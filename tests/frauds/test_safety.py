"""Frauds with inspections, recalls, and keys of people who are not there any more."""

from __future__ import annotations

import pytest

from frauds.stage import NEIGHBOUR, OTHER_CRAB, SHOP, Stage
from frauds.steps import (
    SECOND,
    change_status,
    deliver,
    harvest,
    inspect,
    label,
    make_jars,
    recall,
    receive,
    release,
    remove,
    revoke_key,
    ship,
    take_back,
    things,
)
from support.forge import Payload
from support.story import COOP, CRAB_LOT, JAR_LOT, UNION, UNIT, jwk, lot

pytestmark = pytest.mark.fraud

LEAD = {"test": "Pb", "value": 0.9, "limit": 0.5}
CLEAN = LEAD | {"value": 0.1}
JARS = lot(JAR_LOT, 226, "H87")
THIRD = f"{UNIT[:-1]}3"


def test_shipping_a_lot_that_failed_its_inspection(stage: Stage, honest: Stage) -> None:
    """Too much lead; the jars leave for the shop before the paper arrives."""
    for scene in (stage, honest):
        make_jars(scene)
    inspect(stage, JARS, disposition="non_conformant")
    with stage.cannot("blocked", UNIT, asked=UNIT):
        ship(stage, UNIT, to=SHOP)

    inspect(honest, JARS, disposition="conformant")
    ship(honest, UNIT, to=SHOP)
    honest.clean(UNIT)


def test_the_producer_releases_its_own_failed_lot(stage: Stage, honest: Stage) -> None:
    """The cooperative inspects once more by itself, and finds everything in order."""
    for scene in (stage, honest):
        make_jars(scene)
        inspect(scene, JARS, disposition="non_conformant")
    with stage.cannot("release_foreign", JAR_LOT, asked=UNIT):
        inspect(stage, JARS, by="coop", disposition="conformant")

    inspect(honest, JARS, disposition="conformant")
    ship(honest, UNIT, to=SHOP)
    honest.clean(UNIT)


def test_taking_back_the_bad_inspection(stage: Stage, honest: Stage) -> None:
    """The producer declares the laboratory's report an error."""
    for scene in (stage, honest):
        make_jars(scene)
    report = inspection(stage, disposition="non_conformant")
    stage.event(report, "certifier")
    with stage.cannot("correction_foreign", asked=UNIT):
        take_back(stage, report, by="coop")

    wrong = inspection(honest, disposition="non_conformant")
    honest.event(wrong, "certifier")
    take_back(honest, wrong, by="certifier")  # it was the neighbour's sample
    ship(honest, UNIT, to=SHOP)
    honest.clean(UNIT)


def results(*measured: Payload) -> Payload:
    return {"nguon:results": list(measured)}


def inspection(stage: Stage, **more: str) -> Payload:
    head = stage.head("ObjectEvent", "inspection", action="OBSERVE", bizStep="inspecting")
    return head | things(JARS) | more


def test_a_laboratory_calls_lead_conformant(stage: Stage, honest: Stage) -> None:
    """For a fee the report says conformant; the number in it says otherwise."""
    for scene in (stage, honest):
        make_jars(scene)
    with stage.cannot("result_contradicts", JAR_LOT, asked=UNIT):
        inspect(stage, JARS, disposition="conformant", **results(CLEAN, LEAD))

    inspect(honest, JARS, disposition="conformant", **results(CLEAN))
    honest.clean(UNIT)


def test_lead_without_a_verdict(stage: Stage, honest: Stage) -> None:
    """The laboratory writes the number and leaves the verdict out, so that nothing is blocked."""
    for scene in (stage, honest):
        make_jars(scene)
    fraud = inspect(stage, JARS, **results(LEAD))
    stage.flagged(fraud, "limit_exceeded", JAR_LOT, asked=UNIT)
    with stage.unsent() as statements:
        ship(stage, UNIT, to=SHOP)
    assert stage.refused(statements[0]).code == "blocked"

    inspect(honest, JARS, **results(CLEAN))
    ship(honest, UNIT, to=SHOP)
    honest.clean(UNIT)


def test_a_competitor_fails_ones_lot(stage: Stage, honest: Stage) -> None:
    """The neighbour writes a bad inspection of a lot that it never had in its hands."""
    for scene in (stage, honest):
        make_jars(scene)
    with stage.cannot("inspection_foreign", JAR_LOT, asked=UNIT):
        inspect(stage, JARS, by="neighbour", disposition="non_conformant")

    inspect(honest, JARS, by="coop", disposition="non_conformant")  # one's own check
    honest.clean(UNIT)


def test_a_competitor_recalls_ones_lot(stage: Stage, honest: Stage) -> None:
    """A week before the festival the neighbour recalls the whole batch."""
    for scene in (stage, honest):
        make_jars(scene)
    with stage.cannot("recall_foreign", asked=UNIT):
        recall(stage, JARS, by="neighbour")

    harvest(honest, f"{OTHER_CRAB}/10/N1", 5, by="neighbour")
    recall(honest, lot(f"{OTHER_CRAB}/10/N1", 5), by="neighbour")  # its own
    honest.clean(UNIT)


def test_shipping_on_recalled_goods(stage: Stage, honest: Stage) -> None:
    """The shop sends what was recalled on to a market stall where nobody scans."""
    for scene in (stage, honest):
        make_jars(scene)
        deliver(scene, UNIT, to=SHOP, key="shop")
        recall(scene, JARS, by="coop")
    with stage.cannot("recalled_moved", UNIT, asked=UNIT):
        ship(stage, UNIT, by="shop", to=NEIGHBOUR)

    ship(honest, UNIT, by="shop", to=COOP)  # back to its maker
    receive(honest, UNIT, by="coop")
    release(honest, JARS, by="coop")
    honest.clean(UNIT)


def test_selling_recalled_goods(stage: Stage, honest: Stage) -> None:
    """The shop sells off what was recalled before the customers hear of it."""
    for scene in (stage, honest):
        make_jars(scene)
        deliver(scene, UNIT, SECOND, to=SHOP, key="shop")
        recall(scene, UNIT, by="coop")
    with stage.cannot("recalled_moved", UNIT, asked=UNIT):
        remove(stage, UNIT, by="shop")

    remove(honest, SECOND, by="shop")  # another jar of the lot is not recalled
    honest.clean(SECOND)


def test_the_shop_lifts_the_recall(stage: Stage, honest: Stage) -> None:
    """The shop declares the recall over while the jars are still on its shelves."""
    for scene in (stage, honest):
        make_jars(scene)
        deliver(scene, UNIT, to=SHOP, key="shop")
        recall(scene, JARS, by="union")
    with stage.cannot("release_foreign", JAR_LOT, asked=UNIT):
        release(stage, JARS, by="shop")

    release(honest, JARS, by="union")
    honest.clean(UNIT)


def test_a_dissolved_cooperative_still_sells(stage: Stage, honest: Stage) -> None:
    """Dissolved in spring, it goes on labelling jars under its old name and stars."""
    for scene in (stage, honest):
        make_jars(scene)
        change_status(scene, COOP, "dissolved", into=[NEIGHBOUR])
        scene.later(hours=1)
    with stage.cannot("participant_inactive", asked=f"{UNIT[:-1]}7"):
        label(stage, 7, 7)

    ship(honest, UNIT, by="neighbour", to=SHOP)  # the successor has taken the stock over
    honest.clean(UNIT)


def test_the_end_is_recorded_late(stage: Stage, honest: Stage) -> None:
    """A cooperative that knows of its end harvests on until the union gets round to writing it."""
    for scene in (stage, honest):
        scene.later(days=2)
        harvest(scene)
    change_status(stage, COOP, "dissolved", effective=stage.ago(days=1))
    change_status(honest, COOP, "dissolved", effective=honest.ago(days=-1))
    assert stage.stored_flags() == []  # nobody could know: it is judged when somebody reads
    (flag,) = stage.reported(CRAB_LOT).flags
    assert (flag.rule, flag.subject) == ("signer_ended", COOP)
    honest.clean(CRAB_LOT)


def test_a_thief_with_the_cooperatives_phone(stage: Stage, honest: Stage) -> None:
    """A stolen phone harvests 120 kg that nobody ever caught, until the key is revoked."""
    for scene in (stage, honest):
        second = {"type": "KeyAdded", "participant": COOP, "key": jwk("coop-2")}
        scene.registry(second, "coop")
    stolen = stage.ago(hours=1)
    harvest(stage)
    stage.later(hours=5)
    revoke_key(stage, "coop", compromisedSince=stolen)
    failure = stage.reported(CRAB_LOT).failure
    assert failure is not None
    assert (failure.step, failure.code) == (11, "key_compromised")
    assert stage.stored_flags() == []
    with stage.cannot("key_revoked", asked=f"{CRAB_LOT}-2"):
        harvest(stage, f"{CRAB_LOT}-2")

    harvest(honest)
    honest.later(hours=5)
    revoke_key(honest, "coop", compromisedSince=honest.ago(hours=2))
    harvest(honest, f"{CRAB_LOT}-2", by="coop-2")
    honest.clean(CRAB_LOT)
    honest.clean(f"{CRAB_LOT}-2")


def test_a_carrier_that_harvests(stage: Stage, honest: Stage) -> None:
    """A carrier without land of its own books a harvest, to fill its lorry with a story."""
    product = {"type": "ProductRegistered", "product": f"{OTHER_CRAB}-2", "name": {"vi": "Cua"}}
    for scene in (stage, honest):
        scene.registry(product | {"owner": f"{UNION[:-5]}carrier"}, "carrier")
    landed = f"{OTHER_CRAB}-2/10/N1"
    with stage.cannot("role_missing", asked=landed):
        harvest(stage, landed, 40, by="carrier")

    harvest(honest)
    honest.clean(CRAB_LOT)


def test_taking_back_a_sale_that_others_built_on(stage: Stage, honest: Stage) -> None:
    """After a complaint the cooperative declares that it never sent the jar, which the shop has."""
    for scene in (stage, honest):
        make_jars(scene)
    sent = {scene: shipment(scene) for scene in (stage, honest)}
    receive(stage, UNIT, by="shop")
    with stage.cannot("correction_blocked", asked=UNIT, evidence="not_in_transit"):
        take_back(stage, sent[stage], by="coop")

    take_back(honest, sent[honest], by="coop")
    remove(honest, UNIT, by="coop")
    honest.clean(UNIT)


def shipment(stage: Stage) -> Payload:
    """Ship a jar to the shop, and return what was recorded."""
    to_shop = {"destinationList": [{"type": "possessing_party", "destination": SHOP}]}
    head = stage.head("ObjectEvent", "shipping", action="OBSERVE", bizStep="shipping")
    sent = head | things(UNIT) | to_shop
    stage.event(sent, "coop")
    return sent
