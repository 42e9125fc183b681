"""The registry is a history: every lookup answers for the index at which it is asked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nguon_ledger.events.quantities import Quantity
from nguon_ledger.registry.state import Registry
from support.forge import HOST, seeded_key
from support.story import (
    CERTIFIER,
    COOP,
    JAR,
    PACKER,
    POND,
    UNION,
    credential,
    participant,
    place,
    product,
)
from unit.ledger.checks import refused
from unit.ledger.registry.desk import Desk, key_added, key_revoked, open_desk, recipe, status


def test_a_key_is_valid_from_after_its_introduction_to_its_revocation() -> None:
    desk = open_desk()
    kid = seeded_key("coop-2").kid
    added = desk.say(key_added(COOP, "coop-2"), "coop")
    revoked = desk.say(key_revoked("coop-2", compromisedSince="2026-03-01T00:00:00Z"), "coop")
    for early in (0, added):
        with refused("unknown_key", "kid"):
            desk.registry.signer_at(kid, early)
    for valid in (added + 1, revoked):
        record = desk.registry.signer_at(kid, valid)
        assert (record.participant, record.added, record.revoked) == (COOP, added, revoked)
    with refused("key_revoked", "kid"):
        desk.registry.signer_at(kid, revoked + 1)


def test_genesis_introduces_the_operators_keys_for_everything_after_it() -> None:
    registry = Desk().registry
    kid = seeded_key("union").kid
    assert registry.genesis is not None
    assert registry.signer_at(kid, 1).participant == UNION
    assert registry.participants[UNION].is_operator
    with refused("unknown_key"):
        registry.signer_at(kid, 0)


def test_a_status_holds_from_after_its_statement_to_the_next() -> None:
    desk = open_desk()
    kid = seeded_key("packer").kid
    suspended = desk.say(status(PACKER, "suspended"), "union")
    active = desk.say(status(PACKER, "active"), "union")
    merged = desk.say(status(PACKER, "merged", into=[COOP]), "union")
    record = desk.registry.participants[PACKER]
    assert [record.status_at(i) for i in (suspended, suspended + 1)] == ["active", "suspended"]
    assert [record.status_at(i) for i in (active + 1, merged + 1)] == ["active", "merged"]
    for valid in (suspended, active + 1, merged):
        desk.registry.signer_at(kid, valid)
    for inactive in (suspended + 1, active, merged + 1):
        with refused("participant_inactive", "kid"):
            desk.registry.signer_at(kid, inactive)


def test_a_revoked_key_is_called_revoked_even_if_its_participant_is_inactive() -> None:
    desk = open_desk()
    desk.say(key_revoked("packer"), "packer")
    desk.say(status(PACKER, "dissolved"), "union")
    with refused("key_revoked"):
        desk.registry.signer_at(seeded_key("packer").kid, 100)


def test_a_product_is_what_was_last_said_before() -> None:
    desk = open_desk()
    first = desk.registry.products[JAR][0][0]
    again = desk.say(product(JAR, COOP, "mới", netContent={"quantity": 400, "uom": "GRM"}), "coop")
    assert desk.registry.product_at(JAR, again).net_content is None
    content = desk.registry.product_at(JAR, again + 1).net_content
    assert content is not None
    assert isinstance(content, Quantity)
    assert content.uom == "GRM"
    for early in (0, first):
        with refused("unknown_product", JAR):
            desk.registry.product_at(JAR, early)
    with refused("unknown_product"):
        desk.registry.product_at(f"https://{HOST}/p/none", 100)


def test_a_place_is_what_was_last_said_before() -> None:
    desk = open_desk()
    first = desk.registry.locations[POND][0][0]
    again = desk.say(place(POND, COOP, "tên mới"), "coop")
    assert desk.registry.location_at(POND, first + 1).name == "Rừng ngập mặn Đầm Dơi"
    assert desk.registry.location_at(POND, again + 1).name == "tên mới"
    with refused("unknown_location", POND):
        desk.registry.location_at(POND, first)
    with refused("unknown_location"):
        desk.registry.location_at(f"https://{HOST}/places/none", 100)


def test_nobody_is_nobody() -> None:
    with refused("unknown_participant"):
        open_desk().registry.participant(f"https://{HOST}/participants/none")


def test_a_recipe_keeps_its_steps() -> None:
    desk = open_desk()
    index = desk.say(recipe(COOP), "coop")
    at, kept = desk.registry.recipes["https://ledger.example/recipes/ba-khia"]
    assert at == index
    assert [(each.step, each.yield_max) for each in kept.steps] == [
        ("harvest", None),
        ("salting", Decimal("0.95")),
    ]


def test_a_recipe_holds_from_after_its_statement() -> None:
    desk = open_desk()
    index = desk.say(recipe(COOP), "coop")
    name = "https://ledger.example/recipes/ba-khia"
    assert desk.registry.recipe_at(name, index) is None
    found = desk.registry.recipe_at(name, index + 1)
    assert found is not None
    assert found.step("salting") == found.steps[1]
    assert found.step("Salting") is None
    assert found.step(None) is None
    assert desk.registry.recipe_at(None, index + 1) is None
    assert desk.registry.recipe_at(f"{name}-2", index + 1) is None


def test_the_rules_are_those_that_were_raised_last_before() -> None:
    desk = open_desk()
    assert [desk.registry.rules_at(index) for index in (0, 1, desk.index)] == [0, 1, 1]
    raised = desk.say({"type": "RulesRaised", "version": 2}, "union")
    assert [desk.registry.rules_at(i) for i in (raised, raised + 1, 10**6)] == [1, 2, 2]
    assert Registry().rules_at(5) == 0


def test_a_participants_places_are_as_last_registered_before() -> None:
    desk = open_desk()
    first = desk.registry.locations[POND][0][0]
    house = f"https://{HOST}/places/house"
    second = desk.say(place(house, PACKER, "Nhà"), "packer")
    moved = desk.say(place(POND, COOP, "Rừng", geo="geo:10,106"), "coop")
    third = desk.say(place(house + "-2", COOP, "Nhà"), "coop")

    def places(owner: str, index: int) -> list[tuple[str, str | None]]:
        return [(p.location, p.geo) for p in desk.registry.places_of(owner, index)]

    assert places(COOP, first) == places(PACKER, second) == places(UNION, 10**6) == []
    assert places(COOP, moved) == [(POND, "geo:8.95,105.19")]
    assert places(COOP, moved + 1) == [(POND, "geo:10,106")]
    assert places(COOP, third + 1) == [(POND, "geo:10,106"), (house + "-2", "geo:8.95,105.19")]
    assert places(PACKER, second + 1) == [(house, "geo:8.95,105.19")]


def test_a_place_that_was_handed_over_is_one_owners_before_and_the_others_after() -> None:
    desk = open_desk()
    desk.say({"type": "RulesRaised", "version": 2}, "union")
    desk.say(status(COOP, "merged", into=[PACKER]), "union")
    handed = desk.say(place(POND, PACKER, "Rừng"), "packer")
    desk.say(status(COOP, "active"), "union")
    desk.say(status(PACKER, "merged", into=[COOP]), "union")
    back = desk.say(place(POND, COOP, "Rừng"), "coop")

    def owners(index: int) -> list[bool]:
        return [bool(desk.registry.places_of(who, index)) for who in (COOP, PACKER)]

    assert owners(handed) == [True, False]
    assert owners(handed + 1) == owners(back) == [False, True]
    assert owners(back + 1) == [True, False]
    assert len(desk.registry.places_of(COOP, back + 1)) == 1


def test_the_certificates_of_a_subject_are_those_issued_before() -> None:
    desk = open_desk()
    first = desk.registry.credentials[f"https://{HOST}/credentials/ocop-1"].index
    names = [f"https://{HOST}/credentials/{n}" for n in (2, 3)]
    second = desk.say(credential(JAR, credential=names[0]), "certifier")
    third = desk.say(credential(COOP, credential=names[1]), "certifier")
    ocop = f"https://{HOST}/credentials/ocop-1"

    def held(subject: str, index: int) -> list[str]:
        found = desk.registry.credentials_of(subject, index)
        return [record.credential.credential for record in found]

    assert held(JAR, first) == held(POND, 10**6) == []
    assert held(JAR, second) == [ocop]
    assert held(JAR, third) == [ocop, names[0]]
    assert held(COOP, third + 1) == [names[1]]


THIRD = f"https://{HOST}/participants/third"


def acting() -> Desk:
    desk = open_desk()
    desk.say(participant(THIRD, "third", "cooperative", "producer"), "union")
    return desk


def heirs(desk: Desk, owner: str, index: int | None = None) -> set[str]:
    """Return who acts for somebody, by the last word of the name."""
    at = desk.index if index is None else index
    people = (COOP, PACKER, CERTIFIER, THIRD, UNION)
    return {who.rpartition("/")[2] for who in people if desk.registry.acts_for(who, owner, at)}


def test_everybody_acts_for_oneself_and_for_nobody_else() -> None:
    desk = acting()
    for who in (COOP, PACKER, UNION):
        assert heirs(desk, who) == {who.rpartition("/")[2]}
    desk.say(status(COOP, "suspended", into=[PACKER]), "union")
    assert heirs(desk, COOP) == {"coop"}


@pytest.mark.parametrize("how", ["dissolved", "merged", "split", "converted"])
def test_a_successor_acts_from_after_the_statement_until_another(how: str) -> None:
    desk = acting()
    said = desk.say(status(COOP, how, into=[PACKER, THIRD]), "union")
    assert heirs(desk, COOP, said) == {"coop"}
    assert heirs(desk, COOP) == {"coop", "packer", "third"}
    alone = desk.say(status(COOP, how), "union")
    assert heirs(desk, COOP, alone) == {"coop", "packer", "third"}
    assert heirs(desk, COOP) == {"coop", "union"}
    desk.say(status(COOP, "active"), "union")
    assert heirs(desk, COOP) == {"coop"}


def test_successors_of_successors_act_and_circles_end() -> None:
    desk = acting()
    desk.say(status(COOP, "merged", into=[PACKER]), "union")
    desk.say(status(PACKER, "converted", into=[THIRD]), "union")
    assert heirs(desk, COOP) == {"coop", "packer", "third"}
    desk.say(status(THIRD, "dissolved"), "union")
    assert heirs(desk, COOP) == {"coop", "packer", "third", "union"}
    desk.say(status(THIRD, "merged", into=[COOP, PACKER]), "union")
    assert heirs(desk, COOP) == {"coop", "packer", "third"}
    assert heirs(desk, PACKER) == {"coop", "packer", "third"}
    desk.say(status(PACKER, "merged", into=[PACKER]), "union")
    assert heirs(desk, COOP) == {"coop", "packer"}
    assert heirs(desk, PACKER) == {"packer"}


def test_the_operator_winds_up_one_branch_of_a_split() -> None:
    desk = acting()
    desk.say(status(COOP, "split", into=[PACKER, THIRD]), "union")
    desk.say(status(PACKER, "dissolved"), "union")
    assert heirs(desk, COOP) == {"coop", "packer", "third", "union"}
    desk.say(status(PACKER, "suspended"), "union")
    assert heirs(desk, COOP) == {"coop", "packer", "third"}
