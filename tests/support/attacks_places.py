"""Flags about where, and about diaries that were copied."""

from __future__ import annotations

from typing import Any

from support.attacks import Attack, case
from support.attacks_custody import CRABS, GROWN, POND
from support.attacks_time import DAY, at
from support.forge import HOST, HOUR, Payload
from support.market import BOX, FIELD, PASTE_LOT, U1, Market, flag
from support.story import COOP, CRAB, CRAB_LOT, PACKER, lot, place
from support.story import POND as POND_PLACE

HOUSE = f"https://{HOST}/places/packing-house"
AREA = {"south": 8.5, "west": 104.75, "north": 9.25, "east": 105.5}
OTHER = f"{CRAB}/10/POND-2"
THIRD = f"{CRAB}/10/POND-3"


def here(where: str) -> Payload:
    """Return the member that says where it happened."""
    return {"readPoint": {"id": where}}


def _at_place(*, by: str = "coop", **changes: Any) -> tuple[Market, int]:
    m = Market()
    m.found_again(place(HOUSE, PACKER, "Nhà đóng gói"), "packer")
    return m, m.make(CRABS, by=by, **here(HOUSE), **changes)


# place_foreign


@case(0, "")
def harvested_at_ones_own_place() -> Attack:
    m = Market()
    m.make(CRABS, **here(POND_PLACE))
    return m.good()


@case(0, "")
def harvested_at_a_neighbours_place() -> Attack:
    m, index = _at_place()
    return m.good(CRAB_LOT, flag("place_foreign", index, HOUSE))


@case(0, "")
def salted_at_a_neighbours_place() -> Attack:
    m = Market()
    m.found_again(place(HOUSE, PACKER, "Nhà đóng gói"), "packer")
    m.crabs()
    inputs: list[Any] = [CRABS]
    index = m.turn(inputs, [lot(f"{CRAB}/10/S1", 50)], **here(HOUSE))
    return m.good(f"{CRAB}/10/S1", flag("place_foreign", index, HOUSE))


@case(0, "")
def seen_packed_and_sold_at_a_neighbours_place() -> Attack:
    m = Market()
    m.found_again(place(HOUSE, PACKER, "Nhà đóng gói"), "packer")
    m.jars(U1)
    m.see(U1, **here(HOUSE))
    m.pack(BOX, U1, **here(HOUSE))
    m.see(U1, action="DELETE", bizStep="retail_selling", **here(HOUSE))
    return m.good(U1)


@case(0, "")
def harvested_on_the_way_to_a_neighbours_place() -> Attack:
    m = Market()
    m.found_again(place(HOUSE, PACKER, "Nhà đóng gói"), "packer")
    m.make(CRABS, bizLocation={"id": HOUSE})
    return m.good()


@case(0, "")
def harvested_at_the_place_of_who_was_followed() -> Attack:
    m = Market()
    m.found_again(place(HOUSE, PACKER, "Nhà đóng gói"), "packer")
    m.status(PACKER, "merged", COOP)
    m.make(CRABS, **here(HOUSE))
    return m.good()


@case(0, "")
def harvested_at_a_place_that_was_handed_over() -> Attack:
    m = Market()
    m.found_again(place(HOUSE, PACKER, "Nhà đóng gói"), "packer")
    m.status(PACKER, "converted", COOP)
    m.registry(place(HOUSE, COOP, "Nhà đóng gói"), "coop")
    m.status(PACKER, "active")
    m.make(CRABS, **here(HOUSE))
    m.ship(CRABS)
    m.receive(CRABS)
    index = m.turn([CRABS], [lot(PASTE_LOT, 1)], "packer", **here(HOUSE))
    return m.good(PASTE_LOT, flag("place_foreign", index, HOUSE))


# place_outside


def _somewhere(where: str, *, area: Payload | None = None) -> Attack:
    return _area(where, outside=True, area=area)


def _area(where: str, *, outside: bool, area: Payload | None = None) -> Attack:
    m = Market()
    if area is not None:
        m.found_again(place(POND_PLACE, COOP, "Rừng", area=area), "coop")
    index = m.make(CRABS, **here(where))
    return m.good(CRAB_LOT, *([flag("place_outside", index, where)] if outside else []))


@case(0, "")
def harvested_on_the_northern_border_of_the_surroundings() -> Attack:
    return _area("geo:9.0,105.19", outside=False)


