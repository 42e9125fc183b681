"""Sent, received, refused, called back (docs/rules.md, part 7), in both versions of the rules."""

from __future__ import annotations

from support.attacks import Attack, case
from support.attacks_custody import CRABS, jars
from support.forge import HOST
from support.market import BOX, PALLET, SHOP, U1, U2, Market, flag
from support.story import CARRIER, COOP, CRAB_LOT, JAR_LOT, PACKER, UNION, lot, participant

LATER = f"https://{HOST}/participants/later"


def _sent(*receivers: str, by: str = "coop") -> Attack:
    m = Market()
    m.crabs()
    return m.bad(m.ship(CRABS, to=list(receivers), by=by))


# receiver_missing


@case(10, "receiver_missing")
def crabs_sent_to_nobody() -> Attack:
    return _sent()


@case(10, "receiver_missing")
def crabs_sent_to_two() -> Attack:
    return _sent(PACKER, SHOP)


@case(10, "receiver_missing")
def crabs_sent_to_one_named_twice() -> Attack:
    return _sent(PACKER, PACKER)


@case(10, "receiver_missing")
def crabs_sent_to_oneself() -> Attack:
    return _sent(COOP)


@case(10, "receiver_missing")
def crabs_sent_to_a_stranger() -> Attack:
    return _sent(LATER)


@case(10, "receiver_missing")
def crabs_sent_to_somebody_registered_later() -> Attack:
    m = Market()
    m.crabs()
    index = m.ship(CRABS, to=LATER)
    m.registry(participant(LATER, "later", "retailer", "retailer"), "union")
    return m.bad(index)


@case(10, "receiver_missing")
def crabs_sent_to_who_only_brings_them() -> Attack:
    m = Market()
    m.crabs()
    brings = [{"type": "owning_party", "destination": PACKER}]
    return m.bad(m.see(CRABS, bizStep="shipping", destinationList=brings))


@case(0, "")
def crabs_sent_to_one_beside_another_kind_of_party() -> Attack:
    m = Market()
    m.crabs()
    named = [
        {"type": "owning_party", "destination": SHOP},
        {"type": "possessing_party", "destination": PACKER},
    ]
    m.see(CRABS, bizStep="shipping", destinationList=named)
    m.receive(CRABS)
    return m.good()


@case(0, "")
def crabs_sent_to_nobody_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.ship(CRABS, to=[])
    return m.good()


@case(10, "receiver_missing")
def nobody_named_before_anything_else_is_asked() -> Attack:
    m = Market()
    m.crabs()
    return m.bad(m.ship(CRABS, to=[], by="shop"))


@case(0, "")
def a_transformation_called_shipping_ships_nothing() -> Attack:
    m = Market()
    m.crabs()
    m.turn([lot(CRAB_LOT, 50)], [lot(f"{CRAB_LOT}2", 50)], bizStep="shipping")
    m.remove(lot(CRAB_LOT, 50), step="shipping")
    return m.good()


# recalled_moved


@case(10, "recalled_moved")
def recalled_crabs_sent() -> Attack:
    m = Market()
    m.crabs()
    m.recall(CRABS)
    return m.bad(m.ship(CRABS), CRAB_LOT, CRAB_LOT)


@case(11, "recalled")
def recalled_crabs_sent_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.crabs()
    index = m.recall(CRABS)
    m.ship(CRABS)
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(10, "recalled_moved")
def jar_of_a_recalled_lot_sent() -> Attack:
    m = Market()
    m.jars(U1)
    m.recall(jars(20))
    return m.bad(m.ship(U1), U1, U1)


@case(11, "recalled")
def recalled_crabs_sent_back_to_their_maker() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.receive(CRABS)
    index = m.recall(CRABS)
    m.ship(CRABS, to=COOP, by="packer")
    m.receive(CRABS, by="coop")
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(11, "recalled")
def recalled_crabs_sent_back_to_who_followed_their_maker() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.receive(CRABS)
    index = m.recall(CRABS, by="union")
    m.status(COOP, "merged", SHOP)
    m.ship(CRABS, to=SHOP, by="packer")
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(10, "recalled_moved")
def recalled_jar_sold() -> Attack:
    m = Market()
    m.jars(U1)
    m.recall(U1)
    return m.bad(m.remove(U1), U1, U1)


@case(10, "recalled_moved")
def jar_of_a_recalled_lot_sold() -> Attack:
    m = Market()
    m.jars(U1)
    m.recall(jars(20), by="union")
    return m.bad(m.remove(U1), U1, U1)


