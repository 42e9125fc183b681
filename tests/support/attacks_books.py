"""What a lot has, what is packed, numbered and spent (docs/rules.md, parts 1, 3, 5 and 6)."""

from __future__ import annotations

from support.attacks import Attack, case
from support.attacks_custody import CRABS, jars
from support.forge import Payload
from support.market import BOX, PALLET, PASTE_LOT, SHOP, U1, U2, U3, Market
from support.story import COOP, CRAB, CRAB_LOT, JAR_LOT, PACKER, lot

PROCESS = "urn:uuid:00000000-0000-4000-9000-0000000000aa"
MORE: Payload = {"bizStep": "creating_class_instance"}
PASTE = lot(PASTE_LOT, 1)


# process_foreign


@case(10, "process_foreign")
def process_of_a_neighbour_gone_on_with() -> Attack:
    m = Market()
    m.crabs()
    m.turn([CRABS], [], transformationID=PROCESS)
    index = m.turn([], [PASTE], "packer", transformationID=PROCESS)
    return m.bad(index, PASTE_LOT, PROCESS)


@case(0, "")
def process_of_a_neighbour_gone_on_with_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.turn([CRABS], [], transformationID=PROCESS)
    m.turn([], [PASTE], "packer", transformationID=PROCESS)
    return m.good(PASTE_LOT)


@case(0, "")
def process_over_days_of_one() -> Attack:
    m = Market()
    m.crabs()
    m.turn([lot(CRAB_LOT, 50)], [], transformationID=PROCESS)
    m.turn([lot(CRAB_LOT, 50)], [lot(f"{CRAB}/10/S1", 60)], transformationID=PROCESS)
    m.turn([], [lot(f"{CRAB}/10/S2", 40)], transformationID=PROCESS)
    return m.good(f"{CRAB}/10/S2")


@case(0, "")
def process_gone_on_with_by_a_successor() -> Attack:
    m = Market()
    m.crabs()
    m.turn([CRABS], [], transformationID=PROCESS)
    m.status(COOP, "merged", PACKER)
    m.turn([], [PASTE], "packer", transformationID=PROCESS)
    return m.good(PASTE_LOT)


@case(10, "process_foreign")
def process_belongs_to_who_began_it() -> Attack:
    """Tell it from the first part, although the packer's own was let pass by the first version."""
    m = Market(rules=1)
    m.crabs()
    m.turn([CRABS], [], transformationID=PROCESS)
    m.turn([], [PASTE], "packer", transformationID=PROCESS)
    m.raise_rules()
    index = m.turn([], [lot(PASTE_LOT, 2)], "packer", transformationID=PROCESS, **MORE)
    return m.bad(index, PASTE_LOT, PROCESS)


# overdrawn: what is packed or numbered is not there to be taken


@case(10, "overdrawn")
def packed_jars_used() -> Attack:
    m = Market()
    m.jars()
    m.pack(BOX, jars(5))
    return m.bad(m.remove(jars(16)), JAR_LOT, JAR_LOT)


@case(0, "")
def loose_jars_used_to_the_last() -> Attack:
    m = Market()
    m.jars(U1, U2)
    m.pack(BOX, jars(5))
    m.remove(jars(13))
    return m.good(JAR_LOT)


@case(0, "")
def packed_jars_used_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.jars(U1)
    m.pack(BOX, jars(5))
    m.remove(jars(20))
    return m.good(U1)


@case(10, "overdrawn")
def numbered_jars_used_without_their_number() -> Attack:
    m = Market()
    m.jars(U1)
    return m.bad(m.remove(jars(20)), U1, JAR_LOT)


@case(10, "overdrawn")
def taken_packed_and_numbered_of_one_lot() -> Attack:
    m = Market()
    m.jars(U1, U2, U3)
    m.pack(BOX, jars(5))
    m.remove(jars(10))
    m.turn([jars(2)], [lot(f"{CRAB}/10/X", 0.8)])
    return m.bad(m.remove(lot(JAR_LOT, 0.000001, "H87")), U1, JAR_LOT)


@case(0, "")
def numbered_jars_weighed_by_their_content() -> Attack:
    m = Market()
    m.make(lot(JAR_LOT, 2))
    m.label(U1, U2)
    m.remove(lot(JAR_LOT, 1.2))
    return m.good(U1)


@case(10, "overdrawn")
def more_used_than_numbered_jars_leave() -> Attack:
    m = Market()
    m.make(lot(JAR_LOT, 2))
    m.label(U1, U2)
    return m.bad(m.remove(lot(JAR_LOT, 1200.001, "GRM")), U1, JAR_LOT)


