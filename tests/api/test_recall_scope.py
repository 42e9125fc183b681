"""What a recall reaches, over HTTP, and what is on its way."""

from __future__ import annotations

from typing import Any

import pytest

from api.client import Client
from api.world import CARRIER, COOP, CRAB, OPERATOR, SSCC, World, event, harvest, lot, salting

SCOPE, SHIPMENTS = "/log/ca-mau/recall-scope", "/log/ca-mau/shipments"
A, B = f"{CRAB}/10/A", f"{CRAB}/10/B"
UNITS = [f"{CRAB}/21/000{n}" for n in range(3)]
CARTON = f"https://id.gs1.org/00/{SSCC}"
NAME = "Hợp tác xã"


def shipping(*lists: dict[str, Any], to: str = CARRIER) -> dict[str, Any]:
    members = {name: value for one in lists for name, value in one.items()}
    receiver = [{"type": "possessing_party", "destination": to}]
    return event(
        "ObjectEvent", action="OBSERVE", bizStep="shipping", destinationList=receiver, **members
    )


@pytest.fixture
def stocked(world: World) -> World:
    """Record a harvest, what was made of it, three numbered pieces of that, two in a carton."""
    made = event(
        "TransformationEvent",
        inputQuantityList=[lot(CRAB, "A", 100.5)],
        outputQuantityList=[lot(CRAB, "B", 40, "H87")],
    )
    number = {"cbvmda:lotNumber": "B"}
    packed = {"parentID": CARTON, "childEPCs": UNITS[:2]}
    world.record(world.registry({"type": "RulesRaised", "version": 2}), world.sign(harvest("A")))
    world.record(
        world.sign(made),
        world.sign(event("ObjectEvent", action="ADD", epcList=UNITS, ilmd=number)),
        world.sign(event("AggregationEvent", action="ADD", bizStep="packing", **packed)),
        world.sign(shipping({"epcList": [CARTON]})),
    )
    return world


def test_a_recalls_reach_is_what_was_made_and_who_has_it(client: Client, stocked: World) -> None:
    assert stocked.ledger.origin
    answer = client.get(SCOPE, params={"id": A})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    scope = answer.json()
    assert isinstance(scope.pop("milliseconds"), float)
    coop, carrier = {"id": COOP, "name": NAME}, {"id": CARRIER, "name": NAME}
    plain: dict[str, Any] = {
        "maker": coop,
        "holder": coop,
        "receiver": None,
        "dimension": None,
        "made": None,
    }
    plain |= {"left": None, "units": None, "gone": False}
    mass = {"kind": "lot", "dimension": "mass", "made": "120", "left": "19.5", "units": 0}
    pieces = {"kind": "lot", "dimension": "pieces", "made": "40", "left": "40", "units": 3}
    assert scope == {
        "id": A,
        "things": [
            {"id": A, **plain, **mass},
            {"id": B, **plain, **pieces},
            {"id": UNITS[0], "kind": "unit", **plain, "receiver": carrier},
            {"id": UNITS[1], "kind": "unit", **plain, "receiver": carrier},
            {"id": UNITS[2], "kind": "unit", **plain},
            {"id": CARTON, "kind": "logistic_unit", **plain, "receiver": carrier},
        ],
        "holders": [{**coop, "lots": 2, "units": 3, "logistic_units": 1, "gone": 0}],
    }


def test_downstream_names_the_same_without_what_was_asked(client: Client, stocked: World) -> None:
    assert stocked.ledger.origin
    things = client.get("/log/ca-mau/downstream", params={"id": A}).json()["things"]
    assert things == [B, *UNITS, CARTON]


def test_a_large_answer_is_compressed(client: Client, stocked: World) -> None:
    assert stocked.ledger.origin
    answer = client.get(SCOPE, params={"id": A}, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.json()["things"]) == 6


