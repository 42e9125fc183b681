"""The registry is a history: every lookup answers for the index at which it is asked."""

from __future__ import annotations

from decimal import Decimal

from nguon_ledger.events.quantities import Quantity
from support.forge import HOST, seeded_key
from support.story import COOP, JAR, PACKER, POND, UNION, place, product
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