@case(10, "overdrawn")
def jars_packed_that_are_not_there_yet() -> Attack:
    m = Market()
    index = m.pack(BOX, jars(5))
    m.jars()
    return m.bad(index, JAR_LOT, JAR_LOT)


@case(10, "input_missing")
def jar_packed_that_is_not_there_yet() -> Attack:
    m = Market()
    index = m.pack(BOX, U1)
    m.jars(U1)
    return m.bad(index, U1, U1)


@case(10, "input_missing")
def jar_sold_that_is_not_there_yet() -> Attack:
    m = Market(rules=1)
    index = m.remove(U1)
    m.jars(U1)
    return m.bad(index, U1, U1)


@case(0, "")
def jar_seen_that_is_not_there_yet() -> Attack:
    m = Market()
    m.see(U1)
    m.fail(U1)
    m.jars(U1)
    m.ship(U1)
    return m.good(U1)


# overpacked, not_packed


@case(10, "overpacked")
def more_jars_packed_than_there_are() -> Attack:
    m = Market()
    m.jars(U1)
    m.remove(jars(5))
    m.pack(BOX, jars(10))
    return m.bad(m.pack(PALLET, jars(5)), U1, JAR_LOT)


@case(0, "")
def all_jars_packed() -> Attack:
    m = Market()
    m.jars(U1)
    m.remove(jars(5))
    m.pack(BOX, jars(10))
    m.pack(PALLET, jars(4))
    return m.good(U1)


@case(0, "")
def more_jars_packed_than_there_are_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.jars()
    m.pack(BOX, jars(21))
    return m.good(JAR_LOT)


@case(10, "unit_mismatch")
def litres_packed_of_a_lot_in_pieces() -> Attack:
    m = Market()
    m.jars()
    return m.bad(m.pack(BOX, lot(JAR_LOT, 1, "LTR")), JAR_LOT, JAR_LOT)


@case(0, "")
def honest_litres_packed_in_the_first_version() -> Attack:
    """Its door did not look at what was packed, so no log of that time may fail of it."""
    m = Market(rules=1)
    m.jars()
    m.pack(BOX, lot(JAR_LOT, 1, "LTR"))
    m.unpack(BOX, lot(JAR_LOT, 1, "LTR"))
    return m.good(JAR_LOT)


@case(10, "not_packed")
def more_jars_unpacked_than_were_packed() -> Attack:
    m = Market()
    m.jars()
    m.pack(BOX, jars(5))
    return m.bad(m.unpack(BOX, jars(5.000001)), JAR_LOT, JAR_LOT)


@case(10, "overdrawn")
def more_jars_unpacked_than_were_packed_in_the_first_version() -> Attack:
    """They are passed over: what was packed is loose again, and no more."""
    m = Market(rules=1)
    m.jars()
    m.pack(BOX, jars(5))
    m.unpack(BOX, jars(9))
    m.raise_rules()
    return m.bad(m.remove(jars(21)), JAR_LOT, JAR_LOT)


@case(0, "")
def jars_packed_unpacked_and_used() -> Attack:
    m = Market()
    m.jars()
    m.pack(BOX, jars(20))
    m.unpack(BOX, jars(20))
    m.remove(jars(20))
    return m.good(JAR_LOT)


@case(10, "unit_mismatch")
def litres_unpacked_of_a_lot_in_pieces() -> Attack:
    m = Market()
    m.jars()
    m.pack(BOX, jars(5))
    return m.bad(m.unpack(BOX, lot(JAR_LOT, 1, "LTR")), JAR_LOT, JAR_LOT)


@case(10, "not_packed")
def jar_unpacked_out_of_another_carton() -> Attack:
    m = Market()
    m.jars(U1, U2)
    m.pack(BOX, U1)
    m.pack(PALLET, U2)
    return m.bad(m.unpack(PALLET, U1), U1, U1)


@case(10, "not_packed")
def jar_unpacked_out_of_the_pallet_instead_of_the_carton() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.pack(PALLET, BOX)
    return m.bad(m.unpack(PALLET, U1), U1, U1)


@case(0, "")
def jar_unpacked_out_of_another_carton_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.jars(U1, U2)
    m.pack(BOX, U1)
    m.pack(PALLET, U2)
    m.unpack(PALLET, U1)
    return m.good(U1)


@case(10, "already_packed")
def jar_unpacked_out_of_another_carton_in_the_first_version_stays_where_it_is() -> Attack:
    m = Market(rules=1)
    m.jars(U1, U2)
    m.pack(BOX, U1)
    m.pack(PALLET, U2)
    m.unpack(PALLET, U1)
    m.raise_rules()
    return m.bad(m.ship(U1), U1, U1)