@pytest.mark.parametrize(
    ("query", "status", "code", "field"),
    [
        ("", 400, "parameter_missing", "id"),
        (f"?id={A}&depth=2", 400, "unknown_parameter", "depth"),
        (f"?id={A}&id={A}", 400, "repeated_parameter", "id"),
        ("?id=", 400, "identifier_malformed", "id"),
        (f"?id={CRAB}", 400, "identifier_malformed", "id"),
        ("?id=%00%ff", 400, "identifier_malformed", "id"),
        ("?id=https://id.gs1.org/01/08938501234561/10/B", 400, "check_digit", "id"),
        (f"?id={CRAB}/10/NOBODY", 404, "unknown_id", "id"),
    ],
)
def test_a_bad_question_about_a_recall_is_a_problem(
    quiet_client: Client, query: str, status: int, code: str, field: str
) -> None:
    answer = quiet_client.get(SCOPE + query)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["field"]) == (status, code, field)


def test_what_is_on_its_way_is_seen_until_it_is_received(client: Client, stocked: World) -> None:
    found = client.get(SHIPMENTS).json()["shipments"]
    [shipment] = found
    assert shipment.pop("shipped_at").endswith("Z")
    assert shipment == {
        "id": CARTON,
        "holder": {"id": COOP, "name": NAME},
        "receiver": {"id": CARRIER, "name": NAME},
        "shipped": None,
        "dimension": None,
    }
    stocked.record(stocked.sign(shipping({"quantityList": [lot(CRAB, "A", 19.5)]})))
    second = client.get(SHIPMENTS).json()["shipments"][1]
    assert (second["id"], second["shipped"], second["dimension"]) == (A, "19.5", "mass")
    received = event("ObjectEvent", action="OBSERVE", bizStep="receiving", epcList=[CARTON])
    stocked.record(stocked.sign(received, stocked.carrier))
    assert [s["id"] for s in client.get(SHIPMENTS).json()["shipments"]] == [A]


def test_shipments_are_asked_for_by_participant_and_age(client: Client, stocked: World) -> None:
    assert stocked.ledger.origin

    def count(**asked: str) -> int:
        return len(client.get(SHIPMENTS, params=asked).json()["shipments"])

    assert [count(participant=who) for who in (COOP, CARRIER, OPERATOR)] == [1, 1, 0]
    assert [count(older_than_hours=hours) for hours in ("0", "1", "999999")] == [1, 0, 0]
    assert count(participant=COOP, older_than_hours="1") == 0


@pytest.mark.parametrize(
    ("query", "status", "code", "field"),
    [
        ("?receiver=x", 400, "unknown_parameter", "receiver"),
        ("?older_than_hours=1&older_than_hours=2", 400, "repeated_parameter", "older_than_hours"),
        *(
            (f"?older_than_hours={text}", 400, "parameter_malformed", "older_than_hours")
            for text in ("", "-1", "1.5", "01", "1000000", "%D9%A3", "x", "1e3", "%00")
        ),
        ("?participant=", 422, "unknown_participant", "participant"),
        ("?participant=https://nobody.example/x", 422, "unknown_participant", "participant"),
        ("?participant=" + "x" * 9000, 422, "unknown_participant", "participant"),
    ],
)
def test_a_bad_question_about_shipments_is_a_problem(
    quiet_client: Client, query: str, status: int, code: str, field: str
) -> None:
    answer = quiet_client.get(SHIPMENTS + query)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["field"]) == (status, code, field)


def test_nothing_is_on_its_way_in_a_quiet_ledger(quiet_client: Client) -> None:
    assert quiet_client.get(SHIPMENTS).json() == {"shipments": []}


def test_what_was_used_up_is_still_of_the_recall(client: Client, stocked: World) -> None:
    more = salting("A", "C", taken=19.5, given=10)
    stocked.record(stocked.sign(more))
    found = {t["id"]: t for t in client.get(SCOPE, params={"id": A}).json()["things"]}
    assert found[A]["left"] == "0"
    assert found[f"{CRAB}/10/C"]["left"] == "10"