@case(0, "")
def harvested_beyond_the_northern_border_of_the_surroundings() -> Attack:
    return _somewhere("geo:9.00000001,105.19")


@case(0, "")
def harvested_on_the_corner_of_the_surroundings() -> Attack:
    return _area("geo:8.90,105.14000000", outside=False)


@case(0, "")
def harvested_beyond_the_western_border_of_the_surroundings() -> Attack:
    return _somewhere("geo:8.90,105.13999999")


@case(0, "")
def harvested_on_the_corner_of_the_area() -> Attack:
    return _area("geo:9.25,105.5", outside=False, area=AREA)


@case(0, "")
def harvested_on_the_other_corner_of_the_area() -> Attack:
    return _area("geo:8.5,104.75", outside=False, area=AREA)


@case(0, "")
def harvested_south_of_the_area() -> Attack:
    return _somewhere("geo:8.49999999,105", area=AREA)


@case(0, "")
def harvested_west_of_the_area() -> Attack:
    return _somewhere("geo:9,104.74999999", area=AREA)


@case(0, "")
def harvested_north_of_the_area() -> Attack:
    return _somewhere("geo:9.25000001,105", area=AREA)


@case(0, "")
def harvested_east_of_the_area() -> Attack:
    return _somewhere("geo:9,105.50000001", area=AREA)


@case(0, "")
def harvested_in_the_surroundings_but_outside_the_area() -> Attack:
    return _somewhere("geo:8.95,105.19", area=AREA | {"south": 9})


@case(0, "")
def harvested_in_a_point_of_an_area() -> Attack:
    point = {"south": -0.5, "west": -180, "north": -0.5, "east": -180}
    return _area("geo:-0.50,-180", outside=False, area=point)


@case(0, "")
def harvested_at_a_position_that_is_none() -> Attack:
    return _somewhere("geo:8.95,105.19;u=5", area=AREA)


@case(0, "")
def harvested_at_a_position_of_three_digits() -> Attack:
    return _somewhere("geo:008.95,105.19", area=AREA)


@case(0, "")
def seen_by_somebody_who_has_no_place() -> Attack:
    m = Market()
    m.crabs()
    index = m.see(CRABS, by="certifier", **here("geo:8.95,105.19"))
    return m.good(CRAB_LOT, flag("place_outside", index, "geo:8.95,105.19"))


@case(0, "")
def packed_and_sold_outside() -> Attack:
    m = Market()
    m.jars(U1)
    packed = m.pack(BOX, U1, **here("geo:10,106"))
    sold = m.see(U1, action="DELETE", bizStep="retail_selling", **here("geo:10,106"))
    return m.good(U1, *(flag("place_outside", index, "geo:10,106") for index in (packed, sold)))


@case(0, "")
def harvested_in_one_of_ones_places() -> Attack:
    m = Market()
    m.found_again(place(HOUSE, COOP, "Nhà đóng gói", geo="geo:10,106"), "coop")
    m.make(CRABS, **here("geo:10.01,106"))
    return m.good()


@case(0, "")
def harvested_where_ones_place_was_before_it_moved() -> Attack:
    m = Market()
    m.found_again(place(POND_PLACE, COOP, "Rừng", geo="geo:10,106"), "coop")
    index = m.make(CRABS, **here("geo:8.95,105.19"))
    return m.good(CRAB_LOT, flag("place_outside", index, "geo:8.95,105.19"))


@case(0, "")
def harvested_where_ones_place_will_be() -> Attack:
    m = Market()
    index = m.make(CRABS, **here("geo:10,106"))
    m.registry(place(POND_PLACE, COOP, "Rừng", geo="geo:10,106"), "coop")
    return m.good(CRAB_LOT, flag("place_outside", index, "geo:10,106"))


@case(0, "")
def harvested_where_one_has_a_place_without_a_position() -> Attack:
    m = Market()
    bare = place(POND_PLACE, COOP, "Rừng")
    del bare["geo"]
    m.found_again(bare, "coop")
    index = m.make(CRABS, **here("geo:8.95,105.19"))
    return m.good(CRAB_LOT, flag("place_outside", index, "geo:8.95,105.19"))


