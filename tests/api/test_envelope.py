"""What goes around every answer: ids, HEAD, CORS, and the last catch."""

from __future__ import annotations

import logging
from concurrent.futures import Future

import pytest

from api.client import Client, open_client
from api.conftest import WEB_ROOT
from api.world import GTIN, World, harvest
from nguon_api.app import create_app
from nguon_ledger.engine.commit.pool import Answers
from nguon_ledger.engine.intake.tickets import Taken, Ticket
from nguon_ledger.errors import NguonError
from nguon_ledger.trace.bundle import MEDIA_TYPE

READS = [
    "/log/ca-mau/checkpoint",
    "/log/ca-mau/entries/0",
    "/log/ca-mau/tile/0/000.p/1",
    "/.well-known/nguon.json",
    "/verify/app.js",
    f"/01/{GTIN}/10/A",
    "/p/muoi/10/S",
    "/00/1",
]


def test_every_answer_has_a_request_id_of_its_own(quiet_client: Client) -> None:
    paths = [*READS, "/nothing", "/healthz", "/"]
    mine = {"X-Request-Id": "forged\tid"}
    ids = [quiet_client.get(path, headers=mine).headers["X-Request-Id"] for path in paths]
    assert len(set(ids)) == len(paths)
    assert all(len(found) == 32 for found in ids)


def test_every_answer_forbids_sniffing_and_referrers(quiet_client: Client) -> None:
    for path in [*READS, "/nothing"]:
        headers = quiet_client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", [*READS, "/nothing", "/healthz", "/problems/overdrawn"])
def test_head_is_get_without_the_body(quiet_client: Client, path: str) -> None:
    head, get = quiet_client.request("HEAD", path), quiet_client.get(path)
    assert head.status_code == get.status_code
    assert head.content == b""
    volatile = {"x-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in volatile} == {
        k: v for k, v in get.headers.items() if k not in volatile
    }


@pytest.mark.parametrize("path", READS)
def test_reads_are_open_to_every_page(quiet_client: Client, path: str) -> None:
    for accept in ("*/*", MEDIA_TYPE):
        headers = {"Origin": "https://elsewhere.example", "Accept": accept}
        answer = quiet_client.get(path, headers=headers)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("path", READS)
def test_a_preflight_for_a_read_is_granted(quiet_client: Client, path: str) -> None:
    headers = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "accept",
    }
    answer = quiet_client.request("OPTIONS", path, headers=headers)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Accept" in answer.headers["Access-Control-Allow-Headers"]


def test_writing_is_not_open_to_other_pages(client: Client, world: World) -> None:
    path = "/log/ca-mau/statements"
    origin = {"Origin": "https://elsewhere.example"}
    asked = client.request(
        "OPTIONS", path, headers=origin | {"Access-Control-Request-Method": "POST"}
    )
    assert not [name for name in asked.headers if name.startswith("access-control")]
    sent = client.post(
        path,
        content=world.sign(harvest("A")),
        headers=origin | {"Content-Type": "application/jose"},
    )
    assert sent.status_code == 201
    assert "Access-Control-Allow-Origin" not in sent.headers


def test_health_is_not_open_to_other_pages(quiet_client: Client) -> None:
    answer = quiet_client.get("/healthz", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_an_unforeseen_failure_is_logged_and_not_shown(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> bytes:
        raise RuntimeError("the disk of /secret/place is odd")

    monkeypatch.setattr(world.ledger, "checkpoint", fail)
    with open_client(create_app(world.host, web_root=WEB_ROOT)) as client:
        answer = client.get("/log/ca-mau/checkpoint")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["code"] == "internal_error"
    assert "secret" not in answer.text
    record = next(r for r in caplog.records if r.levelno == logging.ERROR)
    assert answer.headers["X-Request-Id"] in record.getMessage()
    assert record.exc_info is not None


def test_a_code_that_the_server_does_not_answer_with_is_a_bug(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for code in ("recalled", "no_such_code"):

        def fail(code: str = code) -> bytes:
            raise NguonError(code, "private detail")

        monkeypatch.setattr(world.ledger, "checkpoint", fail)
        with open_client(create_app(world.host, web_root=WEB_ROOT)) as client:
            answer = client.get("/log/ca-mau/checkpoint")
        assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
        assert "private" not in answer.text
    assert [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR] == [
        "a refusal that the server does not answer with"
    ] * 2


def test_one_failed_line_of_a_batch_does_not_cost_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    submit_in_order, bad = world.ledger.submit_in_order, world.sign(harvest("B"))

    def sometimes(statements: list[bytes]) -> list[Taken]:
        failed: Future[Answers] = Future()
        failed.set_exception(RuntimeError("odd"))
        taken = zip(statements, submit_in_order(statements), strict=True)
        return [Ticket(failed, 0) if statement == bad else one for statement, one in taken]

    monkeypatch.setattr(world.ledger, "submit_in_order", sometimes)
    with open_client(create_app(world.host, web_root=WEB_ROOT)) as client:
        answer = client.post(
            "/log/ca-mau/statements/batch",
            content=b"\n".join([world.sign(harvest("A")), bad, world.sign(harvest("D"))]),
            headers={"Content-Type": "text/plain"},
        )
    assert [line[:13] for line in answer.text.splitlines()] == [
        '{"status":201',
        '{"status":500',
        '{"status":201',
    ]
    assert "odd" not in answer.text
    assert "odd" in caplog.text
