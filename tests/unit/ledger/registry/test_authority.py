"""Who may say what: the table of docs/verification.md, row by row, and the tricks against it."""

from __future__ import annotations

from typing import Any

import pytest

from nguon_ledger.keys.ed25519 import _SMALL_ORDER_Y
from nguon_ledger.registry.authority import check_genesis, check_keys
from nguon_ledger.registry.reading import read_registry
from support.forge import HOST, ORIGIN, seeded_key
from support.story import (
    CERTIFIER,
    COOP,
    JAR,
    PACKER,
    POND,
    UNION,
    credential,
    genesis,
    jwk,
    participant,
    place,
    product,
)
from unit.ledger.checks import refused
from unit.ledger.registry.desk import (
    VKEY,
    Desk,
    credential_revoked,
    key_added,
    key_revoked,
    open_desk,
    recipe,
    status,
)

NEW = f"https://{HOST}/participants/new"
OTHER_PRODUCT = f"https://{HOST}/p/other"
CREDENTIAL = f"https://{HOST}/credentials/ocop-1"
NEUTRAL = {"kty": "OKP", "crv": "Ed25519", "x": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}


def new(*keys: str) -> dict[str, Any]:
    return participant(NEW, "new", "household", "producer", keys=[jwk(k) for k in keys or ["new"]])


# What each may do, all said at one desk in this order.
ALLOWED = [
    (new(), "union"),
    (key_added(COOP, "coop-2"), "coop"),
    (key_added(COOP, "coop-3"), "union"),
    (key_added(COOP, "coop-4"), "coop-2"),
    (key_added(UNION, "union-2"), "union"),
    (key_revoked("coop-4"), "coop"),
    (key_revoked("coop-3"), "union-2"),
    (key_revoked("union-2"), "union"),
    (product(OTHER_PRODUCT, COOP, "một"), "coop"),
    (product(OTHER_PRODUCT, COOP, "hai"), "union"),
    (place(f"https://{HOST}/places/2", PACKER, "một"), "packer"),
    (place(f"https://{HOST}/places/2", PACKER, "hai"), "union"),
    (credential(COOP, credential=f"{CREDENTIAL}-2"), "certifier"),
    (credential(COOP, credential=f"{CREDENTIAL}-3", issuer=UNION), "union"),
    (credential_revoked(f"{CREDENTIAL}-2"), "certifier"),
    (credential_revoked(CREDENTIAL), "union"),
    (recipe(COOP), "coop"),
    (recipe(PACKER, recipe=f"https://{HOST}/recipes/2"), "union"),
    (status(PACKER, "suspended"), "union"),
    (status(PACKER, "merged", into=[COOP, NEW]), "union"),
    (status(PACKER, "active"), "union"),
]