@case(10, "input_missing")
def carton_unpacked_that_was_never_filled() -> Attack:
    m = Market()
    m.jars(U1)
    index = m.unpack(BOX)
    m.pack(BOX, U1)
    return m.bad(index, U1, BOX)


@case(10, "input_missing")
def carton_unpacked_that_was_never_filled_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.jars(U1)
    index = m.unpack(BOX, U1)
    m.pack(BOX, U1)
    return m.bad(index, U1, BOX)


@case(0, "")
def jars_of_a_lot_unpacked_by_the_shop() -> Attack:
    """Leave the cooperative its twelve loose jars, whatever the shop opens."""
    m = Market()
    m.jars()
    m.pack(BOX, jars(8))
    m.ship(BOX, to=SHOP)
    m.receive(BOX, by="shop")
    m.unpack(BOX, jars(8), by="shop")
    m.remove(jars(12))
    return m.good(JAR_LOT)


@case(10, "overdrawn")
def jars_unpacked_by_the_shop_sold_at_home() -> Attack:
    m = Market()
    m.jars()
    m.pack(BOX, jars(8))
    m.ship(BOX, to=SHOP)
    m.receive(BOX, by="shop")
    m.unpack(BOX, jars(8), by="shop")
    return m.bad(m.remove(jars(13)), JAR_LOT, JAR_LOT)


@case(0, "")
def jars_of_a_merged_cooperative_unpacked_by_its_successor() -> Attack:
    m = Market()
    m.jars()
    m.pack(BOX, jars(8))
    m.status(COOP, "merged", SHOP)
    m.unpack(BOX, jars(8), by="shop")
    m.remove(jars(20), by="shop")
    return m.good(JAR_LOT)


@case(0, "")
def everything_unpacked_at_once() -> Attack:
    m = Market()
    m.jars(U1, U2)
    m.pack(BOX, U1, U2)
    m.pack(PALLET, BOX)
    m.ship(PALLET, to=SHOP)
    m.receive(PALLET, by="shop")
    m.unpack(PALLET, by="shop")
    m.unpack(BOX, by="shop")
    m.remove(U1, by="shop")
    return m.good(U1)


@case(10, "already_packed")
def everything_unpacked_of_the_pallet_leaves_the_carton_closed() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.pack(PALLET, BOX)
    m.unpack(PALLET)
    return m.bad(m.ship(U1), U1, U1)


@case(10, "not_holder")
def unpacked_by_the_shop_is_the_shops() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.ship(BOX, to=SHOP)
    m.receive(BOX, by="shop")
    m.unpack(BOX, by="shop")
    return m.bad(m.remove(U1), U1, U1)


@case(0, "")
def carton_filled_twice_by_who_holds_it() -> Attack:
    m = Market()
    m.jars(U1, U2)
    m.pack(BOX, U1)
    m.pack(BOX, U2)
    m.ship(BOX, to=SHOP)
    m.receive(BOX, by="shop")
    m.remove(U2, by="shop")
    return m.good(U2)


@case(0, "")
def carton_asked_for_itself() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1, jars(3))
    m.ship(BOX, to=SHOP)
    m.receive(BOX, by="shop")
    return m.good(BOX)


@case(10, "already_spent")
def unpacked_after_it_was_sold() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.remove(BOX)
    return m.bad(m.unpack(BOX), U1, BOX)


# lot_number_missing, overserialised


@case(10, "lot_number_missing")
def jar_of_no_lot() -> Attack:
    m = Market()
    return m.bad(m.make(U1), U1, U1)


@case(0, "")
def jar_of_no_lot_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.make(U1)
    m.raise_rules()
    m.ship(U1)
    return m.good(U1)


@case(10, "lot_number_missing")
def jar_of_no_lot_out_of_a_transformation() -> Attack:
    m = Market()
    m.crabs()
    return m.bad(m.turn([lot(CRAB_LOT, 0.4)], [U1]), U1, U1)


@case(10, "overserialised")
def numbers_for_jars_that_were_sold() -> Attack:
    m = Market()
    m.jars(pieces=3)
    m.remove(jars(2))
    return m.bad(m.label(U1, U2), U1, JAR_LOT)


@case(0, "")
def numbers_for_all_jars_that_are_left() -> Attack:
    m = Market()
    m.jars(pieces=5)
    m.remove(jars(2))
    m.pack(BOX, jars(1))
    m.label(U1, U2)
    return m.good(U1)


@case(0, "")
def numbers_for_jars_that_were_sold_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.jars(pieces=2)
    m.remove(jars(2))
    m.label(U1, U2)
    return m.good(U1)


