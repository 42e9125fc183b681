"""Frauds with what somebody else holds, grew, or was sent."""

from __future__ import annotations

import pytest

from frauds.stage import NEIGHBOUR, OTHER_CRAB, OTHER_POND, SHOP, STALL, Stage
from frauds.steps import (
    PALLET,
    SECOND,
    deliver,
    harvest,
    label,
    make,
    make_jars,
    pack,
    receive,
    remove,
    salt,
    ship,
    things,
    unpack,
    work,
)
from support.forge import Payload
from support.story import CARTON, COOP, CRAB_LOT, PACKER, SALTED_LOT, UNIT, lot

pytestmark = pytest.mark.fraud

STRANGE = f"{OTHER_CRAB}/10/N1"
POND_LOT = f"{OTHER_POND}/10/V9"
MIXED = f"{SALTED_LOT}-2"
VAT = "urn:x:vat-7"


def test_laundering_another_farms_crop(stage: Stage, honest: Stage) -> None:
    """The cooperative salts crabs of a pond that was never its own, under its own OCOP stars.

    They are cheaper than its own. To salt them it has to take them out of the neighbour's lot;
    who buys them honestly has been sent them.
    """
    taken, given = [lot(STRANGE, 50)], [lot(MIXED, 40)]
    for scene in (stage, honest):
        harvest(scene, STRANGE, 50, by="neighbour")
        scene.later(days=1)
    with stage.cannot("not_holder", STRANGE, asked=MIXED):
        make(stage, taken, given, step="salting")

    deliver(honest, lot(STRANGE, 50), by="neighbour", to=COOP, key="coop")
    make(honest, taken, given, step="salting")
    honest.clean(MIXED)


def test_selling_another_makers_brand(stage: Stage, honest: Stage) -> None:
    """A packer fills a famous cooperative's brand: the label is worth twice what is in the jar."""
    for scene in (stage, honest):
        harvest(scene)
        scene.later(days=1)
        deliver(scene, lot(CRAB_LOT, 120), to=PACKER, key="packer")
    with stage.cannot("product_foreign", asked=SALTED_LOT):
        make(stage, [lot(CRAB_LOT, 120)], [lot(SALTED_LOT, 90)], step="salting", by="packer")

    deliver(honest, lot(CRAB_LOT, 120), by="packer", to=COOP, key="coop")
    make(honest, [lot(CRAB_LOT, 120)], [lot(SALTED_LOT, 90)], step="salting")
    honest.clean(SALTED_LOT)


def test_selling_what_is_on_its_way_to_somebody_else(stage: Stage, honest: Stage) -> None:
    """The carton is on the lorry to the shop; until it arrives it is sold once more at the gate."""
    for scene in (stage, honest):
        make_jars(scene)
        ship(scene, UNIT, to=SHOP)
    with stage.cannot("in_transit", UNIT, asked=UNIT):
        remove(stage, UNIT, by="coop")

    remove(honest, SECOND, by="coop")
    honest.clean(SECOND)
    honest.clean(UNIT)


def test_receiving_what_was_sent_to_somebody_else(stage: Stage, honest: Stage) -> None:
    """A stall books in a delivery meant for the shop, to sell it before the shop asks for it."""
    for scene in (stage, honest):
        make_jars(scene)
        pack(scene, CARTON, UNIT)
        ship(scene, CARTON, to=SHOP)
        scene.later(hours=3)
    with stage.cannot("not_receiver", CARTON, asked=UNIT):
        receive(stage, CARTON, by="stall")

    receive(honest, CARTON, by="shop")
    honest.clean(UNIT)


def test_receiving_what_nobody_sent(stage: Stage, honest: Stage) -> None:
    """A shop books in a cooperative's jars that it never got, to sell others as these."""
    for scene in (stage, honest):
        make_jars(scene)
    with stage.cannot("not_in_transit", UNIT, asked=UNIT):
        receive(stage, UNIT, by="shop")

    deliver(honest, UNIT, to=SHOP, key="shop")
    honest.clean(UNIT)


def test_a_shipment_to_nobody(stage: Stage, honest: Stage) -> None:
    """Jars are booked out without a buyer, so that nobody can be asked where they are."""
    for scene in (stage, honest):
        make_jars(scene)
    with stage.cannot("receiver_missing", asked=UNIT):
        ship(stage, UNIT, to=SHOP, destinationList=[])

    ship(honest, UNIT, to=SHOP)
    honest.clean(UNIT)


def test_a_shipment_to_oneself(stage: Stage, honest: Stage) -> None:
    """A cooperative ships to itself, so that a stock that is not there looks busy."""
    for scene in (stage, honest):
        make_jars(scene)
    with stage.cannot("receiver_missing", asked=UNIT):
        ship(stage, UNIT, to=COOP)

    ship(honest, UNIT, to=STALL)
    honest.clean(UNIT)


def test_two_sellers_of_one_carton(stage: Stage, honest: Stage) -> None:
    """The shop has the carton; a stall sells the same serials, printed from a photo of it."""
    for scene in (stage, honest):
        make_jars(scene)
        pack(scene, CARTON, UNIT, SECOND)
        deliver(scene, CARTON, to=SHOP, key="shop")
    with stage.cannot("not_holder", UNIT, asked=UNIT):
        remove(stage, UNIT, by="stall")

    remove(honest, UNIT, by="shop")
    honest.clean(UNIT)


