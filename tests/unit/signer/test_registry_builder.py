from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.registry.statements import Area
from nguon_ledger.statement import REGISTRY_TYP, parse_statement, verify_signature
from nguon_schemas.validate import validate_registry
from nguon_signer import registry_builder as build
from nguon_signer.sealing import sign_registry
from nguon_signer.template import open_template

ORIGIN = "ledger.example/log/cm"
COOP, UNION = (
    "https://ledger.example/participants/coop",
    "https://ledger.example/participants/union",
)
PRODUCT = "https://ledger.example/p/ba-khia"
RECIPE = "https://ledger.example/recipes/ba-khia"
TIME, UNTIL = "2026-03-14T21:30:00+07:00", "2029-03-14T00:00:00+07:00"
KEY = Ed25519SigningKey.from_seed(bytes(range(32)))
JWK = KEY.public.jwk()
VKEY = "ledger.example/log/cm+8f52e036+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
HASH = "0123456789abcdef" * 4

Case = tuple[Callable[..., dict[str, Any]], dict[str, Any], dict[str, Any]]
CASES: list[Case] = [
    (
        build.genesis,
        {
            "origin": ORIGIN,
            "time": TIME,
            "log_vkeys": [VKEY],
            "seal_key": KEY.public,
            "participant": UNION,
            "name": "Liên minh",
            "contact": "mailto:a@ledger.example",
            "province": "Cà Mau",
            "keys": [KEY.public],
        },
        {
            "type": "Genesis",
            "origin": ORIGIN,
            "time": TIME,
            "logKeys": [VKEY],
            "sealKey": JWK,
            "operator": {
                "participant": UNION,
                "name": "Liên minh",
                "contact": "mailto:a@ledger.example",
                "province": "Cà Mau",
                "keys": [JWK],
            },
            "rules": 1,
        },
    ),
    (
        build.participant_registered,
        {
            "participant": COOP,
            "name": "Hợp tác xã Đầm Dơi",
            "kind": "cooperative",
            "roles": ("producer", "processor"),
            "province": "Cà Mau",
            "contact": "tel:+84290000000",
            "keys": [KEY.public],
            "commune": "Đầm Dơi",
        },
        {
            "type": "ParticipantRegistered",
            "participant": COOP,
            "name": "Hợp tác xã Đầm Dơi",
            "kind": "cooperative",
            "roles": ["producer", "processor"],
            "province": "Cà Mau",
            "contact": "tel:+84290000000",
            "keys": [JWK],
            "commune": "Đầm Dơi",
        },
    ),
    (
        build.status_changed,
        {
            "participant": COOP,
            "status": "merged",
            "effective": TIME,
            "reason": "sáp nhập",
            "into": [UNION],
        },
        {
            "type": "ParticipantStatusChanged",
            "participant": COOP,
            "status": "merged",
            "effective": TIME,
            "reason": "sáp nhập",
            "into": [UNION],
        },
    ),
    (
        build.status_changed,
        {"participant": COOP, "status": "suspended", "effective": TIME, "reason": "chờ kiểm tra"},
        {
            "type": "ParticipantStatusChanged",
            "participant": COOP,
            "status": "suspended",
            "effective": TIME,
            "reason": "chờ kiểm tra",
        },
    ),
    (
        build.key_added,
        {"participant": COOP, "key": KEY.public},
        {"type": "KeyAdded", "participant": COOP, "key": JWK},
    ),
    (
        build.key_revoked,
        {"kid": KEY.kid, "reason": "stolen", "compromised_since": TIME},
        {"type": "KeyRevoked", "key": KEY.kid, "reason": "stolen", "compromisedSince": TIME},
    ),
    (
        build.product_registered,
        {
            "product": PRODUCT,
            "owner": COOP,
            "name": {"vi": "Ba khía muối"},
            "description": {"vi": "Muối truyền thống"},
            "net_content": (Decimal("0.4"), "KGM"),
            "recipe": RECIPE,
        },
        {
            "type": "ProductRegistered",
            "product": PRODUCT,
            "owner": COOP,
            "name": {"vi": "Ba khía muối"},
            "description": {"vi": "Muối truyền thống"},
            "netContent": {"quantity": Decimal("0.4"), "uom": "KGM"},
            "recipe": RECIPE,
        },
    ),
    (
        build.product_registered,
        {"product": PRODUCT, "owner": COOP, "name": {"vi": "Ba khía muối"}},
        {
            "type": "ProductRegistered",
            "product": PRODUCT,
            "owner": COOP,
            "name": {"vi": "Ba khía muối"},
        },
    ),
    (
        build.location_registered,
        {
            "location": "https://ledger.example/places/xuong",
            "owner": COOP,
            "name": "Xưởng",
            "geo": "geo:8.99,105.15",
            "province": "Cà Mau",
        },
        {
            "type": "LocationRegistered",
            "location": "https://ledger.example/places/xuong",
            "owner": COOP,
            "name": "Xưởng",
            "geo": "geo:8.99,105.15",
            "province": "Cà Mau",
        },
    ),
    (
        build.location_registered,
        {
            "location": "https://ledger.example/places/rung",
            "owner": COOP,
            "name": "Rừng",
            "area": Area(Decimal("8.9"), Decimal(105), Decimal(9), Decimal("105.3")),
        },
        {
            "type": "LocationRegistered",
            "location": "https://ledger.example/places/rung",
            "owner": COOP,
            "name": "Rừng",
            "area": {
                "south": Decimal("8.9"),
                "west": 105,
                "north": 9,
                "east": Decimal("105.3"),
            },
        },
    ),
    (build.rules_raised, {"version": 2}, {"type": "RulesRaised", "version": 2}),
    (
        build.credential_issued,
        {
            "credential": "https://certifier.example/17",
            "issuer": UNION,
            "subject": PRODUCT,
            "scheme": "OCOP",
            "level": "4",
            "valid_from": TIME,
            "valid_until": UNTIL,
            "number": "17",
            "document_hash": HASH,
        },
        {
            "type": "CredentialIssued",
            "credential": "https://certifier.example/17",
            "issuer": UNION,
            "subject": PRODUCT,
            "scheme": "OCOP",
            "level": "4",
            "validFrom": TIME,
            "validUntil": UNTIL,
            "number": "17",
            "documentHash": HASH,
        },
    ),
    (
        build.credential_revoked,
        {"credential": "https://certifier.example/17", "reason": "vi phạm"},
        {
            "type": "CredentialRevoked",
            "credential": "https://certifier.example/17",
            "reason": "vi phạm",
        },
    ),
]


