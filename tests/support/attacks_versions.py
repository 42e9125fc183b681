"""Which version of the rules judges what, and what the second version lets the registry say."""

from __future__ import annotations

from typing import Any

from support.attacks import SMALL_ORDER_KEY, Attack, case, everything
from support.attacks_custody import CRABS, jars
from support.attacks_places import AREA, HOUSE
from support.attacks_registry import spoiled
from support.attacks_time import DAY, at
from support.attacks_yield import OUT, RECIPE, recipe
from support.forge import Payload
from support.market import BOX, PASTE, PASTE_LOT, SHOP, U1, Market, flag
from support.story import (
    COOP,
    CRAB_LOT,
    JAR,
    PACKER,
    SALTED,
    UNIT,
    Story,
    credential,
    genesis,
    lot,
    participant,
    place,
    product,
    whole_story,
)


@case(0, "")
def honest_unit_by_the_second_version() -> Attack:
    story = whole_story(rules=2)
    return Attack(story.bundle(UNIT), story.pins_json)


# a version that is not known here


def _genesis(by: str = "union", **changes: Any) -> Attack:
    story = Story()
    story.registry(genesis(story.log.vkey, **changes), by)
    story.seal()
    return everything(story, index=0)


@case(5, "rules_unknown")
def genesis_with_rules_of_the_future() -> Attack:
    return _genesis(rules=3)


@case(5, "rules_unknown")
def rules_of_the_future_are_asked_before_weak_keys() -> Attack:
    return _genesis(rules=2**31, sealKey=SMALL_ORDER_KEY, by="stranger")


@case(5, "genesis_mismatch")
def rules_of_the_future_are_asked_after_the_origin() -> Attack:
    return _genesis(rules=3, origin="other.example/log")


@case(5, "registry_malformed")
def genesis_with_rules_in_words() -> Attack:
    return _genesis(rules="2")


@case(0, "")
def genesis_with_rules_before_the_first() -> Attack:
    m = Market(rules=0)
    m.crabs()
    m.paste(CRABS)
    return m.good()


@case(5, "rules_unknown")
def rules_of_the_future_raised() -> Attack:
    m = Market()
    m.crabs()
    return m.bad(m.raise_rules(3))


@case(5, "not_authorized")
def rules_of_the_future_raised_by_a_cooperative() -> Attack:
    m = Market()
    m.crabs()
    return m.whole(m.raise_rules(3, by="coop"))


@case(5, "signature_bad")
def rules_of_the_future_badly_signed() -> Attack:
    m = Market()
    m.crabs()
    index = m.raise_rules(3)
    m.entries[index] = spoiled(m.entries[index])
    return m.whole(index)


@case(5, "not_authorized")
def rules_raised_by_a_cooperative() -> Attack:
    m = Market(rules=1)
    m.crabs()
    return m.whole(m.raise_rules(by="coop"))


@case(5, "rules_lowered")
def rules_lowered() -> Attack:
    m = Market()
    m.crabs()
    return m.bad(m.raise_rules(1))


@case(5, "rules_lowered")
def rules_raised_to_where_they_are() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.raise_rules()
    index = m.registry({"type": "RulesRaised", "version": 2, "reason": "again"}, "union")
    return m.bad(index)


@case(5, "registry_malformed")
def rules_raised_without_a_version() -> Attack:
    m = Market(rules=1)
    m.crabs()
    return m.whole(m.registry({"type": "RulesRaised"}, "union"))


@case(5, "registry_malformed")
def rules_raised_by_half() -> Attack:
    m = Market(rules=1)
    m.crabs()
    return m.whole(m.registry({"type": "RulesRaised", "version": 1.5}, "union"))


# in the middle of a log


@case(0, "")
def rules_raised_after_what_they_would_refuse() -> Attack:
    """Leave an old log right after an upgrade."""
    m = Market(rules=1)
    m.time += 30 * DAY
    m.make(CRABS, **at(m.time - 20 * DAY))
    m.paste(lot(CRAB_LOT, 1))
    m.make(U1)
    m.raise_rules()
    m.ship(lot(CRAB_LOT, 99))
    return m.good()


