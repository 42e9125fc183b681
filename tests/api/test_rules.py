"""What a rule refuses, over HTTP: which rule, which thing, which numbers, in the clerk's language.

Each case is a story that ends in a statement that is refused; nothing of it is stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.client import Client, open_client
from api.conftest import WEB_ROOT
from api.world import (
    CARRIER,
    COOP,
    CRAB,
    SALT,
    SSCC,
    World,
    event,
    harvest,
    lot,
    open_world,
    participant,
    salting,
)
from api.world import key as key_of
from nguon_api.app import create_app
from nguon_api.problems import PROBLEMS
from nguon_api.problems.custody import SECTION
from nguon_ledger.rules.catalog import LANGUAGES, find_rule

PATH = "/log/ca-mau/statements"
JOSE = {"Content-Type": "application/jose"}
A, B = f"{CRAB}/10/A", f"{CRAB}/10/B"
UNIT, OTHER_UNIT = f"{CRAB}/21/0001", f"{CRAB}/21/0002"
CARTON = f"https://id.gs1.org/00/{SSCC}"
OTHER_CARTON = "https://id.gs1.org/00/089385012345678915"
SIGNERS = {
    name: key_of(n)
    for n, name in enumerate(("operator", "coop", "carrier", "shop", "neighbour"), 1)
}
LAST = "the entry before"
RULES = {"type": "RulesRaised", "version": 2}


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[World]:
    """Open a world where version 2 of the rules is in force, with a shop and a neighbour."""
    world = open_world(tmp_path / "ledger.sqlite")
    shop = participant("https://shop.example/hanoi", "retailer", SIGNERS["shop"])
    neighbour = participant("https://coop.example/neighbour", "producer", SIGNERS["neighbour"])
    world.record(*map(world.registry, (RULES, shop, neighbour)))
    yield world
    world.host.close()


@pytest.fixture
def door(guarded: World) -> Iterator[Client]:
    with open_client(create_app(guarded.host, web_root=WEB_ROOT)) as opened:
        yield opened


def observed(step: str, *things: str | dict[str, Any], **more: Any) -> dict[str, Any]:
    """Make an observation of units (text) and lots (quantity elements)."""
    units = [thing for thing in things if isinstance(thing, str)]
    lots = [thing for thing in things if isinstance(thing, dict)]
    lists: dict[str, Any] = {"epcList": units} if units else {}
    lists |= {"quantityList": lots} if lots else {}
    return event("ObjectEvent", action="OBSERVE", bizStep=step, **lists, **more)


def shipped(*things: str | dict[str, Any], to: str = CARRIER) -> dict[str, Any]:
    receiver = [{"type": "possessing_party", "destination": to}]
    return observed("shipping", *things, destinationList=receiver, disposition="in_transit")


def serials(*units: str, number: str | None = "A") -> dict[str, Any]:
    ilmd = {"ilmd": {"cbvmda:lotNumber": number}} if number else {}
    return event("ObjectEvent", action="ADD", epcList=list(units), **ilmd)


def packed(parent: str, *units: str, action: str = "ADD", **more: Any) -> dict[str, Any]:
    listed = {"childEPCs": list(units)} if units else {}
    step = "packing" if action == "ADD" else "unpacking"
    return event("AggregationEvent", action=action, bizStep=step, parentID=parent, **listed, **more)


@dataclass(frozen=True)
class Case:
    """Events that are recorded, then one that is not. ``by`` is who signs that one."""

    code: str
    before: Callable[[], list[dict[str, Any]]]
    refused: Callable[[], dict[str, Any]]
    by: str = "coop"
    values: tuple[tuple[str, str], ...] = ()


def jars() -> list[dict[str, Any]]:
    """Make a lot of ten pieces, two of them with serials."""
    made = event("ObjectEvent", action="ADD", quantityList=[lot(CRAB, "A", 10, "H87")])
    return [made, serials(UNIT, OTHER_UNIT)]


RESULTS = [{"test": "lead", "value": 3, "limit": 2}]
CASES = {
    "not_holder": Case(
        "not_holder",
        lambda: [harvest("A")],
        lambda: event(
            "ObjectEvent", action="DELETE", bizStep="destroying", quantityList=[lot(CRAB, "A", 1)]
        ),
        by="carrier",
        values=(("thing", A), ("holder", "Hợp tác xã")),
    ),
    "in_transit": Case(
        "in_transit",
        lambda: [harvest("A"), shipped(lot(CRAB, "A", 120))],
        lambda: salting("A", "B"),
        values=(("thing", A), ("receiver", "Hợp tác xã")),
    ),
    "already_packed": Case(
        "already_packed",
        lambda: [*jars(), packed(CARTON, UNIT)],
        lambda: packed(OTHER_CARTON, UNIT),
        values=(("thing", UNIT), ("container", CARTON)),
    ),
    "not_packed": Case(
        "not_packed",
        lambda: [*jars(), packed(CARTON, UNIT)],
        lambda: packed(CARTON, OTHER_UNIT, action="DELETE"),
        values=(("thing", OTHER_UNIT), ("container", CARTON)),
    ),
    "overpacked": Case(
        "overpacked",
        lambda: [harvest("A", 120), salting("A", "B", taken=100)],
        lambda: packed(CARTON, childQuantityList=[lot(CRAB, "A", 20.5)]),
        values=(
            ("thing", A),
            ("left", "20"),
            ("made", "120"),
            ("asked", "20.5"),
            ("unit", "mass"),
        ),
    ),
    "receiver_missing": Case(
        "receiver_missing",
        lambda: [harvest("A")],
        lambda: shipped(lot(CRAB, "A", 120), to="https://nobody.example/x"),
        values=(("thing", ""),),
    ),
    "not_receiver": Case(
        "not_receiver",
        lambda: [harvest("A"), shipped(lot(CRAB, "A", 120))],
        lambda: observed("receiving", lot(CRAB, "A", 120)),
        by="shop",
        values=(("thing", A), ("receiver", "Hợp tác xã")),
    ),
    "not_in_transit": Case(
        "not_in_transit",
        lambda: [harvest("A")],
        lambda: observed("receiving", lot(CRAB, "A", 120)),
        by="carrier",
        values=(("thing", A),),
    ),
    "shipment_partial": Case(
        "shipment_partial",
        lambda: [harvest("A")],
        lambda: shipped(lot(CRAB, "A", 100)),
        values=(("thing", A), ("loose", "120"), ("asked", "100"), ("unit", "mass")),
    ),
    "process_foreign": Case(
        "process_foreign",
        lambda: [
            harvest("A"),
            salting("A", "B", taken=1, given=1) | {"transformationID": "urn:x:p"},
        ],
        lambda: event(
            "TransformationEvent",
            transformationID="urn:x:p",
            inputQuantityList=[lot(CRAB, "A", 1)],
        ),
        by="neighbour",
        values=(("thing", "urn:x:p"), ("holder", "Hợp tác xã")),
    ),
    "lot_number_missing": Case(
        "lot_number_missing",
        lambda: [harvest("A", 10)],
        lambda: serials(UNIT, number=None),
        values=(("thing", UNIT),),
    ),
    "blocked": Case(
        "blocked",
        lambda: [
            harvest("A"),
            observed("inspecting", lot(CRAB, "A", 1), disposition=("non_conformant")),
        ],
        lambda: salting("A", "B"),
        values=(("thing", A), ("index", LAST)),
    ),
    "inspection_foreign": Case(
        "inspection_foreign",
        lambda: [harvest("A")],
        lambda: observed("inspecting", lot(CRAB, "A", 1), disposition="non_conformant"),
        by="carrier",
        values=(("thing", A),),
    ),
    "release_foreign": Case(
        "release_foreign",
        lambda: [
            harvest("A"),
            observed("inspecting", lot(CRAB, "A", 1), disposition=("non_conformant")),
        ],
        lambda: observed("inspecting", lot(CRAB, "A", 1), disposition="conformant"),
        values=(("thing", A),),
    ),
    "result_contradicts": Case(
        "result_contradicts",
        lambda: [harvest("A")],
        lambda: observed(
            "inspecting", lot(CRAB, "A", 1), disposition="conformant", **{"nguon:results": RESULTS}
        ),
        values=(("thing", A), ("test", "lead"), ("value", "3"), ("limit", "2")),
    ),
    "recalled_moved": Case(
        "recalled_moved",
        lambda: [harvest("A"), observed("holding", lot(CRAB, "A", 1), disposition="recalled")],
        lambda: shipped(lot(CRAB, "A", 120)),
        values=(("thing", A), ("index", LAST)),
    ),
}


def send(door: Client, statement: bytes, language: str = "en") -> Any:
    headers = JOSE | {"Accept-Language": language}
    return door.post(PATH, content=statement, headers=headers)


def tell(world: World, case: Case) -> tuple[bytes, str]:
    """Record what comes before; return what is to be refused, and the last entry's index."""
    index = 0
    for payload in case.before():
        index = world.ledger.submit(world.sign(payload)).result(timeout=60).index
    return world.sign(case.refused(), SIGNERS[case.by]), str(index)