# Statement, signer, code: each alone at a fresh desk.
REFUSED = {
    "genesis a second time": (genesis(VKEY), "union", "genesis_misplaced"),
    "genesis by a participant": (genesis(VKEY), "coop", "genesis_misplaced"),
    "participant by a participant": (new(), "coop", "not_authorized"),
    "participant twice": (new() | {"participant": COOP}, "union", "already_registered"),
    "the operator again": (new() | {"participant": UNION}, "union", "already_registered"),
    "participant with another's key": (new("packer"), "union", "already_registered"),
    "participant with the operator's key": (new("union"), "union", "already_registered"),
    "participant with one key twice": (new("new", "new"), "union", "already_registered"),
    "participant with a used key last": (new("new", "coop"), "union", "already_registered"),
    "status by a participant": (status(PACKER, "suspended"), "coop", "not_authorized"),
    "status by itself": (status(COOP, "active"), "coop", "not_authorized"),
    "status of nobody": (status(NEW, "suspended"), "union", "unknown_participant"),
    "status of the operator": (status(UNION, "suspended"), "union", "not_authorized"),
    "status of the operator, active": (status(UNION, "active"), "union", "not_authorized"),
    "merged into nobody": (status(COOP, "merged", into=[NEW]), "union", "unknown_participant"),
    "merged into nobody last": (
        status(COOP, "merged", into=[PACKER, NEW]),
        "union",
        "unknown_participant",
    ),
    "key for another": (key_added(PACKER, "x"), "coop", "not_authorized"),
    "key for the operator": (key_added(UNION, "x"), "coop", "not_authorized"),
    "key for nobody": (key_added(NEW, "x"), "union", "unknown_participant"),
    "key that is there": (key_added(COOP, "coop"), "coop", "already_registered"),
    "key of another": (key_added(COOP, "packer"), "coop", "already_registered"),
    "key of the operator": (key_added(COOP, "union"), "coop", "already_registered"),
    "revoke a stranger's key": (key_revoked("x"), "union", "unknown_key"),
    "revoke another's key": (key_revoked("packer"), "coop", "not_authorized"),
    "revoke the operator's key": (key_revoked("union"), "coop", "not_authorized"),
    "certifier revokes a key": (key_revoked("coop"), "certifier", "not_authorized"),
    "product for another": (product(OTHER_PRODUCT, COOP, "x"), "packer", "not_authorized"),
    "product for nobody": (product(OTHER_PRODUCT, NEW, "x"), "coop", "unknown_participant"),
    "product taken over": (product(JAR, PACKER, "x"), "packer", "not_authorized"),
    "product given away": (product(JAR, PACKER, "x"), "coop", "not_authorized"),
    "product moved by the operator": (product(JAR, PACKER, "x"), "union", "not_authorized"),
    "product described by another": (product(JAR, COOP, "x"), "packer", "not_authorized"),
    "place for another": (place(f"https://{HOST}/x", COOP, "x"), "packer", "not_authorized"),
    "place for nobody": (place(f"https://{HOST}/x", NEW, "x"), "union", "unknown_participant"),
    "place taken over": (place(POND, PACKER, "x"), "packer", "not_authorized"),
    "place moved by the operator": (place(POND, PACKER, "x"), "union", "not_authorized"),
    "place described by another": (place(POND, COOP, "x"), "packer", "not_authorized"),
    "certificate by no certifier": (credential(JAR, issuer=COOP), "coop", "not_authorized"),
    "certificate in another's name": (credential(JAR), "coop", "not_authorized"),
    "certificate by the operator for the certifier": (credential(JAR), "union", "not_authorized"),
    "certificate by nobody": (credential(JAR, issuer=NEW), "union", "unknown_participant"),
    "certificate twice": (credential(JAR), "certifier", "already_registered"),
    "certificate for nothing": (
        credential(NEW, credential=f"{CREDENTIAL}-2"),
        "certifier",
        "unknown_subject",
    ),
    "certificate for a place": (
        credential(POND, credential=f"{CREDENTIAL}-2"),
        "certifier",
        "unknown_subject",
    ),
    "revoke no certificate": (credential_revoked(NEW), "certifier", "unknown_credential"),
    "revoke as its subject": (credential_revoked(CREDENTIAL), "coop", "not_authorized"),
    "recipe for another": (recipe(COOP), "packer", "not_authorized"),
    "recipe for nobody": (recipe(NEW), "union", "unknown_participant"),
}


def test_each_may_do_what_the_table_says() -> None:
    desk = open_desk()
    for payload, by in ALLOWED:
        desk.say(payload, by)


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_and_nothing_else(case: tuple[dict[str, Any], str, str]) -> None:
    payload, by, code = case
    with refused(code):
        open_desk().say(payload, by)


def test_an_unknown_signer_says_nothing() -> None:
    for payload, _ in ALLOWED:
        with refused("unknown_key"):
            open_desk().say(payload, "stranger")


def test_a_second_revocation_is_refused() -> None:
    desk = open_desk()
    desk.say(key_added(COOP, "coop-2"), "coop")
    desk.say(key_revoked("coop-2"), "coop")
    with refused("key_revoked"):
        desk.say(key_revoked("coop-2", compromisedSince="2020-01-01T00:00:00Z"), "union")
    assert desk.registry.keys[seeded_key("coop-2").kid].compromised_since is None


def test_a_revoked_key_signs_nothing_and_never_comes_back() -> None:
    desk = open_desk()
    desk.say(key_revoked("packer"), "packer")
    with refused("key_revoked"):
        desk.say(key_added(PACKER, "packer-2"), "packer")
    for by, who in (("union", PACKER), ("coop", COOP)):
        with refused("already_registered"):
            desk.say(key_added(who, "packer"), by)
    desk.say(key_added(PACKER, "packer-2"), "union")