@case(10, "not_holder")
def rules_raised_before_what_they_refuse() -> Attack:
    m = Market(rules=1)
    m.crabs()
    m.paste(lot(CRAB_LOT, 1))
    m.raise_rules()
    index = m.turn([lot(CRAB_LOT, 1)], [lot(f"{PASTE}/10/P2", 1)], "packer")
    return m.bad(index, CRAB_LOT, CRAB_LOT)


@case(0, "")
def rules_raised_before_what_they_flag() -> Attack:
    m = Market(rules=1)
    m.time += 30 * DAY
    old = at(m.time - 20 * DAY)
    m.make(CRABS, **old)
    m.raise_rules()
    index = m.see(CRABS, **old)
    return m.good(CRAB_LOT, flag("late", index, hours="481"))


@case(0, "")
def holder_in_the_second_version_is_who_made_it_in_the_first() -> Attack:
    m = Market(rules=1)
    m.jars(U1)
    m.pack(BOX, U1, by="carrier")
    m.raise_rules()
    m.ship(BOX, to=SHOP, by="carrier")
    m.receive(BOX, by="shop")
    m.remove(U1, by="shop")
    return m.good(U1)


@case(10, "overdrawn")
def books_of_the_first_version_are_gone_on_with() -> Attack:
    m = Market(rules=1)
    m.jars(U1)
    m.pack(BOX, jars(5))
    m.raise_rules()
    return m.bad(m.remove(jars(15)), U1, f"{JAR}/10/J1")


@case(10, "overdrawn")
def more_packed_in_the_first_version_than_there_was() -> Attack:
    m = Market(rules=1)
    m.jars()
    m.pack(BOX, jars(30))
    m.raise_rules()
    return m.bad(m.remove(jars(1)), f"{JAR}/10/J1", f"{JAR}/10/J1")


# recipes and areas


def _said(payload: Payload, by: str = "coop", *before: Payload, rules: int = 2) -> Attack:
    m = Market(rules=rules)
    for earlier in before:
        m.registry(earlier, by)
    m.crabs()
    return m.whole(m.registry(payload, by))


@case(5, "unknown_recipe")
def product_of_a_recipe_nobody_registered() -> Attack:
    return _said(product(SALTED, COOP, "x", recipe=RECIPE))


@case(5, "unknown_recipe")
def product_of_an_unknown_recipe_in_the_first_version() -> Attack:
    return _said(product(SALTED, COOP, "x", recipe=RECIPE), rules=1)


@case(5, "not_authorized")
def product_of_somebody_else_with_an_unknown_recipe() -> Attack:
    return _said(product(JAR, PACKER, "x", recipe=RECIPE), "packer")


@case(0, "")
def product_of_a_neighbours_recipe() -> Attack:
    m = Market()
    m.registry(recipe({"step": "salting"}) | {"owner": PACKER}, "packer")
    m.found_again(product(SALTED, COOP, "Ba khía muối", recipe=RECIPE), "coop")
    m.crabs()
    m.turn([lot(CRAB_LOT, 1)], [lot(OUT, 1)])
    return m.good(OUT)


@case(5, "registry_malformed")
def product_of_a_recipe_that_is_no_address() -> Attack:
    return _said(product(SALTED, COOP, "x", recipe="salting"))


def _area(**changes: Any) -> Attack:
    area = {name: value for name, value in (AREA | changes).items() if value is not None}
    return _said(place(HOUSE, COOP, "x", area=area))


@case(5, "registry_malformed")
def area_upside_down() -> Attack:
    return _area(south=9.5)


@case(5, "registry_malformed")
def area_back_to_front() -> Attack:
    return _area(east=104.7)


@case(5, "registry_malformed")
def area_beyond_the_pole() -> Attack:
    return _area(north=90.000001)


@case(5, "registry_malformed")
def area_beyond_the_date_line() -> Attack:
    return _area(west=-180.000001)


@case(5, "registry_malformed")
def area_without_a_side() -> Attack:
    return _area(north=None)


@case(5, "registry_malformed")
def area_with_a_fifth_side() -> Attack:
    return _area(height=5)


@case(5, "registry_malformed")
def area_in_words() -> Attack:
    return _area(south="8.5")


def _recipe_step(**changes: Any) -> Attack:
    return _said(recipe({"step": "salting"} | changes))


@case(5, "registry_malformed")
def recipe_of_no_hours() -> Attack:
    return _recipe_step(hoursMin=0)