@pytest.mark.parametrize("name", CASES)
def test_a_rule_says_what_it_refuses(guarded: World, door: Client, name: str) -> None:
    case = CASES[name]
    statement, last = tell(guarded, case)
    before = guarded.ledger.checkpoint()
    answer = send(door, statement)
    problem = answer.json()
    assert (problem["code"], problem["rule"]) == (case.code, case.code)
    assert answer.status_code == problem["status"] == PROBLEMS[case.code].status
    expected = {name: last if value is LAST else value for name, value in case.values}
    assert problem["values"] == expected
    assert problem["sentence"] == find_rule(case.code).sentence("en", expected)
    assert "{" not in problem["sentence"]
    assert guarded.ledger.checkpoint() == before


def test_every_rule_of_the_second_version_has_a_case() -> None:
    assert {kind.code for kind in SECTION.kinds} == set(CASES)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("vi", "vi"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("fr, th;q=0.5", "th"),
        ("en;q=0.1, bn;q=0.2", "bn"),
        ("BN-bd", "bn"),
        ("vi;q=0, th", "th"),
        ("vi;q=0", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("", "en"),
        ("\u00e9;q=x,,;q=9", "en"),
    ],
)
def test_the_sentence_is_in_the_language_that_is_asked_for(
    guarded: World, door: Client, asked: str, language: str
) -> None:
    case = CASES["shipment_partial"]
    statement, _ = tell(guarded, case)
    problem = send(door, statement, asked.encode("latin-1")).json()  # type: ignore[arg-type]
    rule = find_rule("shipment_partial")
    assert problem["sentence"] == rule.sentence(language, dict(case.values))
    assert len({rule.sentences[language] for language in LANGUAGES}) == 4
    assert problem["detail"] == rule.sentence("en", dict(case.values))


