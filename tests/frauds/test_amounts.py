"""Frauds with weights and counts: more out than in, the same jar or crab twice."""

from __future__ import annotations

import pytest

from frauds.stage import CONTENT, SHOP, Stage
from frauds.steps import (
    PALLET,
    SECOND,
    add,
    bring_in,
    deliver,
    fill,
    label,
    make,
    make_jars,
    pack,
    receive,
    remove,
    salt,
    ship,
)
from support.forge import Payload
from support.story import CARTON, COOP, CRAB_LOT, JAR, JAR_LOT, SALT_LOT, SALTED_LOT, UNIT, lot

pytestmark = pytest.mark.fraud

THIRD = f"{JAR}/21/0003"
AGAIN = f"{SALTED_LOT}-2"


def test_the_same_crab_salted_twice(stage: Stage, honest: Stage) -> None:
    """120 kg of good crabs vouch for two vats; the second holds what nobody may know."""
    for scene in (stage, honest):
        bring_in(scene)
        salt(scene)
    with stage.cannot("overdrawn", CRAB_LOT, asked=AGAIN):
        make(stage, [lot(CRAB_LOT, 120)], [lot(AGAIN, 95)], step="salting")

    honest.clean(SALTED_LOT)


def test_300_kg_salted_out_of_150_kg(stage: Stage, honest: Stage) -> None:
    """Bought-in crabs go into the vat unrecorded, and come out as the cooperative's own."""
    for scene in (stage, honest):
        bring_in(scene)
    fraud = salt(stage, 300)
    stage.flagged(fraud, "yield_high", SALTED_LOT, asked=SALTED_LOT)

    salt(honest, 135)  # 0.9 of 150 kg, the most that the recipe allows
    honest.clean(SALTED_LOT)


def test_more_jars_than_the_vat_filled(stage: Stage, honest: Stage) -> None:
    """93 kg fill 232 jars of 400 g. The 240th holds something else."""
    for scene in (stage, honest):
        bring_in(scene)
        salt(scene)
    fraud = fill(stage, 240)
    stage.flagged(fraud, "yield_high", JAR_LOT, asked=JAR_LOT)

    fill(honest, 232)
    honest.clean(JAR_LOT)


def test_hiding_the_weight_of_a_jar(stage: Stage, honest: Stage) -> None:
    """Whoever never says what a jar holds can fill any number of them out of one vat."""
    product = {"type": "ProductRegistered", "product": JAR, "owner": COOP}
    for scene in (stage, honest):
        bring_in(scene)
        salt(scene)
    stage.registry(product | {"name": {"vi": "Hũ"}}, "coop")
    fraud = fill(stage, 2000)
    stage.flagged(fraud, "yield_unknown", JAR_LOT, asked=JAR_LOT)

    honest.registry(product | {"name": {"vi": "Hũ"}, "netContent": CONTENT}, "coop")
    fill(honest)
    honest.clean(JAR_LOT)


def test_a_label_given_twice(stage: Stage, honest: Stage) -> None:
    """The labels of a good batch are printed again for the next one."""
    for scene in (stage, honest):
        make_jars(scene)
    with stage.cannot("lot_exists", UNIT, asked=UNIT):
        label(stage, 1, 1)

    label(honest, 7, 7)
    honest.clean(UNIT)


def test_more_labels_than_jars(stage: Stage, honest: Stage) -> None:
    """232 jars and 233 labels: the last one sticks on a jar from the market."""
    for scene in (stage, honest):
        bring_in(scene)
        salt(scene)
        fill(scene)
    with stage.cannot("overserialised", JAR_LOT, asked=f"{JAR}/21/0233"):
        label(stage, 1, 233)

    label(honest, 1, 232)
    honest.clean(f"{JAR}/21/0232")


def test_labels_for_jars_that_are_sold_already(stage: Stage, honest: Stage) -> None:
    """230 jars were sold without numbers; then all 232 get one."""
    for scene in (stage, honest):
        bring_in(scene)
        salt(scene)
        fill(scene)
        remove(scene, lot(JAR_LOT, 230, "H87"), by="coop")
    with stage.cannot("overserialised", JAR_LOT, asked=UNIT):
        label(stage, 1, 3)

    label(honest, 1, 2)
    honest.clean(UNIT)


def test_units_without_a_lot(stage: Stage, honest: Stage) -> None:
    """Numbers that belong to no lot: nothing counts how many there are, or out of what."""
    for scene in (stage, honest):
        make_jars(scene)
    loose = f"{JAR}/21/X0001"
    with stage.cannot("lot_number_missing", loose, asked=loose):
        add(stage, loose, step="labelling")

    add(honest, loose, step="labelling", ilmd={"cbvmda:lotNumber": "J1"})
    honest.clean(loose)