@case(10, "unit_mismatch")
def numbers_for_crabs_by_the_kilo() -> Attack:
    m = Market()
    m.crabs()
    unit = f"{CRAB}/21/1"
    return m.bad(m.label(unit, number="C1"), unit, CRAB_LOT)


@case(0, "")
def jars_numbered_in_the_step_that_makes_them() -> Attack:
    m = Market()
    m.crabs()
    m.jars(pieces=1)
    numbered = MORE | {"ilmd": {"cbvmda:lotNumber": "J1"}}
    m.turn([lot(CRAB_LOT, 0.4)], [U1, U2, jars(1)], **numbered)
    m.ship(U1, to=SHOP)
    return m.good(U1)


@case(0, "")
def more_of_a_lot_by_who_holds_it() -> Attack:
    m = Market()
    m.jars(pieces=1)
    m.make(jars(1), **MORE)
    m.label(U1, U2)
    return m.good(U1)


@case(10, "blocked")
def more_of_a_lot_that_failed() -> Attack:
    m = Market()
    m.crabs()
    m.fail(CRABS)
    return m.bad(m.make(lot(CRAB_LOT, 1), **MORE), CRAB_LOT, CRAB_LOT)


@case(10, "blocked")
def numbers_for_jars_that_failed() -> Attack:
    m = Market()
    m.jars()
    m.fail(jars(20))
    return m.bad(m.label(U1), U1, JAR_LOT)


@case(10, "unit_mismatch")
def more_of_a_lot_in_litres() -> Attack:
    m = Market()
    m.crabs()
    return m.bad(m.make(lot(CRAB_LOT, 1, "LTR"), **MORE), CRAB_LOT, CRAB_LOT)


# taken back: as if it had never been


@case(0, "")
def shipment_taken_back_as_a_mistake() -> Attack:
    m = Market()
    m.crabs()
    sent = m.head("ObjectEvent", "seen", action="OBSERVE", bizStep="shipping")
    sent["quantityList"] = [CRABS]
    sent["destinationList"] = [{"type": "possessing_party", "destination": PACKER}]
    m.event(sent, "coop")
    declared = {"declarationTime": "2026-03-01T01:00:00Z", "reason": "did_not_occur"}
    m.event(sent | {"errorDeclaration": declared}, "coop")
    m.remove(CRABS)
    return m.good()


@case(0, "")
def jars_numbers_of_other_pieces_do_not_count_here() -> Attack:
    """Judge one jar alike, although its evidence holds no labelling of others."""
    m = Market()
    m.jars(pieces=3)
    m.label(U1)
    m.label(U2)
    m.label(U3)
    m.ship(U1, to=SHOP)
    return m.good(U1)


@case(9, "input_missing")
def serial_of_another_product() -> Attack:
    m = Market()
    m.jars()
    unit = f"{CRAB}/21/1"
    return m.bad(m.label(unit), unit, f"{CRAB}/10/J1")


# seen only by taking a check out


@case(10, "already_packed")
def jar_that_was_left_in_the_carton() -> Attack:
    m = Market()
    m.jars(U1, U2)
    m.pack(BOX, U1, U2)
    m.unpack(BOX, U2)
    return m.bad(m.ship(U1), U1, U1)


@case(0, "")
def jars_sent_after_everything_was_unpacked() -> Attack:
    m = Market()
    m.jars(U1, U2)
    m.pack(BOX, U2, U1)
    m.pack(PALLET, BOX)
    m.unpack(PALLET)
    m.unpack(BOX)
    m.ship(U1)
    m.ship(BOX)
    return m.good(U1)


@case(10, "already_packed")
def carton_that_was_only_looked_at() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.unpack(BOX, U1, action="OBSERVE")
    return m.bad(m.ship(U1), U1, U1)


@case(0, "")
def carton_unpacked_by_somebody_else_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.jars(U1)
    m.pack(BOX, U1)
    m.unpack(BOX, U1, by="shop")
    m.raise_rules()
    m.ship(U1)
    return m.good(U1)


@case(10, "overdrawn")
def jars_unpacked_that_are_not_there_yet() -> Attack:
    m = Market(rules=1)
    index = m.unpack(BOX, jars(5))
    m.jars()
    return m.bad(index, JAR_LOT, JAR_LOT)


@case(0, "")
def more_of_a_lot_under_way_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.jars()
    m.ship(jars(20))
    m.make(jars(1), **MORE)
    m.label(U1)
    m.raise_rules()
    m.ship(U1, to=SHOP)
    return m.good(U1)