@case(0, "")
def harvested_where_the_place_was_handed_over() -> Attack:
    m = Market()
    m.status(COOP, "merged", PACKER)
    m.registry(place(POND_PLACE, PACKER, "Rừng"), "packer")
    m.status(COOP, "active")
    index = m.make(CRABS, **here("geo:8.95,105.19"))
    m.ship(CRABS)
    m.receive(CRABS, **here("geo:8.95,105.19"))
    return m.good(CRAB_LOT, flag("place_outside", index, "geo:8.95,105.19"))


@case(0, "")
def harvested_outside_in_the_first_version() -> Attack:
    m = Market(rules=1)
    m.found_again(place(HOUSE, PACKER, "Nhà đóng gói"), "packer")
    m.make(CRABS, **here("geo:10,106"))
    m.make(lot(CRAB_LOT, 1), bizStep="creating_class_instance", **here(HOUSE))
    return m.good()


# diary_copied

FED: Payload = {"nguon:step": "feeding", "nguon:material": "cám", "nguon:dose": 2.5}


def _ponds(rules: int = 2) -> Market:
    m = Market(rules=rules)
    for pond in (FIELD, OTHER, THIRD):
        m.make(lot(pond, 500, "H87"))
    m.seal()
    return m


def _copied(first: Payload, second: Payload, *, copied: bool, rules: int = 2) -> Attack:
    """Write an entry about one pond, and another a day later about the pond that is asked for."""
    m = _ponds(rules)
    m.work(lot(OTHER, 1, "H87"), **first)
    m.wait(DAY)
    index = m.work(POND, **second)
    return m.good(FIELD, *([flag("diary_copied", index, OTHER)] if copied else []))


@case(0, "")
def diary_copied_from_another_pond() -> Attack:
    return _copied(FED, FED, copied=True)


@case(0, "")
def diary_copied_in_the_first_version() -> Attack:
    return _copied(FED, FED, copied=False, rules=1)


@case(0, "")
def diary_with_another_dose() -> Attack:
    return _copied(FED, FED | {"nguon:dose": 2.51}, copied=False)


@case(0, "")
def diary_with_the_same_dose_in_other_digits() -> Attack:
    return _copied(FED | {"nguon:dose": 250.0}, FED | {"nguon:dose": 2.5e2}, copied=True)


@case(0, "")
def diary_of_another_step() -> Attack:
    return _copied(FED, FED | {"nguon:step": "weeding"}, copied=False)


@case(0, "")
def diary_of_no_step() -> Attack:
    bare = {"nguon:material": "cám", "nguon:dose": 2.5}
    m = _ponds()
    for pond in (OTHER, FIELD):
        event = m.head("ObjectEvent", "x", action="OBSERVE", bizStep="other")
        del event["nguon:step"]
        index = m.event(event | bare | {"quantityList": [lot(pond, 1, "H87")]}, "coop")
        m.wait(DAY)
    return m.good(FIELD, flag("diary_copied", index, OTHER))


@case(0, "")
def diary_in_another_order_of_words() -> Attack:
    turned = {"nguon:step": "feeding", "nguon:dose": 2.5, "nguon:material": "cám"}
    return _copied(FED, turned, copied=False)


@case(0, "")
def diary_with_another_photo_reason_and_result() -> Attack:
    photo = {"nguon:attachments": [{"sha256": "0" * 64, "mediaType": "image/jpeg"}]}
    other = photo | {"nguon:reason": "rain", "nguon:results": []}
    return _copied(FED, FED | other, copied=True)


@case(0, "")
def diary_of_one_word() -> Attack:
    word = {"nguon:step": "feeding", "nguon:material": "cám", "nguon:reason": "rain"}
    return _copied(word, word, copied=False)


@case(0, "")
def diary_of_two_ponds_on_one_day() -> Attack:
    m = _ponds()
    m.work(lot(OTHER, 1, "H87"), **FED)
    m.work(POND, **FED)
    return m.good(FIELD)


@case(0, "")
def diary_of_the_same_pond() -> Attack:
    m = _ponds()
    m.work(POND, lot(OTHER, 1, "H87"), **FED)
    m.wait(DAY)
    m.work(POND, **FED)
    return m.good(FIELD)


def _around_midnight(first: int, second: int, *, copied: bool, offset: str = "+07:00") -> Attack:
    """Write two entries at these microseconds after local midnight in the Mekong delta."""
    m = _ponds()
    m.wait(3 * DAY)
    midnight = m.time // DAY * DAY - 7 * HOUR
    day: Payload = {"eventTimeZoneOffset": offset}
    m.work(lot(OTHER, 1, "H87"), **FED, **day, **at(midnight + first))
    index = m.work(POND, **FED, **day, **at(midnight + second))
    return m.good(FIELD, *([flag("diary_copied", index, OTHER)] if copied else []))