def test_a_thief_cannot_lock_out_the_operator() -> None:
    """A participant's key may add and revoke that participant's keys, and no others."""
    desk = open_desk()
    desk.say(key_added(COOP, "thief"), "coop")
    desk.say(key_revoked("coop"), "thief")
    with refused("not_authorized"):
        desk.say(key_revoked("union"), "thief")
    desk.say(key_revoked("thief"), "union")
    desk.say(key_added(COOP, "coop-2"), "union")


def test_an_inactive_participant_says_nothing_until_it_is_active_again() -> None:
    desk = open_desk()
    for value in ("suspended", "dissolved", "merged", "split"):
        desk.say(status(COOP, value), "union")
        with refused("participant_inactive"):
            desk.say(product(OTHER_PRODUCT, COOP, "x"), "coop")
        with refused("participant_inactive"):
            desk.say(key_added(COOP, f"coop-{value}"), "coop")
        desk.say(status(COOP, "active"), "union")
    desk.say(product(OTHER_PRODUCT, COOP, "x"), "coop")


def test_a_revoked_certificate_is_not_issued_or_revoked_again() -> None:
    desk = open_desk()
    desk.say(credential_revoked(CREDENTIAL), "certifier")
    with refused("unknown_credential"):
        desk.say(credential_revoked(CREDENTIAL), "union")
    with refused("already_registered"):
        desk.say(credential(JAR), "certifier")


def test_a_recipe_is_registered_once() -> None:
    desk = open_desk()
    desk.say(recipe(COOP), "coop")
    for owner, by in ((COOP, "coop"), (PACKER, "packer"), (COOP, "union")):
        with refused("already_registered"):
            desk.say(recipe(owner), by)


def test_a_certifier_may_certify_itself_and_the_statement_shows_it() -> None:
    """The rules allow it (docs/verification.md): issuer and subject are both in the statement."""
    desk = open_desk()
    own = f"{CREDENTIAL}-own"
    desk.say(credential(CERTIFIER, credential=own), "certifier")
    recorded = desk.registry.credentials[own].credential
    assert recorded.issuer == recorded.subject == CERTIFIER


def test_a_role_is_given_by_the_operator_only() -> None:
    """Roles come with registration; no statement adds one, and `operator` is none of them."""
    with refused("registry_malformed", "roles/0"):
        open_desk().say(new() | {"roles": ["operator"]}, "union")
    desk = open_desk()
    desk.say(new() | {"roles": ["producer", "certifier"]}, "union")
    desk.say(credential(JAR, issuer=NEW, credential=f"{CREDENTIAL}-2"), "new")


@pytest.mark.parametrize(
    "payload",
    [
        new() | {"keys": [jwk("new"), NEUTRAL]},
        key_added(COOP, "x", key=NEUTRAL),
        genesis(VKEY, sealKey=NEUTRAL),
        genesis(VKEY, operator=genesis(VKEY)["operator"] | {"keys": [jwk("union"), NEUTRAL]}),
    ],
    ids=["participant", "key added", "seal key", "operator"],
)
def test_a_weak_key_is_introduced_by_nobody(payload: dict[str, Any]) -> None:
    assert 1 in _SMALL_ORDER_Y
    with refused("weak_key", "keys"):
        check_keys(read_registry(payload))


def check_first(payload: dict[str, Any], by: str = "union") -> None:
    check_genesis(read_registry(payload), origin=ORIGIN, vkey=VKEY, kid=seeded_key(by).kid)


def test_genesis_is_checked_against_what_is_pinned() -> None:
    check_first(genesis(VKEY))
    check_first(genesis(VKEY, logKeys=["another", VKEY]))
    weak = genesis(VKEY)["operator"] | {"keys": [NEUTRAL, jwk("union")]}
    for payload, code in (
        (new(), "genesis_missing"),
        (genesis(VKEY, origin=f"{ORIGIN}x"), "genesis_mismatch"),
        (genesis(VKEY, logKeys=["another"]), "genesis_mismatch"),
        (genesis(VKEY, sealKey=NEUTRAL), "weak_key"),
        (genesis(VKEY, operator=weak), "weak_key"),
    ):
        with refused(code):
            check_first(payload)
    for by in ("coop", "seal", "log"):
        with refused("unknown_key"):
            check_first(genesis(VKEY), by)