def test_selling_one_carton_twice(stage: Stage, honest: Stage) -> None:
    """The shop sells a carton, and then the same carton to the next customer."""
    for scene in (stage, honest):
        make_jars(scene)
        pack(scene, CARTON, UNIT, SECOND)
        pack(scene, PALLET, f"{UNIT[:-1]}3")
        deliver(scene, CARTON, PALLET, to=SHOP, key="shop")
        remove(scene, CARTON, by="shop")
    with stage.cannot("already_spent", CARTON, asked=CARTON):
        remove(stage, CARTON, by="shop")

    remove(honest, PALLET, by="shop")
    honest.clean(PALLET)


def test_joining_somebody_elses_process(stage: Stage, honest: Stage) -> None:
    """A neighbour pours its crabs into a famous vat, on paper, and draws its own brand from it."""
    vat: Payload = {"step": "salting", "transformationID": VAT}
    for scene in (stage, honest):
        harvest(scene)
        harvest(scene, STRANGE, 60, by="neighbour")
        scene.later(days=1)
        make(scene, [lot(CRAB_LOT, 60)], [], **vat)
    drawn = f"{OTHER_CRAB}/10/N2"
    with stage.cannot("process_foreign", VAT, asked=drawn):
        make(stage, [lot(STRANGE, 60)], [lot(drawn, 100)], by="neighbour", **vat)

    make(honest, [lot(CRAB_LOT, 60)], [], **vat)
    honest.later(days=2)
    make(honest, [], [lot(SALTED_LOT, 100)], **vat)
    honest.clean(SALTED_LOT)


def test_a_false_diary_on_a_competitors_pond(stage: Stage, honest: Stage) -> None:
    """A cooperative writes a forbidden antibiotic into the diary of its competitor's pond."""
    poison = {"nguon:material": "Enrofloxacin", "nguon:dose": "2 kg"}
    pond = lot(POND_LOT, 1, "H87")
    for scene in (stage, honest):
        event = scene.head("ObjectEvent", "stocking", action="ADD")
        scene.event(event | things(pond), "neighbour")
        scene.later(days=1)
    with stage.cannot("not_holder", POND_LOT, asked=POND_LOT):
        work(stage, pond, step="treatment", by="coop", **poison)

    work(honest, pond, step="feeding", by="neighbour", **{"nguon:feed": "bran", "nguon:dose": "5"})
    honest.clean(POND_LOT)


def test_unpacking_what_was_never_in_the_carton(stage: Stage, honest: Stage) -> None:
    """A shop takes a jar out of a carton that it was never in: it got it elsewhere, unrecorded."""
    for scene in (stage, honest):
        make_jars(scene)
        pack(scene, CARTON, UNIT)
        deliver(scene, CARTON, to=SHOP, key="shop")
    with stage.cannot("not_packed", SECOND, asked=SECOND):
        unpack(stage, CARTON, SECOND, by="shop")

    unpack(honest, CARTON, UNIT, by="shop")
    remove(honest, UNIT, by="shop")
    honest.clean(UNIT)


def test_labelling_somebody_elses_jars(stage: Stage, honest: Stage) -> None:
    """The jars were sold to the shop without numbers; the cooperative numbers them once more."""
    for scene in (stage, honest):
        make_jars(scene)
        jars = lot(f"{UNIT.rpartition('/21/')[0]}/10/J1", 226, "H87")
        ship(scene, jars, to=SHOP)
        scene.later(hours=1)
    with stage.cannot("in_transit", asked=f"{UNIT[:-1]}9"):
        label(stage, 9, 9)

    receive(honest, jars, by="shop")
    honest.clean(jars["epcClass"])


def test_a_dealer_relabels_through_a_friendly_neighbour(stage: Stage, honest: Stage) -> None:
    """Crabs of the neighbour are written into the cooperative's own lot, to grow it overnight."""
    more = {"step": "salting", "bizStep": "creating_class_instance"}
    for scene in (stage, honest):
        harvest(scene)
        harvest(scene, f"{CRAB_LOT}-2", 40)
        harvest(scene, STRANGE, 60, by="neighbour")
        scene.later(days=1)
        make(scene, [lot(CRAB_LOT, 120)], [lot(SALTED_LOT, 95)], step="salting")
    with stage.cannot("not_holder", STRANGE, asked=SALTED_LOT):
        make(stage, [lot(STRANGE, 60)], [lot(SALTED_LOT, 50)], **more)

    make(honest, [lot(f"{CRAB_LOT}-2", 40)], [lot(SALTED_LOT, 30)], **more)
    honest.clean(SALTED_LOT)


def test_a_neighbour_is_no_successor(stage: Stage, honest: Stage) -> None:
    """While its owner is away a neighbour empties the vat, and says that it took the firm over."""
    for scene in (stage, honest):
        harvest(scene)
        harvest(scene, STRANGE, 10, by="neighbour")
        scene.later(days=1)
        salt(scene, inputQuantityList=[lot(CRAB_LOT, 120)])
    with stage.cannot("not_holder", SALTED_LOT, asked=SALTED_LOT):
        ship(stage, lot(SALTED_LOT, 95), by="neighbour", to=SHOP)

    deliver(honest, lot(SALTED_LOT, 95), to=NEIGHBOUR, key="neighbour")
    deliver(honest, lot(SALTED_LOT, 95), by="neighbour", to=SHOP, key="shop")
    honest.clean(SALTED_LOT)
