"""Every registry statement, by those who may make it."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.conftest import Call
from cli.place import Place, step_arguments
from cli.running import cheap_keystore
from nguon_ledger.rules.version import LATEST
from nguon_ledger.statement import parse_statement

CERTIFICATE = "/certificates/ocop-17"


def _statement(told: Place, call: Call, *arguments: object) -> Any:
    """Return what the operator would sign."""
    done = call("register", *arguments, "--dry-run", "--json", home=told.operator)
    assert done.code == 0, done
    return done.json


@pytest.fixture
def member(told: Place, call: Call, tmp_path: Path) -> Path:
    """Admit another cooperative; return its home."""
    home = tmp_path / "member"
    identifier = f"/participants/{tmp_path.name[-30:]}"
    cheap_keystore(home / "keys")
    home.chmod(0o700)
    assert call("join", told.url, "--participant", identifier, home=home).code == 0
    key = tmp_path / "key.json"
    key.write_text(call("key", "new", "phone", "--json", home=home).out)
    done = call(
        *("register", "participant", identifier, "--name", "HTX", "--kind", "cooperative"),
        *(
            "--role",
            "producer",
            "--province",
            "Cà Mau",
            "--contact",
            "tel:+849",
            "--public-key",
            key,
        ),
        home=told.operator,
    )
    assert done.code == 0, done
    product = ("register", "product", _product(home), "--name", "vi=Cua")
    assert call(*product, "--key", "phone", home=home).code == 0
    return home


def _product(member: Path) -> str:
    """Return the product that a member has registered: steps make one's own products only."""
    return "/p/" + re.sub("[^a-z0-9]", "-", _identifier(member)[-30:].lower())


def _identifier(home: Path) -> str:
    return str(json.loads((home / "profile.json").read_text())["participant"])


def test_a_suspended_member_records_nothing_until_reinstated(
    told: Place, call: Call, member: Path
) -> None:
    step = step_arguments("harvest", "--out", f"crab:{_product(member)}/10/SUSPENDED=1kg")
    status = ("register", "status", _identifier(member))
    assert call(*status, "suspended", "--reason", "Hồ sơ", home=told.operator).code == 0
    assert call(*step, home=member).error(1) == "participant_inactive"
    assert call(*status, "active", "--reason", "Xong", home=told.operator).code == 0
    assert call("submit", "--retry-refused", home=member).code == 0
    done = call("trace", f"{_product(member)}/10/SUSPENDED", "--json", home=member)
    assert done.json["journey"][0]["participant"] == _identifier(member)


def test_a_second_key_signs_and_a_revoked_one_does_not(
    call: Call, member: Path, tmp_path: Path
) -> None:
    old = call("key", "show", "phone", "--json", home=member).json
    new = call("key", "new", "tablet", "--json").json
    jwk = tmp_path / "tablet.jwk"
    jwk.write_text(json.dumps(new["jwk"]))  # a bare JWK will do as well
    added = call("register", "key", "--public-key", jwk, "--key", "phone", "--json")
    assert added.json["kid"] == new["kid"]
    revoked = call(
        *("register", "revoke-key", old["kid"], "--reason", "lost", "--key", "tablet"),
        *("--compromised-since", "now"),
    )
    assert revoked.code == 0, revoked
    step = step_arguments("harvest", "--out", f"crab:{_product(member)}/10/{new['kid'][:8]}=1kg")
    assert call(*step, "--key", "phone").error(1) == "key_revoked"
    assert call(*step, "--key", "tablet").code == 0


def test_a_certificate_is_traced_with_its_product_until_it_is_revoked(
    told: Place, call: Call, tmp_path: Path
) -> None:
    paper = tmp_path / "quyet-dinh.pdf"
    paper.write_bytes(b"%PDF")
    issued = call(
        *("register", "certificate", CERTIFICATE, "--subject", "/p/jar", "--scheme", "OCOP"),
        *("--level", "4", "--number", "17/QĐ", "--document", paper),
        *(
            "--valid-from",
            "2026-01-01T00:00:00+07:00",
            "--valid-until",
            "2029-01-01T00:00:00+07:00",
        ),
        home=told.operator,
    )
    assert issued.code == 0, issued
    [found] = call("trace", "/p/jar/21/0001", "--json", home=told.home).json["certificates"]
    assert (found["scheme"], found["level"], found["revoked"]) == ("OCOP", "4", False)
    assert found["validUntil"] == "2028-12-31T17:00:00Z"
    assert "OCOP 4 17/QĐ, by Liên minh HTX Cà Mau, valid until" in (
        call("trace", "/p/jar/21/0001", home=told.home).out
    )
    revoke = ("register", "revoke-certificate", CERTIFICATE, "--reason", "Hết điều kiện")
    assert call(*revoke, home=told.home).error(1) == "not_authorized"
    assert call(*revoke, home=told.operator).code == 0
    assert "REVOKED" in call("trace", "/p/jar/21/0001", home=told.home).out