def test_the_seal_key_is_nobodys_signing_key() -> None:
    with refused("unknown_key"):
        open_desk().say(new(), "seal")


RAISED = {"type": "RulesRaised", "version": 2}
RECIPE = recipe(COOP)["recipe"]


def test_the_rules_are_raised_by_the_operator_to_a_higher_version_that_is_known() -> None:
    desk = open_desk()
    for by in ("coop", "certifier"):
        with refused("not_authorized"):
            desk.say(RAISED | {"version": 9}, by)
    for version in (0, 1):
        with refused("rules_lowered", "version"):
            desk.say(RAISED | {"version": version}, "union")
    with refused("rules_unknown"):
        desk.say(RAISED | {"version": 3}, "union")
    desk.say(RAISED, "union")
    with refused("rules_lowered", "version"):
        desk.say(RAISED, "union")


def test_genesis_has_rules_that_are_known_here() -> None:
    for known in (0, 1, 2):
        check_first(genesis(VKEY, rules=known))
    with refused("rules_unknown"):
        check_first(genesis(VKEY, rules=3))
    with refused("rules_unknown"):
        check_first(genesis(VKEY, rules=3, sealKey=NEUTRAL), "coop")
    with refused("genesis_mismatch"):
        check_first(genesis(VKEY, rules=3, origin=f"{ORIGIN}x"))


def test_a_product_names_a_recipe_that_is_registered() -> None:
    desk = open_desk()
    cooked = product(OTHER_PRODUCT, COOP, "x", recipe=RECIPE)
    with refused("unknown_recipe", "recipe"):
        desk.say(cooked, "coop")
    with refused("not_authorized"):
        desk.say(cooked, "packer")
    desk.say(recipe(PACKER), "packer")
    desk.say(cooked, "coop")
    assert desk.registry.product_at(OTHER_PRODUCT, desk.index).recipe == RECIPE


def handing_over(rules: int, *changes: dict[str, Any]) -> Desk:
    desk = open_desk()
    if rules == 2:
        desk.say(RAISED, "union")
    for change in changes:
        desk.say(change, "union")
    return desk


def test_a_product_and_a_place_pass_to_a_successor_in_the_second_version() -> None:
    merged = status(COOP, "merged", into=[PACKER])
    for payload in (product(JAR, PACKER, "x"), place(POND, PACKER, "x")):
        handing_over(2, merged).say(payload, "packer")
        handing_over(2, merged).say(payload, "union")
        with refused("not_authorized"):
            handing_over(2, merged).say(payload, "certifier")
        with refused("not_authorized", "owner"):
            handing_over(1, merged).say(payload, "packer")
        with refused("not_authorized", "owner"):
            handing_over(2, status(COOP, "merged", into=[CERTIFIER])).say(payload, "packer")
        with refused("not_authorized", "owner"):
            handing_over(2, status(COOP, "suspended", into=[PACKER])).say(payload, "packer")
        with refused("not_authorized", "owner"):
            handing_over(2, merged, status(COOP, "active")).say(payload, "packer")


def test_the_operator_takes_over_what_nobody_follows_in() -> None:
    dissolved = status(COOP, "dissolved")
    handing_over(2, dissolved).say(product(JAR, UNION, "x"), "union")
    with refused("not_authorized", "owner"):
        handing_over(2, dissolved).say(product(JAR, PACKER, "x"), "union")


def test_a_product_that_was_handed_over_is_described_by_its_new_owner_alone() -> None:
    desk = handing_over(2, status(COOP, "merged", into=[PACKER]))
    desk.say(product(JAR, PACKER, "x"), "packer")
    desk.say(status(COOP, "active"), "union")
    with refused("not_authorized", "owner"):
        desk.say(product(JAR, COOP, "y"), "coop")
    desk.say(product(JAR, PACKER, "y"), "packer")


def test_a_converted_participant_says_nothing() -> None:
    desk = open_desk()
    desk.say(status(COOP, "converted", into=[PACKER]), "union")
    with refused("participant_inactive"):
        desk.say(product(OTHER_PRODUCT, COOP, "x"), "coop")