@case(11, "recalled")
def recalled_jar_sold_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.jars(U1)
    index = m.recall(U1)
    m.remove(U1)
    return m.bad(index, U1, U1)


@case(11, "recalled")
def recalled_jar_destroyed() -> Attack:
    m = Market()
    m.jars(U1)
    index = m.recall(U1)
    m.remove(U1, step="destroying")
    return m.bad(index, U1, U1)


@case(10, "recalled_moved")
def recalled_before_it_is_overdrawn() -> Attack:
    m = Market()
    m.crabs()
    m.recall(CRABS)
    return m.bad(m.remove(lot(CRAB_LOT, 101)), CRAB_LOT, CRAB_LOT)


# shipment_partial


@case(10, "shipment_partial")
def more_sent_than_there_is() -> Attack:
    m = Market()
    m.crabs()
    return m.bad(m.ship(lot(CRAB_LOT, 100.000001)), CRAB_LOT, CRAB_LOT)


@case(10, "shipment_partial")
def packed_jars_sent_loose() -> Attack:
    m = Market()
    m.jars()
    m.pack(BOX, jars(1))
    return m.bad(m.ship(jars(20)), JAR_LOT, JAR_LOT)


@case(0, "")
def jars_sent_without_those_packed_and_numbered() -> Attack:
    m = Market()
    m.jars(U1, U2)
    m.pack(BOX, jars(8))
    m.ship(jars(10))
    return m.good(JAR_LOT)


@case(0, "")
def less_sent_than_the_evidence_knows_of() -> Attack:
    """Let pass what the door would not: the rest may be numbered, which is not in evidence."""
    m = Market()
    m.crabs()
    m.ship(lot(CRAB_LOT, 99))
    return m.good()


@case(0, "")
def grams_sent_of_a_lot_in_kilos() -> Attack:
    m = Market()
    m.crabs()
    m.ship(lot(CRAB_LOT, 100_000, "GRM"))
    m.receive(CRABS)
    return m.good()


@case(10, "unit_mismatch")
def litres_sent_of_a_lot_in_kilos() -> Attack:
    m = Market()
    m.crabs()
    return m.bad(m.ship(lot(CRAB_LOT, 1, "LTR")), CRAB_LOT, CRAB_LOT)


# void


@case(0, "")
def crabs_called_back_and_sent_to_another() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.call_back(CRABS)
    m.ship(CRABS, to=SHOP)
    m.receive(CRABS, by="shop")
    return m.good()


@case(10, "not_holder")
def crabs_called_back_by_somebody_else() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    return m.bad(m.call_back(CRABS, by="shop"), CRAB_LOT, CRAB_LOT)


