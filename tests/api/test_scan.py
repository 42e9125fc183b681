"""What a QR code leads to: the page for a browser, the evidence for a verifier."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.client import Client, open_client
from api.conftest import WEB_ROOT
from api.world import CRAB, GTIN, SALT, SSCC, World, create_ledger, event, harvest, open_world
from nguon_api.app import create_app
from nguon_ledger.trace.bundle import MEDIA_TYPE, parse_bundle
from nguon_ledger.trace.pins import Pin
from nguon_ledger.trace.verify import examine_bundle

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
AS_BUNDLE = {"Accept": MEDIA_TYPE}
UNIT = f"{CRAB}/21/0001"
CARTON = f"https://id.gs1.org/00/{SSCC}"


def open_stocked(path: Path) -> World:
    world = open_world(path)
    serials = event("ObjectEvent", action="ADD", epcList=[UNIT], ilmd={"cbvmda:lotNumber": "A"})
    carton = event(
        "AggregationEvent", action="ADD", bizStep="packing", parentID=CARTON, childEPCs=[UNIT]
    )
    lots = [harvest("A"), harvest("S", product=SALT)]
    pieces = lots[0]["quantityList"][0] | {"uom": "H87"}
    lots[0] |= {"quantityList": [pieces]}
    world.record(*(world.sign(e) for e in (*lots, serials, carton)))
    return world


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = open_stocked(tmp_path_factory.mktemp("scan") / "ledger.sqlite")
    yield world
    world.host.close()


@pytest.fixture(scope="module")
def client(stocked: World) -> Iterator[Client]:
    with open_client(create_app(stocked.host, web_root=WEB_ROOT)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        (f"/01/{GTIN}/10/A", f"{CRAB}/10/A"),
        (f"/01/{GTIN}/22/XL/10/A", f"{CRAB}/10/A"),
        (f"/01/{GTIN}/21/0001", UNIT),
        (f"/01/{GTIN}/10/A/21/0001", UNIT),
        ("/p/muoi/10/S", f"{SALT}/10/S"),
        (f"/00/{SSCC}", CARTON),
    ],
)
def test_a_verifier_gets_evidence_about_what_the_code_names(
    client: Client, stocked: World, path: str, asked: str
) -> None:
    answer = client.get(path, headers=AS_BUNDLE)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    assert answer.headers["Cache-Control"] == "no-cache"
    assert {"Accept", "Accept-Encoding"} == set(answer.headers["Vary"].split(", "))
    report = examine_bundle(answer.content, pins=[Pin(stocked.ledger.log)], asked=asked)
    assert report.failure is None


@pytest.mark.parametrize("accept", [BROWSER, "*/*", "", "application/json", "text/html"])
@pytest.mark.parametrize("path", [f"/01/{GTIN}/10/A", "/p/muoi/10/S", f"/00/{SSCC}"])
def test_a_browser_gets_the_page(client: Client, path: str, accept: str) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.content == (WEB_ROOT / "scan.html").read_bytes()
    assert "Accept" in answer.headers["Vary"].split(", ")


def test_the_page_is_fenced_in(client: Client) -> None:
    headers = client.get(f"/01/{GTIN}/10/A", headers={"Accept": BROWSER}).headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("accept", "is_bundle"),
    [
        (MEDIA_TYPE, True),
        (MEDIA_TYPE.upper(), True),
        (f"{MEDIA_TYPE}, */*", True),
        (f"text/html;q=0.5, {MEDIA_TYPE};q=0.9", True),
        (f"text/html, {MEDIA_TYPE};q=0.9", False),
        (f"{MEDIA_TYPE};q=0", False),
        (f"{MEDIA_TYPE};q=0.000, text/html", False),
        ("application/*", False),
    ],
)
def test_accept_is_weighed(client: Client, accept: str, is_bundle: bool) -> None:  # noqa: FBT001
    answer = client.get(f"/01/{GTIN}/10/A", headers={"Accept": accept})
    assert (answer.headers["Content-Type"] == MEDIA_TYPE) is is_bundle


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/01/08938501234561/10/A", 400, "check_digit"),
        ("/00/089385012345678900", 400, "check_digit"),
        ("/01/123/10/A", 400, "identifier_malformed"),
        (f"/01/{GTIN}/21/1/10/A", 400, "identifier_malformed"),
        (f"/01/{GTIN}/10/A/", 400, "identifier_malformed"),
        (f"/01/{GTIN}/10/%41", 400, "identifier_malformed"),
        (f"/01/{GTIN}/10/A%00", 400, "identifier_malformed"),
        ("/p/Muoi/10/S", 400, "identifier_malformed"),
        ("/p//10/S", 400, "identifier_malformed"),
        ("/00/1", 400, "identifier_malformed"),
        (f"/01/{GTIN}", 404, "lot_missing"),
        (f"/01/{GTIN}/22/XL", 404, "lot_missing"),
        ("/p/muoi", 404, "lot_missing"),
        (f"/01/{GTIN}/10/NONE", 404, "unknown_id"),
        (f"/01/{GTIN}/10/A?linkType=all", 400, "unknown_parameter"),
    ],
)
def test_a_wrong_code_is_a_problem_for_a_verifier_and_a_page_for_a_browser(
    client: Client, path: str, status: int, code: str
) -> None:
    answer = client.get(path, headers=AS_BUNDLE)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    page = client.get(path, headers={"Accept": BROWSER})
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_the_wrong_check_digit_comes_with_the_right_one(client: Client) -> None:
    answer = client.get("/01/08938501234561/10/A", headers=AS_BUNDLE)
    assert GTIN in answer.json()["detail"]


def test_what_messengers_add_to_a_link_does_not_keep_a_browser_out(client: Client) -> None:
    answer = client.get(f"/01/{GTIN}/10/A?fbclid=x", headers={"Accept": BROWSER})
    assert answer.status_code == 200


def test_a_ledger_that_does_not_know_the_code_passes_it_on(tmp_path: Path) -> None:
    world = open_stocked(tmp_path / "ledger.sqlite")
    known = world.host.ledgers.pop("ca-mau")
    other = create_ledger(world.host, "tuyen-quang", operator=world.operator)
    world.host.ledgers["ca-mau"] = known  # asked second
    with open_client(create_app(world.host, web_root=WEB_ROOT)) as client:
        answer = client.get(f"/01/{GTIN}/10/A", headers=AS_BUNDLE)
        assert answer.status_code == 200
        note = parse_bundle(answer.content).checkpoint_note
        assert note.startswith(known.origin.encode())
        assert not note.startswith(other.origin.encode())
        none = client.get(f"/01/{GTIN}/10/NONE", headers=AS_BUNDLE)
        assert (none.status_code, none.json()["code"]) == (404, "unknown_id")
    world.host.close()