@pytest.mark.parametrize(("make", "given", "expected"), CASES)
def test_a_statement_says_what_was_given_and_nothing_else(
    make: Callable[..., dict[str, Any]], given: dict[str, Any], expected: dict[str, Any]
) -> None:
    found = make(**given)
    assert found == expected
    validate_registry(found)


def test_a_recipe_carries_the_steps_of_its_template_and_their_bounds() -> None:
    template = open_template("ba-khia")
    found = build.recipe_registered(recipe=RECIPE, owner=COOP, template=template)
    validate_registry(found)
    steps = {step["step"]: step for step in found["steps"]}
    assert list(steps) == [step.name for step in template.steps]
    assert steps["mixing"] == {"step": "mixing", "yieldMax": Decimal("1.4")}
    assert steps["harvest"] == {"step": "harvest"}
    assert steps["salting"] == {"step": "salting", "yieldMax": 1, "hoursMin": 20}
    assert steps["sorting"] == {"step": "sorting", "yieldMax": 1, "hoursMax": 72}
    assert found["name"] == dict(template.title)


def test_a_registry_statement_is_signed_for_its_ledger() -> None:
    payload = build.key_added(participant=COOP, key=KEY.public)
    statement = parse_statement(sign_registry(payload, log=ORIGIN, key=KEY), log=ORIGIN)
    assert (statement.typ, statement.payload) == (REGISTRY_TYP, payload)
    verify_signature(statement, KEY.public)


def test_a_wrong_registry_statement_is_not_signed() -> None:
    payload = build.key_revoked(kid=KEY.kid, reason="tired")
    with pytest.raises(NguonError) as caught:
        sign_registry(payload, log=ORIGIN, key=KEY)
    assert (caught.value.code, caught.value.field) == ("schema_violation", "/reason")