@case(10, "not_in_transit")
def crabs_called_back_that_were_never_sent() -> Attack:
    m = Market()
    m.crabs()
    return m.bad(m.call_back(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "not_in_transit")
def jar_called_back_although_its_carton_was_sent() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.ship(BOX)
    return m.bad(m.call_back(U1), U1, U1)


@case(10, "not_holder")
def somebody_elses_before_it_is_not_under_way() -> Attack:
    m = Market()
    m.crabs()
    return m.bad(m.call_back(CRABS, by="shop"), CRAB_LOT, CRAB_LOT)


@case(0, "")
def crabs_called_back_by_a_successor() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.status(COOP, "merged", SHOP)
    m.call_back(CRABS, by="shop")
    m.remove(CRABS, by="shop")
    return m.good()


@case(0, "")
def crabs_called_back_that_were_never_sent_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.call_back(CRABS)
    m.call_back(CRABS, by="shop")
    return m.good()


@case(10, "not_in_transit")
def crabs_called_back_before_they_were_made() -> Attack:
    m = Market()
    index = m.call_back(CRABS)
    m.crabs()
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(0, "")
def crabs_called_back_and_received_before_they_were_made_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.call_back(CRABS)
    m.receive(CRABS)
    m.ship(CRABS)
    m.crabs()
    return m.good()


@case(10, "overdrawn")
def crabs_sent_before_they_were_made() -> Attack:
    m = Market()
    index = m.ship(CRABS)
    m.crabs()
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(10, "input_missing")
def jar_sent_before_it_was_made() -> Attack:
    m = Market()
    index = m.ship(U1)
    m.jars(U1)
    return m.bad(index, U1, U1)


# received


@case(10, "not_in_transit")
def crabs_received_that_were_never_sent() -> Attack:
    m = Market()
    m.crabs()
    return m.bad(m.receive(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "not_in_transit")
def crabs_received_before_they_were_made() -> Attack:
    m = Market()
    index = m.receive(CRABS)
    m.crabs()
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(10, "not_in_transit")
def crabs_received_twice() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.receive(CRABS)
    return m.bad(m.receive(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "not_receiver")
def crabs_received_by_somebody_else() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    return m.bad(m.receive(CRABS, by="shop"), CRAB_LOT, CRAB_LOT)


@case(10, "not_receiver")
def crabs_received_by_who_sent_them() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    return m.bad(m.receive(CRABS, by="coop"), CRAB_LOT, CRAB_LOT)


@case(0, "")
def crabs_received_by_who_followed_the_receiver() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS, to=CARRIER)
    m.status(CARRIER, "merged", PACKER)
    m.receive(CRABS)
    m.paste(CRABS)
    return m.good()


@case(10, "already_packed")
def jar_received_although_it_is_in_a_carton() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.ship(BOX)
    return m.bad(m.receive(U1), U1, U1)


@case(10, "unit_mismatch")
def litres_received_of_a_lot_in_kilos() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    return m.bad(m.receive(lot(CRAB_LOT, 1, "LTR")), CRAB_LOT, CRAB_LOT)


@case(10, "not_receiver")
def somebody_elses_before_its_unit_is_looked_at() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    return m.bad(m.receive(lot(CRAB_LOT, 1, "LTR"), by="shop"), CRAB_LOT, CRAB_LOT)


@case(0, "")
def pallet_received_with_all_that_is_in_it() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.pack(PALLET, BOX)
    m.ship(PALLET, to=SHOP)
    m.receive(PALLET, by="shop")
    m.unpack(PALLET, by="shop")
    m.unpack(BOX, U1, by="shop")
    m.remove(U1, by="shop")
    return m.good(U1)


@case(0, "")
def delivery_refused_and_used_at_home() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.receive(CRABS, disposition="returned")
    m.remove(CRABS)
    return m.good()


@case(10, "not_holder")
def delivery_refused_and_used_all_the_same() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.receive(CRABS, disposition="returned")
    return m.bad(m.paste(CRABS), CRAB_LOT, CRAB_LOT)


@case(10, "not_receiver")
def delivery_refused_by_somebody_else() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    return m.bad(m.receive(CRABS, by="shop", disposition="returned"), CRAB_LOT, CRAB_LOT)


@case(0, "")
def blocked_crabs_received() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    m.fail(CRABS)
    m.receive(CRABS)
    return m.good()


# received_differs


@case(0, "")
def less_received_than_sent() -> Attack:
    m = Market()
    m.crabs()
    m.ship(CRABS)
    index = m.receive(lot(CRAB_LOT, 99_500, "GRM"))
    differs = flag("received_differs", index, CRAB_LOT, shipped="100", received="99.5")
    return m.good(CRAB_LOT, differs)


@case(0, "")
def more_received_than_sent_and_sent_back() -> Attack:
    m = Market()
    m.crabs()
    m.ship(lot(CRAB_LOT, 0.1, "TNE"))
    index = m.receive(lot(CRAB_LOT, 100.5), disposition="returned")
    differs = flag("received_differs", index, CRAB_LOT, shipped="100", received="100.5")
    return m.good(CRAB_LOT, differs)


@case(0, "")
def pieces_received_of_what_was_sent_by_weight() -> Attack:
    m = Market()
    m.make(lot(JAR_LOT, 4))
    m.ship(lot(JAR_LOT, 4))
    index = m.receive(jars(9))
    differs = flag("received_differs", index, JAR_LOT, shipped="4", received="3.6")
    return m.good(JAR_LOT, differs)


@case(0, "")
def as_many_pieces_received_as_weighed_what_was_sent() -> Attack:
    m = Market()
    m.make(lot(JAR_LOT, 4))
    m.ship(lot(JAR_LOT, 4))
    m.receive(jars(10))
    return m.good(JAR_LOT)


# what the first version noted of shipments


def _raised(m: Market) -> Market:
    m.raise_rules()
    return m


@case(10, "in_transit")
def sent_in_the_first_version_and_used_in_the_second() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.ship(CRABS)
    return m.bad(_raised(m).remove(CRABS), CRAB_LOT, CRAB_LOT)


@case(0, "")
def sent_and_received_in_the_first_version_and_used_in_the_second() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.ship(CRABS)
    m.receive(CRABS)
    _raised(m).paste(CRABS)
    return m.good()


@case(0, "")
def sent_by_somebody_else_in_the_first_version_does_not_count() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.ship(CRABS, by="shop")
    _raised(m).remove(CRABS)
    return m.good()


@case(0, "")
def sent_to_two_in_the_first_version_does_not_count() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.ship(CRABS, to=[PACKER, SHOP])
    _raised(m).remove(CRABS)
    return m.good()


@case(0, "")
def sent_to_somebody_registered_later_in_the_first_version_does_not_count() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.ship(CRABS, to=LATER)
    m.registry(participant(LATER, "later", "retailer", "retailer"), "union")
    _raised(m).remove(CRABS)
    return m.good()


@case(0, "")
def sent_when_spent_or_packed_in_the_first_version_does_not_count() -> Attack:
    m = Market(rules=1)
    m.jars(U1, U2)
    m.remove(U1)
    m.ship(U1)
    m.pack(BOX, U2, U1)
    m.ship(U2)
    m.unpack(BOX, U2)
    _raised(m).remove(U2)
    return m.good(U2)


@case(10, "in_transit")
def sent_twice_in_the_first_version_goes_to_the_first() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.ship(CRABS)
    m.ship(CRABS, to=SHOP)
    m.receive(CRABS, by="shop")
    return m.bad(_raised(m).remove(CRABS), CRAB_LOT, CRAB_LOT)


@case(0, "")
def received_without_right_in_the_first_version_does_not_count() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.receive(CRABS)
    m.ship(CRABS)
    m.receive(CRABS, by="shop")
    m.call_back(CRABS, by="shop")
    m.receive(CRABS)
    _raised(m).paste(CRABS)
    return m.good()


@case(10, "not_holder")
def received_in_a_carton_in_the_first_version_does_not_count() -> Attack:
    m = Market(rules=1)
    m.jars(U1)
    m.ship(U1)
    m.pack(BOX, U1)
    m.receive(U1)
    return m.bad(_raised(m).remove(U1, by="packer"), U1, U1)


@case(0, "")
def called_back_in_the_first_version_and_used_in_the_second() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.ship(CRABS)
    m.call_back(CRABS)
    _raised(m).remove(CRABS)
    return m.good()


@case(0, "")
def sent_in_litres_in_the_first_version_is_sent_all_the_same() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.ship(lot(CRAB_LOT, 5, "LTR"))
    _raised(m).receive(CRABS)
    m.paste(CRABS)
    return m.good()


@case(0, "")
def received_in_litres_in_the_first_version_is_received_all_the_same() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.ship(CRABS)
    m.receive(lot(CRAB_LOT, 5, "LTR"))
    _raised(m).paste(CRABS)
    return m.good()


@case(0, "")
def too_much_sent_in_the_first_version_is_noted_as_said() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.ship(lot(CRAB_LOT, 200))
    index = _raised(m).receive(CRABS)
    differs = flag("received_differs", index, CRAB_LOT, shipped="200", received="100")
    return m.good(CRAB_LOT, differs)


@case(0, "")
def less_received_than_sent_in_the_first_version_is_not_told() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.ship(CRABS)
    m.receive(lot(CRAB_LOT, 1))
    return m.good()


@case(0, "")
def sent_in_one_version_by_a_dissolved_cooperatives_operator() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.status(COOP, "dissolved")
    m.ship(CRABS, by="union")
    _raised(m).receive(CRABS)
    m.ship(CRABS, to=UNION, by="packer")
    return m.good()


# seen only by taking a check out


@case(0, "")
def carton_looked_at_on_its_way_is_no_shipment() -> Attack:
    m = Market()
    m.jars(U1)
    m.pack(BOX, U1)
    m.pack(BOX, U1, action="OBSERVE", bizStep="shipping")
    m.ship(BOX)
    m.pack(BOX, U1, action="OBSERVE", bizStep="receiving")
    m.receive(BOX)
    return m.good(U1)


@case(10, "not_in_transit")
def sent_when_spent_in_the_first_version_is_not_received_in_the_second() -> Attack:
    m = Market(rules=1)
    m.jars(U1)
    m.remove(U1)
    m.ship(U1)
    return m.bad(_raised(m).receive(U1), U1, U1)


@case(11, "recalled")
def recalled_crabs_used_in_a_step_called_selling() -> Attack:
    m = Market()
    m.crabs()
    index = m.recall(CRABS)
    m.turn([CRABS], [lot(f"{CRAB_LOT}2", 50)], bizStep="retail_selling")
    return m.bad(index, CRAB_LOT, CRAB_LOT)