def test_the_same_jars_in_two_cartons(stage: Stage, honest: Stage) -> None:
    """Six jars are packed once for the shop, and once more on paper for the subsidy."""
    for scene in (stage, honest):
        make_jars(scene)
        pack(scene, CARTON, UNIT, SECOND)
    with stage.cannot("already_packed", UNIT, asked=PALLET):
        pack(stage, PALLET, UNIT, THIRD)

    pack(honest, PALLET, THIRD)
    honest.clean(PALLET)
    honest.clean(UNIT)


def test_more_cartons_of_a_lot_than_there_is(stage: Stage, honest: Stage) -> None:
    """226 jars without numbers are counted into two cartons of 120."""
    many: Payload = {"childQuantityList": [lot(JAR_LOT, 120, "H87")]}
    few: Payload = {"childQuantityList": [lot(JAR_LOT, 106, "H87")]}
    for scene in (stage, honest):
        make_jars(scene)
        pack(scene, CARTON, **many)
    with stage.cannot("overpacked", JAR_LOT, asked=JAR_LOT):
        pack(stage, PALLET, **many)

    pack(honest, PALLET, **few)
    honest.clean(PALLET)


def test_selling_more_than_was_made(stage: Stage, honest: Stage) -> None:
    """A good lot goes on being sold for weeks after the last of it is gone."""
    for scene in (stage, honest):
        bring_in(scene)
        salt(scene)
        remove(scene, lot(SALTED_LOT, 90), by="coop")
    with stage.cannot("overdrawn", SALTED_LOT, asked=SALTED_LOT):
        remove(stage, lot(SALTED_LOT, 6), by="coop")

    remove(honest, lot(SALTED_LOT, 5), by="coop")
    honest.clean(SALTED_LOT)


def test_litres_for_kilograms(stage: Stage, honest: Stage) -> None:
    """The scales say kilograms; the sale is written in litres, which nobody can add up."""
    for scene in (stage, honest):
        bring_in(scene)
    with stage.cannot("unit_mismatch", SALT_LOT, asked=SALT_LOT):
        remove(stage, lot(SALT_LOT, 10, "LTR"), by="coop")

    remove(honest, lot(SALT_LOT, 10_000, "GRM"), by="coop")
    honest.clean(SALT_LOT)


def test_a_sale_of_one_jar_to_two_customers(stage: Stage, honest: Stage) -> None:
    """One number is on two jars; the second sale gives it away."""
    for scene in (stage, honest):
        make_jars(scene)
        deliver(scene, UNIT, SECOND, to=SHOP, key="shop")
        remove(scene, UNIT, by="shop")
    with stage.cannot("already_spent", UNIT, asked=UNIT):
        remove(stage, UNIT, by="shop")

    remove(honest, SECOND, by="shop")
    honest.clean(SECOND)


def test_keeping_a_part_of_the_lot_back(stage: Stage, honest: Stage) -> None:
    """A lot is sent to the shop on paper; a third of it stays in the shed, to be sold again."""
    for scene in (stage, honest):
        bring_in(scene)
        salt(scene)
        scene.later(hours=1)
    with stage.cannot("shipment_partial", SALTED_LOT, asked=SALTED_LOT):
        ship(stage, lot(SALTED_LOT, 130), to=SHOP)

    ship(honest, lot(SALTED_LOT, 95), to=SHOP)
    honest.clean(SALTED_LOT)


def test_five_kilos_vanish_on_the_road(stage: Stage, honest: Stage) -> None:
    """A carrier's lorry is lighter on arrival; the shop books what came."""
    for scene in (stage, honest):
        bring_in(scene)
        salt(scene)
        scene.later(hours=1)
        ship(scene, lot(SALTED_LOT, 95), to=SHOP)
        scene.later(hours=9)
    fraud = receive(stage, lot(SALTED_LOT, 90), by="shop")
    stage.flagged(fraud, "received_differs", SALTED_LOT, asked=SALTED_LOT)

    receive(honest, lot(SALTED_LOT, 95), by="shop")
    honest.clean(SALTED_LOT)


def test_a_lot_out_of_itself(stage: Stage, honest: Stage) -> None:
    """Jars are emptied back into the vat that they were filled from, and it never runs dry."""
    for scene in (stage, honest):
        bring_in(scene)
        salt(scene)
        fill(scene)
        scene.later(hours=1)
    more = {"step": "salting", "bizStep": "creating_class_instance"}
    with stage.cannot("cycle", SALTED_LOT, asked=SALTED_LOT):
        make(stage, [lot(JAR_LOT, 100, "H87")], [lot(SALTED_LOT, 30)], **more)

    make(honest, [lot(JAR_LOT, 100, "H87")], [lot(AGAIN, 30)], step="salting")
    assert honest.reported(AGAIN).failure is None
