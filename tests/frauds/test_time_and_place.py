"""Frauds with the clock, the calendar and the map."""

from __future__ import annotations

import pytest

from frauds.stage import FIELD, SHOP, Stage
from frauds.steps import (
    BERRIES,
    DRY,
    GARDEN,
    bring_in,
    deliver,
    dry,
    fill,
    harvest,
    make,
    make_jars,
    pick,
    plant,
    remove,
    salt,
    spray,
)
from support.forge import Payload
from support.story import CRAB_LOT, JAR_LOT, POND, SALT_LOT, SALTED_LOT, UNIT, WORKSHOP, lot

pytestmark = pytest.mark.fraud

VAT: Payload = {"step": "salting", "transformationID": "urn:x:vat-7"}


def test_back_dating(stage: Stage, honest: Stage) -> None:
    """Jars are dated to the morning, before the vat was opened, to fall into last month's stars."""
    for scene in (stage, honest):
        bring_in(scene)
        salt(scene)
        scene.later(hours=6)
    fraud = fill(stage, eventTime=stage.ago(hours=9))
    stage.flagged(fraud, "out_of_order", SALTED_LOT, asked=JAR_LOT)

    fill(honest, eventTime=honest.ago(hours=3))
    honest.clean(JAR_LOT)


def test_a_harvest_recorded_weeks_later(stage: Stage, honest: Stage) -> None:
    """The harvest is written when the buyer asks for it, in the amount that the buyer asks for."""
    for scene in (stage, honest):
        scene.later(days=21)
    fraud = harvest(stage, eventTime=stage.ago(days=20))
    stage.flagged(fraud, "late", None, asked=CRAB_LOT)

    harvest(honest, eventTime=honest.ago(days=3))  # no network until the market day
    honest.clean(CRAB_LOT)


def test_a_harvest_recorded_ahead(stage: Stage, honest: Stage) -> None:
    """Tomorrow's catch is booked today, so that it can be sold today."""
    tomorrow = stage.ago(days=-1)
    with stage.cannot("future_event", asked=CRAB_LOT):
        harvest(stage, eventTime=tomorrow)

    honest.later(days=1)
    harvest(honest, eventTime=tomorrow)
    honest.clean(CRAB_LOT)


def test_drying_in_an_hour(stage: Stage, honest: Stage) -> None:
    """Old dried pepper is sold as this morning's: the books dry 100 kg within the hour."""
    for scene in (stage, honest):
        plant(scene)
        pick(scene)
    stage.later(hours=1)
    fraud = dry(stage)
    stage.flagged(fraud, "too_fast", BERRIES, asked=DRY)

    honest.later(hours=12)
    dry(honest)
    honest.clean(DRY)


def test_forgotten_in_the_vat(stage: Stage, honest: Stage) -> None:
    """A vat that went bad over a month is drawn as if it had been ten days."""
    for scene in (stage, honest):
        bring_in(scene)
        make(scene, [lot(CRAB_LOT, 120), lot(SALT_LOT, 30)], [], **VAT)
    stage.later(days=31)
    fraud = make(stage, [], [lot(SALTED_LOT, 95)], **VAT)
    stage.flagged(fraud, "too_slow", VAT["transformationID"], asked=SALTED_LOT)

    honest.later(days=10)
    make(honest, [], [lot(SALTED_LOT, 95)], **VAT)
    honest.clean(SALTED_LOT)


def test_a_step_that_the_recipe_does_not_know(stage: Stage, honest: Stage) -> None:
    """The crabs are dyed; the books call it a step that nobody laid down bounds for."""
    for scene in (stage, honest):
        bring_in(scene)
    fraud = salt(stage, step="colouring")
    stage.flagged(fraud, "step_not_in_recipe", SALTED_LOT, asked=SALTED_LOT)

    salt(honest)
    honest.clean(SALTED_LOT)


def test_a_harvest_in_the_waiting_time(stage: Stage, honest: Stage) -> None:
    """Pepper is picked a week after spraying, because the price is good; 14 days were due."""
    for scene in (stage, honest):
        plant(scene)
        spray(scene)
    stage.later(days=7)
    fraud = pick(stage)
    stage.flagged(fraud, "isolation", GARDEN, asked=BERRIES)

    honest.later(days=14)
    pick(honest)
    honest.clean(BERRIES)


def test_a_treatment_written_after_the_harvest(stage: Stage, honest: Stage) -> None:
    """The spraying is only written once the picking is, as if the order of writing hid it."""
    for scene in (stage, honest):
        plant(scene)
    stage.later(days=2)
    pick(stage)
    fraud = spray(stage, eventTime=stage.ago(days=2))
    stage.flagged(fraud, "isolation", GARDEN, asked=BERRIES)

    honest.later(days=1)
    pick(honest)
    honest.later(days=1)
    spray(honest)
    honest.clean(BERRIES)


def test_a_harvest_outside_the_registered_area(stage: Stage, honest: Stage) -> None:
    """Crabs from up the coast are landed as crabs of the mangrove that the name stands for."""
    fraud = harvest(stage, readPoint={"id": "geo:9.60,105.97"})
    stage.flagged(fraud, "place_outside", "geo:9.60,105.97", asked=CRAB_LOT)

    harvest(honest, readPoint={"id": "geo:8.97,105.20"})
    honest.clean(CRAB_LOT)


def test_a_harvest_on_somebody_elses_land(stage: Stage, honest: Stage) -> None:
    """The crop is said to come from Cùa, whose name is known; it is another cooperative's field."""
    fraud = harvest(stage, readPoint={"id": FIELD})
    stage.flagged(fraud, "place_foreign", FIELD, asked=CRAB_LOT)

    harvest(honest, readPoint={"id": POND})
    honest.clean(CRAB_LOT)


def test_a_place_nobody_registered(stage: Stage, honest: Stage) -> None:
    """A workshop that was never inspected fills the jars, under an address that sounds right."""
    for scene in (stage, honest):
        bring_in(scene)
        salt(scene)
    with stage.cannot("unknown_location", asked=JAR_LOT):
        fill(stage, readPoint={"id": f"{WORKSHOP}-2"})

    fill(honest, readPoint={"id": WORKSHOP})
    honest.clean(JAR_LOT)


def test_a_sale_dated_before_the_jar_was_made(stage: Stage, honest: Stage) -> None:
    """This month's sales are moved into last month's tax, to a day before there were any jars."""
    for scene in (stage, honest):
        make_jars(scene)
        deliver(scene, UNIT, to=SHOP, key="shop")
        scene.later(hours=1)
    fraud = remove(stage, UNIT, by="shop", eventTime=stage.ago(hours=24))
    stage.flagged(fraud, "out_of_order", UNIT, asked=UNIT)

    remove(honest, UNIT, by="shop")
    honest.clean(UNIT)