def test_the_hash_of_the_paper_is_what_is_signed(told: Place, call: Call, tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    paper.write_bytes(b"x" * 100_000)
    found = _statement(
        *(told, call, "certificate", "/certificates/2", "--subject", "/participants/x"),
        *("--scheme", "VietGAP", "--document", paper, "--valid-from", "now"),
        *("--valid-until", "2029-01-01T00:00:00Z"),
    )
    assert found["documentHash"] == sha256(b"x" * 100_000).hexdigest()
    assert found["subject"] == told.id("/participants/x")
    assert found["issuer"] == told.id("/participants/operator")


def test_products_places_and_recipes_have_an_owner(told: Place, call: Call) -> None:
    product = _statement(
        *(told, call, "product", "/01/08938501234568", "--name", "vi=Trà = chè", "--net", "0.1kg"),
        *("--description", "en=Tea", "--owner", "/participants/dam-doi"),
    )
    assert product["product"] == "https://id.gs1.org/01/08938501234568"
    assert product["name"] == {"vi": "Trà = chè"}
    assert product["netContent"] == {"quantity": 0.1, "uom": "KGM"}
    assert product["owner"] == told.id("/participants/dam-doi")
    place = _statement(
        *(told, call, "place", "/414/8938501234568", "--name", "Xưởng"),
        *("--area", "-8.95,105.10,9,105.30"),
    )
    assert place["location"] == "https://id.gs1.org/414/8938501234568"
    assert place["area"] == {"south": -8.95, "west": 105.1, "north": 9, "east": 105.3}
    assert place["owner"] == told.id("/participants/operator")
    recipe = _statement(told, call, "recipe", "/recipes/ba-khia", "--template", "ba-khia")
    assert {"step": "mixing", "yieldMax": 1.4} in recipe["steps"]
    assert {"step": "salting", "yieldMax": 1, "hoursMin": 20} in recipe["steps"]


def test_a_product_names_a_recipe_that_is_registered(told: Place, call: Call, member: Path) -> None:
    recipe = f"/recipes/{_product(member)[3:]}"
    made = ("register", "product", _product(member), "--name", "vi=Ghẹ", "--recipe", recipe)
    dry = call(*made, "--dry-run", "--json", home=member)
    assert dry.json["recipe"] == told.id(recipe)
    assert call(*made, home=member).error(1) == "unknown_recipe"
    assert call("register", "recipe", recipe, "--template", "ba-khia", home=member).code == 0
    [outcome] = call("submit", "--retry-refused", "--json", home=member).json["outcomes"]
    assert outcome["state"] == "recorded"


def test_the_rules_are_those_of_the_program_from_the_first_entry(told: Place, call: Call) -> None:
    genesis = httpx.get(f"{told.url}/log/ca-mau/entries/0").content
    assert parse_statement(genesis, log=f"{told.host}/log/ca-mau").payload["rules"] == LATEST
    raised = ("register", "rules", "--version", LATEST)
    assert _statement(told, call, *raised[1:]) == {"type": "RulesRaised", "version": LATEST}
    assert call(*raised, home=told.home).error(1) == "not_authorized"
    assert call(*raised, home=told.operator).error(1) == "rules_lowered"
    assert call(*raised[:3], LATEST + 1, home=told.operator).code == 2


def test_a_conversion_names_what_it_became(told: Place, call: Call) -> None:
    found = _statement(
        *(told, call, "status", "/participants/a", "converted", "--reason", "Thành công ty"),
        *("--into", "/participants/b"),
    )
    assert (found["status"], found["into"]) == ("converted", [told.id("/participants/b")])


def test_a_merger_names_what_became_of_it(told: Place, call: Call) -> None:
    found = _statement(
        *(told, call, "status", "/participants/a", "merged", "--reason", "Sáp nhập"),
        *("--into", "/participants/b", "--effective", "2026-07-01T00:00:00+07:00"),
    )
    assert found["into"] == [told.id("/participants/b")]
    assert found["effective"] == "2026-07-01T00:00:00+07:00"


def test_everything_of_a_participant_is_signed(told: Place, call: Call, tmp_path: Path) -> None:
    key = tmp_path / "key.json"
    key.write_text(call("key", "show", "phone", "--json", home=told.home).out)
    found = _statement(
        *(told, call, "participant", "/participants/c", "--name", "C", "--kind", "processor"),
        *("--role", "processor", "--role", "retailer", "--province", "P", "--contact", "tel:+84"),
        *("--public-key", key, "--commune", "Tân Thuận", "--address", "Ấp 1"),
    )
    assert found["roles"] == ["processor", "retailer"]
    assert (found["commune"], found["address"]) == ("Tân Thuận", "Ấp 1")
    assert found["keys"] == [json.loads(key.read_text())["jwk"]]
    for text in ("{}", "x", '{"jwk": 7}', '{"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AA"}}'):
        key.write_text(text)
        refused = call("register", "key", "--public-key", key, home=told.home)
        assert refused.error(1) == "jwk_malformed"
