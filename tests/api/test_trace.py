"""Trace bundles over HTTP, verified in eleven steps on this side."""

from __future__ import annotations

import gzip

import pytest

from api.client import Client
from api.world import CRAB, GTIN, World, harvest, salting
from nguon_api.representation import Representation
from nguon_ledger.trace.bundle import MEDIA_TYPE
from nguon_ledger.trace.pins import Pin
from nguon_ledger.trace.verify import examine_bundle

PATH = "/log/ca-mau/trace"
LOT = f"{CRAB}/10/B"


@pytest.fixture
def stocked(world: World) -> World:
    world.record(world.sign(harvest("A")), world.sign(salting("A", "B")))
    return world


def test_a_bundle_is_verified(client: Client, stocked: World) -> None:
    answer = client.get(PATH, params={"id": LOT})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Content-Disposition" not in answer.headers
    report = examine_bundle(answer.content, pins=[Pin(stocked.ledger.log)], asked=LOT)
    assert report.failure is None
    assert report.verdict == "verified"


def test_it_is_compressed_for_whoever_takes_that(client: Client, stocked: World) -> None:
    assert stocked.ledger.origin
    plain = client.get(PATH, params={"id": LOT})
    small = client.get(PATH, params={"id": LOT}, headers={"Accept-Encoding": "br;q=0.5, gzip"})
    none = client.get(PATH, params={"id": LOT}, headers={"Accept-Encoding": "gzip;q=0, *"})
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in none.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert int(small.headers["Content-Length"]) < len(plain.content) / 1.2
    assert small.content == plain.content == none.content  # httpx has decompressed
    for answer in (plain, small, none):
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_the_compressed_bytes_are_gzip(client: Client, stocked: World) -> None:
    body = stocked.ledger.trace(LOT)
    assert gzip.decompress(Representation(body, MEDIA_TYPE).gzipped) == body
    assert client.get(PATH, params={"id": LOT}).content == body


def test_unchanged_evidence_is_not_sent_twice(client: Client, stocked: World) -> None:
    first = client.get(PATH, params={"id": LOT})
    tag = first.headers["ETag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = client.get(PATH, params={"id": LOT}, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
    other = client.get(PATH, params={"id": LOT}, headers={"If-None-Match": 'W/"0"'})
    assert other.status_code == 200
    stocked.record(stocked.sign(salting("B", "C", taken=1, given=1)))
    changed = client.get(PATH, params={"id": LOT}, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


@pytest.mark.parametrize(
    ("query", "status", "code", "field"),
    [
        ("", 400, "parameter_missing", "id"),
        ("?di=x", 400, "unknown_parameter", "di"),
        (f"?id={CRAB}/10/B&depth=2", 400, "unknown_parameter", "depth"),
        (f"?id={CRAB}/10/B&id={CRAB}/10/B", 400, "repeated_parameter", "id"),
        ("?id=", 400, "identifier_malformed", "id"),
        ("?id=%ff%fe", 400, "identifier_malformed", "id"),
        (f"?id={CRAB}", 400, "identifier_malformed", "id"),
        ("?id=https://coop.example/ba-khia", 400, "identifier_malformed", "id"),
        (f"?id={CRAB}/10/" + "x" * 5000, 400, "identifier_malformed", "id"),
        ("?id=https://id.gs1.org/01/08938501234561/10/B", 400, "check_digit", "id"),
        (f"?id={CRAB}/10/NONE", 404, "unknown_id", "id"),
        ("?id=https://id.gs1.org/00/089385012345678900", 400, "check_digit", "id"),
    ],
)
def test_a_bad_question_is_a_problem(
    quiet_client: Client, query: str, status: int, code: str, field: str
) -> None:
    answer = quiet_client.get(PATH + query)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem.get("field")) == (status, code, field)


def test_the_gtin_of_these_tests_has_a_right_check_digit(quiet_client: Client) -> None:
    assert (
        quiet_client.get(PATH, params={"id": f"https://id.gs1.org/01/{GTIN}/10/X"}).status_code
        == 404
    )


def test_what_became_of_a_lot_is_named(client: Client, stocked: World) -> None:
    assert stocked.ledger.downstream(f"{CRAB}/10/A") == [LOT]
    answer = client.get("/log/ca-mau/downstream", params={"id": f"{CRAB}/10/A"})
    assert answer.json() == {"id": f"{CRAB}/10/A", "things": [LOT]}
    assert client.get("/log/ca-mau/downstream", params={"id": LOT}).json()["things"] == []


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        (f"{CRAB}/10/NOBODY", 404, "unknown_id"),
        (f"{CRAB}/10/", 400, "identifier_malformed"),
        ("https://id.gs1.org/01/08930000000018/10/L", 400, "check_digit"),
    ],
)
def test_what_cannot_be_followed_is_a_problem(
    client: Client, stocked: World, asked: str, status: int, code: str
) -> None:
    assert stocked.ledger.origin
    answer = client.get("/log/ca-mau/downstream", params={"id": asked})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["field"] == "id"