@case(0, "")
def diary_before_and_after_midnight() -> Attack:
    return _around_midnight(-1, 0, copied=True)


@case(0, "")
def diary_of_a_day_and_the_day_before() -> Attack:
    return _around_midnight(0, -DAY, copied=True)


@case(0, "")
def diary_within_one_local_day() -> Attack:
    return _around_midnight(-DAY, -1, copied=False)


@case(0, "")
def diary_before_and_after_another_midnight() -> Attack:
    return _around_midnight(-1, 0, copied=False, offset="+06:30")


@case(0, "")
def diary_west_of_greenwich() -> Attack:
    return _around_midnight(-1, 9 * HOUR, copied=True, offset="-02:00")


@case(0, "")
def diary_copied_from_the_first_of_several() -> Attack:
    m = _ponds()
    m.work(lot(OTHER, 1, "H87"), **FED)
    m.work(lot(THIRD, 1, "H87"), **FED)
    m.wait(DAY)
    index = m.work(POND, **FED)
    return m.good(FIELD, flag("diary_copied", index, OTHER))


@case(0, "")
def diary_copied_from_an_entry_about_several() -> Attack:
    m = _ponds()
    m.work(lot(THIRD, 1, "H87"), lot(OTHER, 1, "H87"), **FED)
    m.wait(DAY)
    index = m.work(POND, **FED)
    return m.good(FIELD, flag("diary_copied", index, THIRD))


@case(0, "")
def diary_of_the_same_day_is_passed_over_for_a_later_copy() -> Attack:
    m = _ponds()
    m.work(lot(OTHER, 1, "H87"), **FED)
    m.work(lot(THIRD, 1, "H87"), **FED, **at(m.time - DAY))
    index = m.work(POND, **FED)
    return m.good(FIELD, flag("diary_copied", index, THIRD))


@case(0, "")
def diary_entry_that_was_taken_back() -> Attack:
    m = _ponds()
    first = m.head("ObjectEvent", "feeding", action="OBSERVE", bizStep="other") | FED
    first |= {"quantityList": [lot(OTHER, 1, "H87")]}
    m.event(first, "coop")
    declared = {"declarationTime": "2026-03-01T03:00:00Z", "reason": "incorrect_data"}
    m.event(first | {"errorDeclaration": declared}, "coop")
    m.wait(DAY)
    m.work(POND, **FED)
    return m.good(FIELD)


@case(0, "")
def diary_entry_that_comes_later() -> Attack:
    m = _ponds()
    m.work(POND, **FED)
    m.wait(DAY)
    m.work(lot(OTHER, 1, "H87"), **FED)
    return m.good(FIELD)


@case(0, "")
def inspection_and_harvest_are_no_diary() -> Attack:
    m = _ponds()
    m.see(lot(OTHER, 1, "H87"), **FED)
    m.make(lot(f"{CRAB}/10/X", 1), **FED | {"bizStep": "other"})
    m.wait(DAY)
    m.see(POND, **FED)
    m.make(CRABS, **FED, **GROWN)
    m.work(POND, **FED)
    return m.good(FIELD)


@case(0, "")
def diary_copied_by_a_neighbour() -> Attack:
    m = _ponds()
    m.work(lot(OTHER, 1, "H87"), **FED)
    m.ship(POND)
    m.receive(POND)
    m.wait(DAY)
    index = m.work(POND, by="packer", **FED)
    return m.good(FIELD, flag("diary_copied", index, OTHER))


@case(0, "")
def diary_with_nested_words_and_numbers() -> Attack:
    words: Payload = {
        "nguon:step": "feeding",
        "nguon:dose": {"2": [1e-7, None, True, "“\\u2028\u2028”"], "10": -0.5, "é": {}},
        "nguon:material": [],
    }
    return _copied(words, words, copied=True)


@case(0, "")
def diary_with_nested_numbers_in_another_order() -> Attack:
    one: Payload = {"nguon:dose": {"10": 1, "2": 2}, "nguon:material": "cám"}
    other: Payload = {"nguon:dose": {"2": 2, "10": 1}, "nguon:material": "cám"}
    return _copied(one, other, copied=False)