@case(5, "registry_malformed")
def recipe_of_hours_below_zero() -> Attack:
    return _recipe_step(hoursMax=-1.5)


@case(5, "registry_malformed")
def recipe_of_hours_in_words() -> Attack:
    return _recipe_step(hoursMax="48")


@case(5, "registry_malformed")
def commune_that_is_no_text() -> Attack:
    who = f"{COOP}-2"
    return _said(participant(who, "new", "cooperative", "producer", commune=5), "union")


@case(6, "participant_inactive")
def event_of_a_converted_participant() -> Attack:
    m = Market()
    m.crabs()
    m.status(COOP, "converted", PACKER)
    return m.bad(m.ship(CRABS))


# handed over


def _handed_over(
    *statements: tuple[str, str, tuple[str, ...]], rules: int = 2
) -> tuple[Market, int]:
    """Change statuses, then let the packer register the cooperative's jars as its own."""
    m = Market(rules=rules)
    m.crabs()
    for who, status, into in statements:
        m.status(who, status, *into)
    content = {"quantity": 400, "uom": "GRM"}
    return m, m.registry(product(JAR, PACKER, "Mắm hũ", netContent=content), "packer")


@case(0, "")
def product_handed_over_to_a_successor() -> Attack:
    m, _ = _handed_over((COOP, "merged", (PACKER,)))
    m.turn([CRABS], [jars(10)], "packer")
    return m.good(f"{JAR}/10/J1")


@case(8, "product_foreign")
def product_handed_over_is_not_the_old_owners() -> Attack:
    m, _ = _handed_over((COOP, "merged", (PACKER,)))
    m.status(COOP, "active")
    return m.bad(m.jars(), f"{JAR}/10/J1")


@case(5, "not_authorized")
def product_handed_over_does_not_go_back() -> Attack:
    m, _ = _handed_over((COOP, "merged", (PACKER,)))
    m.status(COOP, "active")
    index = m.registry(product(JAR, COOP, "Ba khía muối"), "coop")
    return m.whole(index)


@case(5, "not_authorized")
def product_handed_over_in_the_first_version() -> Attack:
    m, index = _handed_over((COOP, "merged", (PACKER,)), rules=1)
    return m.whole(index)


@case(5, "not_authorized")
def product_handed_over_to_who_does_not_follow() -> Attack:
    m, index = _handed_over((COOP, "merged", (SHOP,)))
    return m.whole(index)


@case(5, "not_authorized")
def product_handed_over_by_a_suspension() -> Attack:
    m, index = _handed_over((COOP, "suspended", (PACKER,)))
    return m.whole(index)


@case(0, "")
def product_handed_over_along_a_chain() -> Attack:
    m, _ = _handed_over((COOP, "split", (SHOP, COOP)), (SHOP, "converted", (PACKER,)))
    m.turn([CRABS], [jars(10)], "packer")
    return m.good(f"{JAR}/10/J1")


@case(0, "")
def place_handed_over_by_the_operator_to_a_successor() -> Attack:
    m = Market()
    m.registry(place(HOUSE, COOP, "Nhà"), "coop")
    m.status(COOP, "dissolved", PACKER)
    m.registry(place(HOUSE, PACKER, "Nhà"), "union")
    m.make(lot(PASTE_LOT, 1), by="packer", readPoint={"id": HOUSE})
    return m.good(PASTE_LOT)


@case(5, "not_authorized")
def place_handed_over_to_who_does_not_follow() -> Attack:
    m = Market()
    m.registry(place(HOUSE, COOP, "Nhà"), "coop")
    m.status(COOP, "dissolved")
    return m.whole(m.registry(place(HOUSE, PACKER, "Nhà"), "union"))


@case(0, "")
def certificate_of_a_product_that_was_handed_over() -> Attack:
    m = Market()
    m.registry(credential(JAR, validUntil="2026-03-01T00:00:01Z", number="7"), "certifier")
    m.crabs()
    m.status(COOP, "merged", PACKER)
    content = {"quantity": 400, "uom": "GRM"}
    m.registry(product(JAR, PACKER, "Mắm hũ", netContent=content), "packer")
    index = m.turn([lot(CRAB_LOT, 4)], [jars(10)], "packer")
    name = credential(JAR)["credential"]
    return m.good(f"{JAR}/10/J1", flag("certificate_expired", index, name, number="7"))
