"""Custody at its corners: cartons in cartons, heirs, returns, upgrades of the rules.

The stage and its people are those of the frauds. Server, evidence and browser have to agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from economy.agree import agreed, rebuilt
from economy.browser import Browser
from economy.rows import Row, stored_flags, stored_things
from frauds.stage import NEIGHBOUR, OTHER_CRAB, SHOP, STALL, Stage
from frauds.steps import (
    PALLET,
    SECOND,
    add,
    change_status,
    deliver,
    fill,
    harvest,
    label,
    make,
    make_jars,
    pack,
    receive,
    remove,
    salt,
    see,
    ship,
    unpack,
    work,
)
from support.forge import Payload
from support.story import CARTON, COOP, CRAB_LOT, JAR, JAR_LOT, SALT_LOT, SALTED_LOT, UNIT, lot

CRATE = "https://id.gs1.org/00/089300000000000033"
JARS = lot(JAR_LOT, 226, "H87")
PRODUCT: Payload = {"type": "ProductRegistered", "name": {"vi": "Hũ"}}
CONTENT: Payload = {"netContent": {"quantity": 400, "uom": "GRM"}}


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
    rebuilt(opened)
    opened.close()


def stored(stage: Stage, thing: str) -> Row:
    return stored_things(stage.path)[thing]


def holder(stage: Stage, thing: str) -> str:
    """Return who holds a thing, after server, evidence and browser agree on it."""
    held = agreed(stage, stage.browser, thing).holdings.things[thing].holder
    assert stored(stage, thing)["holder"] == held
    return held


def code_of(stage: Stage, statements: list[bytes]) -> str:
    (statement,) = statements
    return stage.refused(statement).code


def test_what_is_in_a_pallet_travels_with_it_and_is_held_again_when_it_is_out(
    stage: Stage,
) -> None:
    make_jars(stage)
    pack(stage, CARTON, UNIT, SECOND)
    pack(stage, PALLET, CARTON)
    deliver(stage, PALLET, to=SHOP, key="shop")
    assert holder(stage, UNIT) == COOP  # nobody touched it: whoever has the pallet has it
    with stage.unsent() as statements:
        unpack(stage, PALLET, by="coop")
    assert code_of(stage, statements) == "not_holder"
    unpack(stage, PALLET, by="shop")
    assert [holder(stage, thing) for thing in (PALLET, CARTON, UNIT)] == [SHOP, SHOP, COOP]
    unpack(stage, CARTON, UNIT, by="shop")
    assert holder(stage, UNIT) == SHOP
    assert stored(stage, SECOND)["container"] == CARTON


def test_a_jar_is_sold_out_of_a_carton_in_a_pallet(stage: Stage) -> None:
    make_jars(stage)
    pack(stage, CARTON, UNIT, SECOND)
    pack(stage, PALLET, CARTON)
    deliver(stage, PALLET, to=SHOP, key="shop")
    remove(stage, UNIT, by="shop")
    agreed(stage, stage.browser, UNIT)
    row = stored(stage, UNIT)
    assert (row["gone"], row["holder"], row["container"]) == (True, SHOP, None)


def test_a_refused_delivery_stays_the_senders(stage: Stage) -> None:
    make_jars(stage)
    ship(stage, UNIT, to=SHOP)
    receive(stage, UNIT, by="shop", disposition="returned")
    assert holder(stage, UNIT) == COOP
    remove(stage, UNIT, by="coop")


def test_a_shipment_is_called_back_by_its_sender_alone(stage: Stage) -> None:
    make_jars(stage)
    ship(stage, UNIT, to=SHOP)
    with stage.unsent() as statements:
        see(stage, UNIT, by="shop", step="void", biz="void_shipping")
    assert code_of(stage, statements) == "not_holder"
    see(stage, UNIT, by="coop", step="void", biz="void_shipping")
    with stage.unsent() as statements:
        see(stage, UNIT, by="coop", step="void", biz="void_shipping")
    assert code_of(stage, statements) == "not_in_transit"
    assert stored(stage, UNIT)["receiver"] is None
    ship(stage, UNIT, to=STALL)
    assert stored(stage, UNIT)["receiver"] == STALL


def test_a_carton_that_is_on_its_way_is_unpacked_by_nobody(stage: Stage) -> None:
    make_jars(stage)
    pack(stage, CARTON, UNIT)
    ship(stage, CARTON, to=SHOP)
    for who in ("coop", "shop"):
        with stage.unsent() as statements:
            unpack(stage, CARTON, UNIT, by=who)
        assert code_of(stage, statements) == {"coop": "in_transit", "shop": "not_holder"}[who]
    agreed(stage, stage.browser, UNIT)


def test_an_heir_unpacks_what_the_dissolved_firm_packed(stage: Stage) -> None:
    """The jar is the heir's, as the carton is; it was the dissolved firm's in the store once."""
    make_jars(stage)
    pack(stage, CARTON, UNIT, SECOND)
    change_status(stage, COOP, "dissolved", into=[NEIGHBOUR, SHOP])
    unpack(stage, CARTON, UNIT, by="shop")
    assert holder(stage, UNIT) == SHOP
    assert holder(stage, CARTON) == SHOP
    unpack(stage, CARTON, by="shop")
    assert holder(stage, SECOND) == SHOP
    with stage.unsent() as statements:
        ship(stage, UNIT, by="neighbour", to=STALL)
    assert code_of(stage, statements) == "not_holder"


def test_work_goes_on_along_a_chain_of_heirs(stage: Stage) -> None:
    make_jars(stage)
    change_status(stage, COOP, "merged", into=[NEIGHBOUR])
    change_status(stage, NEIGHBOUR, "converted", into=[SHOP])
    remove(stage, UNIT, by="shop")
    assert holder(stage, UNIT) == SHOP


def test_a_firm_without_an_heir_is_wound_up_by_the_operator(stage: Stage) -> None:
    make_jars(stage)
    pack(stage, CARTON, UNIT)
    change_status(stage, COOP, "dissolved")
    with stage.unsent() as statements:
        ship(stage, CARTON, by="neighbour", to=SHOP)
    assert code_of(stage, statements) == "not_holder"
    ship(stage, CARTON, by="union", to=SHOP)
    receive(stage, CARTON, by="shop")
    assert holder(stage, CARTON) == SHOP


def test_a_suspended_firm_keeps_what_it_has(stage: Stage) -> None:
    make_jars(stage)
    change_status(stage, COOP, "suspended", into=[NEIGHBOUR])
    with stage.unsent() as statements:
        ship(stage, UNIT, by="neighbour", to=SHOP)
    assert code_of(stage, statements) == "not_holder"
    change_status(stage, COOP, "active")
    ship(stage, UNIT, to=SHOP)
    agreed(stage, stage.browser, UNIT)


def test_an_heir_makes_the_product_after_it_was_handed_over(stage: Stage) -> None:
    make_jars(stage)
    change_status(stage, COOP, "dissolved", into=[NEIGHBOUR])
    with stage.unsent() as statements:
        label(stage, 7, 7, by="neighbour")
    assert code_of(stage, statements) == "product_foreign"
    stage.registry(PRODUCT | CONTENT | {"product": JAR, "owner": NEIGHBOUR}, "neighbour")
    label(stage, 7, 7, by="neighbour")
    assert holder(stage, f"{UNIT[:-1]}7") == NEIGHBOUR


def test_whoever_is_sent_something_and_ends_has_an_heir_who_receives(stage: Stage) -> None:
    make_jars(stage)
    ship(stage, UNIT, to=SHOP)
    change_status(stage, SHOP, "merged", into=[STALL])
    receive(stage, UNIT, by="stall")
    assert holder(stage, UNIT) == STALL


def test_pieces_of_a_lot_are_packed_and_unpacked_by_its_holder(stage: Stage) -> None:
    make_jars(stage)
    some: Payload = {"childQuantityList": [lot(JAR_LOT, 100, "H87")]}
    pack(stage, CARTON, **some)
    assert stored(stage, JAR_LOT)["packed"] == 100
    with stage.unsent() as statements:
        unpack(stage, CARTON, by="coop", childQuantityList=[lot(JAR_LOT, 101, "H87")])
    assert code_of(stage, statements) == "not_packed"
    deliver(stage, CARTON, to=SHOP, key="shop")
    unpack(stage, CARTON, by="shop", **some)  # they are the shop's now, and not the lot's again
    assert stored(stage, JAR_LOT)["packed"] == 100
    assert agreed(stage, stage.browser, JAR_LOT).balances[JAR_LOT].packed == 100


def test_a_carton_is_not_packed_into_what_it_holds(stage: Stage) -> None:
    make_jars(stage)
    pack(stage, CARTON, UNIT)
    pack(stage, PALLET, CARTON)
    pack(stage, CRATE, PALLET)
    for inner in (CARTON, PALLET, CRATE):
        with stage.unsent() as statements:
            pack(stage, CARTON, CRATE if inner is CARTON else inner)
        assert code_of(stage, statements) == "cycle"
    agreed(stage, stage.browser, CRATE)


def test_a_lot_does_not_come_out_of_a_process_that_it_went_into(stage: Stage) -> None:
    process: Payload = {"transformationID": "urn:x:vat", "step": "salting"}
    harvest(stage)
    stage.later(days=1)
    make(stage, [lot(CRAB_LOT, 20)], [lot(SALTED_LOT, 15)], **process)
    make(stage, [lot(SALTED_LOT, 5)], [lot(f"{SALTED_LOT}-2", 4)], **process)
    with stage.unsent() as statements:
        more = process | {"bizStep": "creating_class_instance"}
        make(stage, [], [lot(SALTED_LOT, 1)], **more)
    assert code_of(stage, statements) == "cycle"
    agreed(stage, stage.browser, f"{SALTED_LOT}-2")


def test_a_lot_is_not_harvested_from_itself_over_a_detour(stage: Stage) -> None:
    harvest(stage)
    second, grown = f"{CRAB_LOT}-2", {"nguon:grownFrom": [f"{CRAB_LOT}-2"]}
    harvest(stage, second, 1, **{"nguon:grownFrom": [CRAB_LOT]})
    with stage.unsent() as statements:
        harvest(stage, CRAB_LOT, 1, bizStep="creating_class_instance", **grown)
    assert code_of(stage, statements) == "cycle"
    agreed(stage, stage.browser, second)


def test_two_things_of_one_carton_are_moved_in_one_statement(stage: Stage) -> None:
    """What the first line of a statement does, its second line sees."""
    make_jars(stage)
    pack(stage, CARTON, UNIT)
    with stage.unsent() as statements:
        ship(stage, CARTON, UNIT, to=SHOP)
    assert code_of(stage, statements) == "in_transit"
    pack(stage, PALLET, SECOND, CARTON)
    with stage.unsent() as statements:
        remove(stage, PALLET, SECOND, PALLET.replace("26", "33"), by="coop")
    assert code_of(stage, statements) == "input_missing"
    agreed(stage, stage.browser, PALLET)


def test_what_the_first_version_let_pass_stands_after_the_upgrade(
    stage: Stage, tmp_path: Path
) -> None:
    """Sales of others' goods before the upgrade stay good; after it they are refused."""
    old = Stage(tmp_path / "old.db")
    old.browser, old.version = stage.browser, 1
    try:
        old.found()
        make_jars(old)
        remove(old, UNIT, by="shop")  # never sent to it
        ship(old, SECOND, to=SHOP, destinationList=[])  # to nobody
        add(old, f"{JAR}/21/free", step="labelling")  # of no lot
        work(old, lot(CRAB_LOT, 1), step="feeding", by="neighbour")
        old.registry({"type": "RulesRaised", "version": 2}, "union")
        refused: dict[str, Callable[[], int]] = {
            "not_holder": lambda: remove(old, SECOND, by="shop"),
            "receiver_missing": lambda: ship(old, SECOND, to=SHOP, destinationList=[]),
            "lot_number_missing": lambda: add(old, f"{JAR}/21/more", step="labelling"),
            "already_spent": lambda: remove(old, UNIT, by="coop"),
        }
        for code, tell in refused.items():
            with old.unsent() as statements:
                tell()
            assert code_of(old, statements) == code
        deliver(old, SECOND, to=SHOP, key="shop")
        assert holder(old, SECOND) == SHOP
        assert holder(old, f"{JAR}/21/free") == COOP
        agreed(old, old.browser, UNIT)
        rebuilt(old)
        assert all(index > old.checkpoint.size - 9 for index in stored_flags(old.path))
    finally:
        old.close()


def test_a_lot_of_the_neighbour_is_taken_as_a_whole_and_mixed(stage: Stage) -> None:
    strange = f"{OTHER_CRAB}/10/N1"
    harvest(stage, strange, 30, by="neighbour")
    harvest(stage)
    harvest(stage, SALT_LOT, 50)
    stage.later(days=1)
    deliver(stage, lot(strange, 30), by="neighbour", to=COOP, key="coop")
    salt(stage, inputQuantityList=[lot(CRAB_LOT, 120), lot(strange, 29.5), lot(SALT_LOT, 30)])
    fill(stage, 200)
    assert holder(stage, strange) == COOP
    assert agreed(stage, stage.browser, JAR_LOT).balances[strange].left == 0.5
