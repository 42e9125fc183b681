"""Who may use what (docs/rules.md, "May use"): each refusal, and each exception."""

from __future__ import annotations

from support.attacks import Attack, case
from support.forge import Payload
from support.market import BOX, FIELD, PALLET, SHOP, U1, U2, Market, Thing
from support.story import CARRIER, COOP, CRAB_LOT, JAR_LOT, PACKER, lot

CRABS = lot(CRAB_LOT, 100)
POND = lot(FIELD, 500, "H87")
GROWN: Payload = {"nguon:grownFrom": [FIELD]}


def jars(pieces: float) -> Thing:
    """Return an amount of jars."""
    return lot(JAR_LOT, pieces, "H87")


# not_holder


@case(0, "")
def crabs_sent_received_and_used() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.receive(CRABS)
    m.paste(CRABS)
    return m.good()


@case(10, "not_holder")
def crabs_of_a_neighbour_used_without_being_sent() -> Attack:
    m = Market()
    m.crabs()
    return m.bad(m.paste(CRABS), CRAB_LOT, CRAB_LOT)


@case(0, "")
def crabs_of_a_neighbour_used_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.paste(CRABS)
    return m.good()


@case(10, "not_holder")
def crabs_used_by_who_has_sent_them_and_lost_them() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.receive(CRABS)
    return m.bad(m.remove(lot(CRAB_LOT, 1)), CRAB_LOT, CRAB_LOT)


