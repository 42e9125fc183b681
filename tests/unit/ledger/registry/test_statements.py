"""Registry payloads: each member is read, and each is refused when it is not what it has to be."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from nguon_ledger.encoding.strict_json import parse_object
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.statements import KINDS, REVOCATIONS, ROLES, STATUSES, introduced_keys
from support.forge import HOST
from support.story import CERTIFIER, COOP, JAR, POND, credential, genesis, jwk, participant
from support.story import place as place_of
from support.story import product as product_of
from unit.ledger.checks import refused
from unit.ledger.registry.desk import (
    VKEY,
    credential_revoked,
    key_added,
    key_revoked,
    recipe,
    status,
)

AREA = {"south": 8.5, "west": 104.75, "north": 9.25, "east": 105.5}
SAMPLES = {
    "Genesis": genesis(VKEY),
    "ParticipantRegistered": participant(
        COOP, "coop", "cooperative", "producer", commune="Đầm Dơi"
    ),
    "ParticipantStatusChanged": status(COOP, "merged", into=[CERTIFIER]),
    "KeyAdded": key_added(COOP, "coop"),
    "KeyRevoked": key_revoked("coop", compromisedSince="2026-01-01T00:00:00Z"),
    "ProductRegistered": product_of(
        JAR,
        COOP,
        "x",
        description={"vi": "y"},
        netContent={"quantity": 400, "uom": "GRM"},
        recipe=f"https://{HOST}/recipes/1",
    ),
    "LocationRegistered": place_of(POND, COOP, "x", area=AREA),
    "CredentialIssued": credential(JAR, documentHash="0" * 64),
    "CredentialRevoked": credential_revoked(f"https://{HOST}/credentials/1"),
    "RecipeRegistered": recipe(COOP),
    "RulesRaised": {"type": "RulesRaised", "version": 2},
}
OPTIONAL = {
    "into",
    "compromisedSince",
    "description",
    "netContent",
    "geo",
    "province",
    "number",
    "level",
    "documentHash",
    "commune",
    "recipe",
    "area",
}
NEEDED = {("ParticipantRegistered", "province"), ("RecipeRegistered", "recipe")}
NEVER: list[Any] = [None, True, -1, 1.5, "", [], ["x", ""], {"a": ""}]
MAY_BE_EMPTY = {"into", "steps"}


def read(payload: dict[str, Any]) -> Any:
    return read_registry(parse_object(json.dumps(payload).encode()))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_statement_of_each_type_is_read(name: str) -> None:
    assert type(read(SAMPLES[name])).__name__ == name
    assert read(SAMPLES[name] | {"x:later": [1]}) == read(SAMPLES[name]), "unknown is ignored"


@pytest.mark.parametrize(
    ("name", "member"), [(n, m) for n, s in SAMPLES.items() for m in s if m != "type"]
)
def test_each_member_has_its_type_and_is_named_when_it_does_not(name: str, member: str) -> None:
    without = {k: v for k, v in SAMPLES[name].items() if k != member}
    if member in OPTIONAL and (name, member) not in NEEDED:
        read(without)
    else:
        with refused("registry_malformed", member):
            read(without)
    for bad in NEVER:
        if bad == [] and member in MAY_BE_EMPTY:
            continue
        with refused("registry_malformed"):
            read(SAMPLES[name] | {member: bad})


def test_what_is_left_out_is_nothing() -> None:
    assert read(status(COOP, "suspended")).into == ()
    assert read(product_of(JAR, COOP, "x")).net_content is None
    assert read(key_revoked("coop")).compromised_since is None


@pytest.mark.parametrize("kind", [None, "", "genesis", "Nothing", 1, ["Genesis"], {}])
def test_an_unknown_type_is_refused(kind: Any) -> None:
    with refused("registry_malformed", "type"):
        read(SAMPLES["Genesis"] | {"type": kind})
    with refused("registry_malformed", "type"):
        read({})


@pytest.mark.parametrize(
    ("name", "changes", "field"),
    [
        ("Genesis", {"logKeys": []}, "logKeys"),
        ("Genesis", {"operator": {}}, "operator/participant"),
        ("ParticipantRegistered", {"roles": []}, "roles"),
        ("ParticipantRegistered", {"roles": ["producer", "producer"]}, "roles"),
        ("ParticipantRegistered", {"roles": ["operator"]}, "roles/0"),
        ("ParticipantRegistered", {"kind": "operator"}, "kind"),
        ("ParticipantRegistered", {"keys": []}, "keys"),
        ("ParticipantRegistered", {"keys": [jwk("a"), {}]}, "keys/1"),
        ("ParticipantRegistered", {"contact": "javascript:alert(1)"}, "contact"),
        ("ParticipantRegistered", {"contact": "http://x"}, "contact"),
        ("ParticipantRegistered", {"contact": "mailto:"}, "contact"),
        ("ParticipantRegistered", {"contact": "mailto:a b"}, "contact"),
        ("ParticipantRegistered", {"contact": "mailto:" + "a" * 191}, "contact"),
        ("ParticipantRegistered", {"participant": "http://x"}, "participant"),
        ("ParticipantRegistered", {"participant": "https://é"}, "participant"),
        ("ParticipantRegistered", {"participant": "https://" + "a" * 193}, "participant"),
        ("ParticipantStatusChanged", {"status": "reinstated"}, "status"),
        ("ParticipantStatusChanged", {"into": ["x"]}, "into/0"),
        ("KeyRevoked", {"key": "short"}, "key"),
        ("KeyRevoked", {"key": "+" * 43}, "key"),
        ("KeyRevoked", {"reason": "why not"}, "reason"),
        ("ProductRegistered", {"product": "https://id.gs1.org/01/08930000000018"}, "product"),
        ("ProductRegistered", {"product": "https://id-gs1.org/01/08930000000019"}, "product"),
        ("ProductRegistered", {"product": JAR + "/10/A"}, "product"),
        ("ProductRegistered", {"name": {}}, "name"),
        ("ProductRegistered", {"name": {"vi": 1}}, "name"),
        ("ProductRegistered", {"netContent": {"quantity": 0}}, "netContent/quantity"),
        ("ProductRegistered", {"netContent": {"quantity": 1, "uom": "g"}}, "netContent/uom"),
        ("LocationRegistered", {"geo": "8.9,105"}, "geo"),
        ("LocationRegistered", {"geo": "geo:8.9"}, "geo"),
        ("LocationRegistered", {"geo": "geo:8.9,105;u=5"}, "geo"),
        ("LocationRegistered", {"geo": "geo:8.9,105\n"}, "geo"),
        ("CredentialIssued", {"documentHash": "0" * 63}, "documentHash"),
        ("CredentialIssued", {"documentHash": "A" * 64}, "documentHash"),
        ("CredentialIssued", {"validUntil": "2028-12-31"}, "validUntil"),
        ("RecipeRegistered", {"steps": [{}]}, "steps/0/step"),
        ("RecipeRegistered", {"steps": [{"step": "a", "yieldMax": 0}]}, "steps/0/yieldMax"),
        ("RecipeRegistered", {"steps": [{"step": "a", "yieldMax": -1}]}, "steps/0/yieldMax"),
        ("RecipeRegistered", {"steps": [{"step": "a", "yieldMax": True}]}, "steps/0/yieldMax"),
        ("RecipeRegistered", {"steps": [{"step": "a", "yieldMax": "1"}]}, "steps/0/yieldMax"),
        ("RecipeRegistered", {"steps": ["a"]}, "steps/0"),
        ("RecipeRegistered", {"steps": [{"step": "a", "hoursMin": 0}]}, "steps/0/hoursMin"),
        ("RecipeRegistered", {"steps": [{"step": "a", "hoursMin": "1"}]}, "steps/0/hoursMin"),
        ("RecipeRegistered", {"steps": [{"step": "a", "hoursMax": -1}]}, "steps/0/hoursMax"),
        ("RecipeRegistered", {"steps": [{"step": "a", "hoursMax": True}]}, "steps/0/hoursMax"),
        ("ProductRegistered", {"recipe": "salting"}, "recipe"),
        ("LocationRegistered", {"area": [8, 104, 9, 105]}, "area"),
        ("LocationRegistered", {"area": AREA | {"north": 8.4}}, "area"),
        ("LocationRegistered", {"area": AREA | {"west": 105.6}}, "area"),
        ("LocationRegistered", {"area": AREA | {"north": 90.1}}, "area/north"),
        ("LocationRegistered", {"area": AREA | {"south": -90.1}}, "area/south"),
        ("LocationRegistered", {"area": AREA | {"west": -180.1}}, "area/west"),
        ("LocationRegistered", {"area": AREA | {"east": 180.1}}, "area/east"),
        ("LocationRegistered", {"area": AREA | {"east": "105.5"}}, "area/east"),
        ("LocationRegistered", {"area": AREA | {"east": True}}, "area/east"),
        ("LocationRegistered", {"area": AREA | {"height": 1}}, "area"),
        ("LocationRegistered", {"area": {"south": 8, "west": 104, "north": 9}}, "area"),
        ("RulesRaised", {"version": "2"}, "version"),
        ("RulesRaised", {"version": 2.5}, "version"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, changes: dict[str, Any], field: str) -> None:
    with refused("registry_malformed", field):
        read(SAMPLES[name] | changes)


@pytest.mark.parametrize(
    ("name", "member", "words"),
    [
        ("ParticipantRegistered", "kind", KINDS),
        ("ParticipantStatusChanged", "status", STATUSES),
        ("KeyRevoked", "reason", REVOCATIONS),
    ],
)
def test_every_word_of_the_contract_is_taken(
    name: str, member: str, words: tuple[str, ...]
) -> None:
    for word in words:
        read(SAMPLES[name] | {member: word})
    read(SAMPLES["ParticipantRegistered"] | {"roles": list(ROLES)})


def test_the_keys_that_a_statement_introduces_in_the_order_in_which_they_are_checked() -> None:
    kids = [key.kid for key in introduced_keys(read(SAMPLES["Genesis"]))]
    assert kids == [read(key_added(COOP, name)).key.kid for name in ("seal", "union")]
    assert len(introduced_keys(read(SAMPLES["ParticipantRegistered"]))) == 1
    assert len(introduced_keys(read(SAMPLES["KeyAdded"]))) == 1
    for name in SAMPLES.keys() - {"Genesis", "ParticipantRegistered", "KeyAdded"}:
        assert introduced_keys(read(SAMPLES[name])) == ()


def test_an_area_is_exact_and_may_be_the_whole_world_or_a_point() -> None:
    world = {"south": -90, "west": -180, "north": 90, "east": 180}
    assert read(place_of(POND, COOP, "x", area=world)).area.holds(Decimal(90), Decimal(-180))
    point = {"south": 8.1, "west": 105.3, "north": 8.1, "east": 105.3}
    area = read(place_of(POND, COOP, "x", area=point)).area
    assert area.holds(Decimal("8.1"), Decimal("105.3"))
    for latitude, longitude in (("8.10000001", "105.3"), ("8.1", "105.29999999")):
        assert not area.holds(Decimal(latitude), Decimal(longitude))


def test_what_the_second_version_brought_is_read() -> None:
    assert read(SAMPLES["ParticipantRegistered"]).commune == "Đầm Dơi"
    assert read(SAMPLES["ProductRegistered"]).recipe == f"https://{HOST}/recipes/1"
    assert read(SAMPLES["RulesRaised"]).version == 2
    step = {"step": "a", "hoursMin": 0.5, "hoursMax": 48}
    found = read(recipe(COOP, steps=[step])).steps[0]
    assert (found.hours_min, found.hours_max, found.yield_max) == (Decimal("0.5"), 48, None)