def test_a_line_of_a_batch_says_the_same(guarded: World, door: Client) -> None:
    case = CASES["not_holder"]
    statement, _ = tell(guarded, case)
    headers = {"Content-Type": "text/plain", "Accept-Language": "th"}
    answer = door.post(f"{PATH}/batch", content=statement, headers=headers)
    outcome = json.loads(answer.text)
    single = send(door, statement, "th").json()
    assert outcome == {name: single[name] for name in outcome}
    assert outcome["sentence"] == find_rule("not_holder").sentence("th", dict(case.values))


def test_what_no_rule_refuses_has_no_rule(guarded: World, door: Client) -> None:
    assert guarded.ledger.origin
    problem = send(door, b"x").json()
    assert not problem.keys() & {"rule", "values", "sentence"}


def test_a_name_cannot_write_into_the_sentence(guarded: World, door: Client) -> None:
    """Braces in a name are a name, not a placeholder."""
    odd = participant("https://odd.example/x", "carrier", key_of(9)) | {"name": "{thing}{0}{x!r}"}
    guarded.record(guarded.registry(odd), guarded.sign(harvest("A")))
    guarded.record(guarded.sign(shipped(lot(CRAB, "A", 120), to="https://odd.example/x")))
    problem = send(door, guarded.sign(salting("A", "B"))).json()
    assert problem["values"]["receiver"] == "{thing}{0}{x!r}"
    assert "{thing}{0}{x!r}" in problem["sentence"]


@pytest.mark.parametrize(
    ("payload", "code", "status"),
    [
        ({"type": "RulesRaised", "version": 3}, "rules_unknown", 422),
        ({"type": "RulesRaised", "version": 2, "time": "again"}, "rules_lowered", 409),
        (
            {
                "type": "ProductRegistered",
                "product": SALT,
                "owner": COOP,
                "name": {"vi": "Muối"},
                "recipe": "https://coop.example/recipes/none",
            },
            "unknown_recipe",
            422,
        ),
    ],
)
def test_the_registry_refuses(
    guarded: World, door: Client, payload: dict[str, Any], code: str, status: int
) -> None:
    signer = guarded.coop if "product" in payload else guarded.operator
    answer = send(door, guarded.registry(payload, signer))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