@case(10, "not_holder")
def crabs_used_by_the_receiver_before_they_came() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    return m.bad(m.paste(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "not_holder")
def jar_sold_by_who_does_not_hold_it() -> Attack:
    m = Market()
    m.jars(U1)
    return m.bad(m.remove(U1, by="shop"), U1, U1)


@case(0, "")
def jar_in_a_carton_sold_by_who_holds_the_carton() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.pack(PALLET, BOX)
    m.ship(PALLET, to=SHOP)
    m.receive(PALLET, by="shop")
    m.remove(U1, by="shop")
    return m.good(U1)


@case(10, "not_holder")
def jar_in_a_carton_sold_by_who_gave_the_carton_away() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.pack(PALLET, BOX)
    m.ship(PALLET, to=SHOP)
    m.receive(PALLET, by="shop")
    return m.bad(m.remove(U1), U1, U1)


@case(10, "not_holder")
def harvest_from_a_neighbours_pond() -> Attack:
    m = Market()
    m.make(POND)
    m.ship(POND)
    m.receive(POND)
    index = m.make(CRABS, **GROWN)
    return m.bad(index, CRAB_LOT, FIELD)


@case(0, "")
def harvest_from_a_pond_under_way_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.make(POND)
    m.ship(POND)
    m.make(CRABS, **GROWN)
    return m.good()


@case(10, "not_holder")
def carton_filled_by_somebody_else() -> Attack:
    m = Market()
    m.jars(U1, U2)
    m.pack(BOX, U1)
    return m.bad(m.pack(BOX, U2, by="shop"), U1, BOX)


@case(10, "not_holder")
def jar_packed_by_somebody_else() -> Attack:
    m = Market()
    m.jars(U1)
    return m.bad(m.pack(BOX, U1, by="carrier"), U1, U1)


@case(10, "not_holder")
def carton_unpacked_by_somebody_else() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    return m.bad(m.unpack(BOX, U1, by="shop"), U1, BOX)


@case(10, "not_holder")
def more_of_a_lot_that_was_given_away() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.receive(CRABS)
    index = m.make(lot(CRAB_LOT, 1), bizStep="creating_class_instance")
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(10, "not_holder")
def serials_of_jars_that_were_given_away() -> Attack:
    m = Market()
    m.jars()
    m.ship(jars(20))
    m.receive(jars(20))
    return m.bad(m.label(U1), U1, JAR_LOT)


@case(10, "not_holder")
def jar_sent_by_who_does_not_hold_it() -> Attack:
    m = Market()
    m.jars(U1)
    return m.bad(m.ship(U1, by="carrier"), U1, U1)


@case(10, "not_holder")
def work_on_a_neighbours_pond() -> Attack:
    m = Market()
    m.make(POND)
    return m.bad(m.work(POND, by="packer"), FIELD, FIELD)


@case(0, "")
def work_on_a_neighbours_pond_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.make(POND)
    m.work(POND, by="packer")
    return m.good(FIELD)


@case(0, "")
def work_on_what_is_in_the_carton_that_one_holds() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.ship(BOX, to=SHOP)
    m.receive(BOX, by="shop")
    m.work(U1, by="shop")
    return m.good(U1)


@case(10, "not_holder")
def work_on_what_is_in_a_carton_that_was_given_away() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.ship(BOX, to=SHOP)
    m.receive(BOX, by="shop")
    return m.bad(m.work(U1), U1, U1)


@case(0, "")
def anybody_looks_at_anything() -> Attack:
    m = Market()
    m.crabs()
    m.see(CRABS, by="shop")
    return m.good()


# in_transit


@case(10, "in_transit")
def crabs_under_way_used_by_who_sent_them() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    return m.bad(m.remove(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "in_transit")
def crabs_under_way_sent_again() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    return m.bad(m.ship(CRABS, to=CARRIER), CRAB_LOT, CRAB_LOT)


@case(10, "in_transit")
def more_of_a_lot_under_way() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    index = m.make(lot(CRAB_LOT, 1), bizStep="creating_class_instance")
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(10, "in_transit")
def serials_of_jars_under_way() -> Attack:
    m = Market()
    m.jars()
    m.ship(jars(20))
    return m.bad(m.label(U1), U1, JAR_LOT)


@case(10, "in_transit")
def carton_under_way_filled_up() -> Attack:
    m = Market()
    m.jars(U1, U2)
    m.pack(BOX, U1)
    m.ship(BOX)
    return m.bad(m.pack(BOX, U2), U1, BOX)


@case(10, "in_transit")
def carton_under_way_unpacked() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.ship(BOX)
    return m.bad(m.unpack(BOX), U1, BOX)


@case(10, "in_transit")
def jar_on_a_pallet_under_way_sold() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.pack(PALLET, BOX)
    m.ship(PALLET)
    return m.bad(m.remove(U1), U1, U1)


@case(0, "")
def work_on_what_is_under_way() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.work(CRABS)
    return m.good()


# already_packed


@case(10, "already_packed")
def jar_in_a_carton_used() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    index = m.turn([U1], [lot(f"{CRAB_LOT}2", 0.4)])
    return m.bad(index, U1, U1)


@case(10, "already_packed")
def jar_in_a_carton_sent() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    return m.bad(m.ship(U1), U1, U1)


@case(10, "already_packed")
def jar_in_a_carton_packed_again() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    return m.bad(m.pack(PALLET, U1), U1, U1)


@case(10, "already_packed")
def carton_on_a_pallet_filled_up() -> Attack:
    m = Market()
    m.jars(U1, U2)
    m.pack(BOX, U1)
    m.pack(PALLET, BOX)
    return m.bad(m.pack(BOX, U2), U1, BOX)


@case(0, "")
def carton_on_a_pallet_unpacked() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.pack(PALLET, BOX)
    m.unpack(BOX, U1)
    m.ship(U1)
    return m.good(U1)


# already_spent


@case(10, "already_spent")
def jar_sent_after_it_was_sold() -> Attack:
    m = Market()
    m.jars(U1)
    m.remove(U1)
    return m.bad(m.ship(U1), U1, U1)


@case(10, "already_spent")
def jar_packed_after_it_was_sold() -> Attack:
    m = Market()
    m.jars(U1)
    m.remove(U1)
    return m.bad(m.pack(BOX, U1), U1, U1)


@case(0, "")
def jar_packed_after_it_was_sold_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.jars(U1)
    m.remove(U1)
    m.pack(BOX, U1)
    return m.good(U1)


@case(10, "already_spent")
def carton_used_up_and_filled() -> Attack:
    m = Market()
    m.jars(U1, U2)
    m.pack(BOX, U1)
    m.remove(BOX, step="destroying")
    return m.bad(m.pack(BOX, U2), U1, BOX)


@case(10, "already_spent")
def jar_sold_again_after_its_carton_was_sold() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.remove(BOX)
    return m.bad(m.remove(U1), U1, U1)


@case(0, "")
def jar_sold_out_of_a_carton_is_in_it_no_more() -> Attack:
    m = Market()
    m.jars(U1, U2)
    m.pack(BOX, U1, U2)
    m.remove(U1)
    m.fail(U1)
    m.ship(BOX)
    return m.good(U1)


# blocked


@case(10, "blocked")
def crabs_that_failed_an_inspection_sent() -> Attack:
    m = Market()
    m.crabs()
    m.fail(CRABS)
    return m.bad(m.ship(CRABS), CRAB_LOT, CRAB_LOT)


@case(0, "")
def crabs_that_failed_an_inspection_sent_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.fail(CRABS)
    m.ship(CRABS)
    return m.good()


@case(0, "")
def crabs_that_failed_an_inspection_destroyed() -> Attack:
    m = Market()
    m.crabs()
    m.fail(CRABS)
    m.remove(CRABS, step="destroying")
    return m.good()


@case(10, "blocked")
def crabs_that_failed_an_inspection_sold() -> Attack:
    m = Market()
    m.crabs()
    m.fail(CRABS)
    return m.bad(m.remove(CRABS), CRAB_LOT, CRAB_LOT)


@case(0, "")
def pond_that_failed_an_inspection_harvested() -> Attack:
    m = Market()
    m.make(POND)
    m.fail(POND)
    m.make(CRABS, **GROWN)
    return m.good()


@case(10, "blocked")
def pallet_sent_with_a_jar_that_failed() -> Attack:
    m = Market()
    m.jars(U1)
    m.fail(U1)
    m.passed(U1)
    m.pack(BOX, U1)
    m.pack(PALLET, BOX)
    m.fail(U1)
    return m.bad(m.ship(PALLET), U1, PALLET)


@case(10, "blocked")
def pallet_released_with_a_jar_in_it_that_is_not() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.pack(PALLET, BOX)
    m.fail(U1)
    m.passed(PALLET, BOX)
    return m.bad(m.ship(PALLET), U1, PALLET)


@case(10, "blocked")
def jar_released_in_a_carton_that_is_not() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.fail(U1)
    m.passed(U1)
    return m.bad(m.ship(BOX), U1, BOX)


@case(0, "")
def jar_and_carton_released() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.fail(U1)
    m.passed(U1, BOX)
    m.ship(BOX)
    return m.good(U1)


@case(10, "blocked")
def jar_of_a_lot_that_failed_sent() -> Attack:
    m = Market()
    m.jars(U1)
    m.fail(jars(1))
    return m.bad(m.ship(U1), U1, U1)


@case(10, "blocked")
def pallet_with_a_jar_of_a_lot_that_failed_sent() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.pack(PALLET, BOX)
    m.fail(jars(1))
    return m.bad(m.ship(PALLET), U1, PALLET)


@case(0, "")
def pallet_with_a_jar_of_a_lot_that_failed_unpacked() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.pack(PALLET, BOX)
    m.fail(jars(1))
    m.unpack(PALLET)
    m.unpack(BOX, U1)
    return m.good(U1)


@case(10, "blocked")
def carton_of_a_lot_that_failed_unpacked_under_another_name() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.fail(U1)
    return m.bad(m.unpack(BOX, U1, bizStep="packing"), U1, BOX)


# which refusal comes first


@case(10, "already_spent")
def spent_before_it_is_anybodys() -> Attack:
    m = Market()
    m.jars(U1)
    m.remove(U1)
    return m.bad(m.remove(U1, by="shop"), U1, U1)


@case(10, "not_holder")
def anybodys_before_it_is_under_way() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS, to=SHOP)
    return m.bad(m.paste(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "in_transit")
def under_way_before_it_is_packed() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.ship(BOX)
    return m.bad(m.pack(PALLET, U1), U1, U1)


@case(10, "already_packed")
def packed_before_it_is_blocked() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.fail(U1)
    return m.bad(m.ship(U1), U1, U1)


# whoever goes on with another's work


@case(0, "")
def crabs_of_a_merged_cooperative_used_by_its_successor() -> Attack:
    m = Market()
    m.crabs()
    m.status(COOP, "merged", PACKER)
    m.paste(CRABS)
    return m.good()


@case(10, "not_holder")
def crabs_of_a_merged_cooperative_used_by_somebody_else() -> Attack:
    m = Market()
    m.crabs()
    m.status(COOP, "merged", SHOP)
    return m.bad(m.paste(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "not_holder")
def crabs_of_a_suspended_cooperative_used_by_somebody_else() -> Attack:
    m = Market()
    m.crabs()
    m.status(COOP, "suspended", PACKER)
    return m.bad(m.paste(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "not_holder")
def crabs_taken_over_are_not_held_by_who_comes_back() -> Attack:
    m = Market()
    m.crabs()
    m.status(COOP, "split", PACKER, SHOP)
    m.paste(lot(CRAB_LOT, 40))
    m.status(COOP, "active")
    return m.bad(m.remove(lot(CRAB_LOT, 60)), CRAB_LOT, CRAB_LOT)


@case(0, "")
def crabs_looked_at_by_a_successor_are_held_by_who_comes_back() -> Attack:
    m = Market()
    m.crabs()
    m.status(COOP, "converted", PACKER)
    m.work(CRABS, by="packer")
    m.status(COOP, "active")
    m.remove(CRABS)
    return m.good()


@case(0, "")
def crabs_of_a_dissolved_cooperative_sent_on_by_the_operator() -> Attack:
    m = Market()
    m.crabs()
    m.status(COOP, "dissolved")
    m.ship(CRABS, by="union")
    m.receive(CRABS)
    m.paste(CRABS)
    return m.good()


@case(10, "not_holder")
def crabs_of_a_merged_cooperative_sent_on_by_the_operator() -> Attack:
    m = Market()
    m.crabs()
    m.status(COOP, "merged", PACKER)
    return m.bad(m.ship(CRABS, by="union"), CRAB_LOT, CRAB_LOT)


@case(10, "not_holder")
def crabs_used_by_a_successor_before_it_is_one() -> Attack:
    m = Market()
    m.crabs()
    index = m.paste(CRABS)
    m.status(COOP, "merged", PACKER)
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(0, "")
def crabs_of_a_cooperative_merged_into_one_that_was_merged() -> Attack:
    m = Market()
    m.crabs()
    m.status(COOP, "merged", SHOP)
    m.status(SHOP, "merged", COOP, PACKER)
    m.paste(CRABS)
    return m.good()


# cartons in a circle, which the first version let pass


def _circle() -> Market:
    m = Market(rules=1)
    m.jars(U1, U2)
    m.pack(BOX, U1)
    m.pack(PALLET, BOX)
    m.pack(BOX, PALLET, by="shop")
    m.raise_rules()
    return m


@case(0, "")
def jar_in_cartons_that_are_in_each_other() -> Attack:
    m = _circle()
    m.work(U1)
    m.fail(U1)
    m.unpack(PALLET)
    m.unpack(BOX)
    return m.good(U1)


@case(10, "blocked")
def jar_that_failed_in_cartons_that_are_in_each_other() -> Attack:
    m = _circle()
    m.fail(U1)
    m.passed(BOX, PALLET)
    return m.bad(m.unpack(PALLET, BOX, bizStep="packing"), U1, PALLET)


@case(0, "")
def cartons_in_each_other_taken_apart_without_a_block() -> Attack:
    m = _circle()
    m.unpack(PALLET, BOX, bizStep="packing")
    return m.good(U1)


@case(10, "in_transit")
def jar_under_way_in_cartons_that_are_in_each_other() -> Attack:
    m = Market(rules=1)
    m.jars(U1)
    m.pack(BOX, U1)
    m.ship(BOX)
    m.pack(PALLET, BOX)
    m.pack(BOX, PALLET)
    m.raise_rules()
    return m.bad(m.remove(U1), U1, U1)
