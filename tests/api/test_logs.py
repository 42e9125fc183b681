"""One line a request, in JSON or for a person, that nobody can forge and that tells on nobody."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from api.client import Client, open_client
from api.conftest import WEB_ROOT
from api.world import World, harvest
from nguon_api.app import create_app
from nguon_api.logs import LEVELS, configure_logging

STATEMENTS = "/log/ca-mau/statements"
JOSE = {"Content-Type": "application/jose"}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    """Give the loggers back as they were; the client in this process keeps silent."""
    root, client = logging.getLogger(), logging.getLogger("httpx")
    handlers, level = root.handlers[:], root.level
    client.disabled = True
    yield
    client.disabled = False
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def out() -> io.StringIO:
    stream = io.StringIO()
    configure_logging("info", stream)
    return stream


def lines(stream: io.StringIO, logger: str = "nguon.access") -> list[dict[str, Any]]:
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [line for line in found if line["logger"] == logger]


def test_a_request_is_one_line(out: io.StringIO, client: Client, world: World) -> None:
    answer = client.post(STATEMENTS, content=world.sign(harvest("A")), headers=JOSE)
    (line,) = lines(out)
    assert datetime.fromisoformat(line.pop("time")).tzinfo is not None
    assert 0 < line.pop("milliseconds") < 10_000
    assert line == {
        "level": "info",
        "logger": "nguon.access",
        "event": "request",
        "request_id": answer.headers["X-Request-Id"],
        "method": "POST",
        "route": "/log/{ledger}/statements",
        "status": 201,
        "ledger": "ca-mau",
    }


def test_a_refusal_says_its_code(out: io.StringIO, quiet_client: Client) -> None:
    quiet_client.post(STATEMENTS, content=b"junk", headers=JOSE)
    quiet_client.get("/nothing/here")
    quiet_client.request("DELETE", "/healthz")
    quiet_client.get("/log/nowhere/checkpoint")
    found = [(line["status"], line["code"], line["route"]) for line in lines(out)]
    assert found == [
        (400, "jws_malformed", "/log/{ledger}/statements"),
        (404, "not_found", "unmatched"),
        (405, "method_not_allowed", "/healthz"),
        (404, "unknown_ledger", "/log/{ledger}/checkpoint"),
    ]
    assert "ledger" not in lines(out)[-1]


SECRETS = "SECRET"


def test_what_was_sent_is_not_in_the_line(out: io.StringIO, quiet_client: Client) -> None:
    quiet_client.get(f"/log/ca-mau/trace?id={SECRETS}", headers={"Cookie": SECRETS})
    quiet_client.get(f"/{SECRETS}", headers={"Authorization": SECRETS, "X-Request-Id": SECRETS})
    quiet_client.get(f"/log/{SECRETS}/checkpoint")
    quiet_client.request(SECRETS, "/healthz")
    quiet_client.post(STATEMENTS, content=SECRETS.encode(), headers=JOSE)
    assert len(lines(out)) == 5
    assert SECRETS not in out.getvalue()


FORGERIES = [
    'x\n{"level": "error", "event": "forged"}',
    "x\r\n2026-01-01T00:00:00Z error forged",
    "x\u2028forged",
    "x\u0085forged",
    "x\x1b[2Jforged",
    "x\x00\x08forged",
    "x\u202eforged",
    '"}\nforged',
]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_nobody_forges_a_line(forgery: str) -> None:
    for stream in (io.StringIO(), Terminal()):
        configure_logging("info", stream)
        logging.getLogger("a").warning("event %s", forgery)
        logging.getLogger("a").warning(forgery, extra={"ledger": forgery, "code": forgery})
        written = stream.getvalue()
        assert len(written.splitlines()) == written.count("\n") == 2
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]", written)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_nobody_forges_a_line_through_an_exception(forgery: str) -> None:
    for stream in (io.StringIO(), Terminal()):
        configure_logging("info", stream)
        logging.getLogger("a").error("failed", exc_info=RuntimeError(forgery))
        head, *rest = stream.getvalue().splitlines()
        assert "failed" in head
        assert all(line.startswith("    | ") for line in rest)
        assert "RuntimeError" in stream.getvalue()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]", stream.getvalue())


def test_forgeries_through_http(out: io.StringIO, quiet_client: Client) -> None:
    quiet_client.get("/log/x%0A%7B%22level%22%3A%22error%22%7D/checkpoint")
    quiet_client.get("/%1b%5b2J")
    quiet_client.get("/01/%0a%0aforged", headers={"Accept-Language": "x\tforged"})
    assert [line["event"] for line in lines(out)] == ["request"] * 3
    assert "forged" not in out.getvalue()


def test_what_a_bug_logs_carries_the_request_s_id(
    out: io.StringIO, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bytes:
        raise RuntimeError("odd")

    monkeypatch.setattr(world.ledger, "checkpoint", fail)
    with open_client(create_app(world.host, web_root=WEB_ROOT)) as client:
        answer = client.get("/log/ca-mau/checkpoint")
    (line,) = lines(out, "nguon_api.last_catch")
    assert line["level"] == "error"
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert "RuntimeError: odd" in line["exception"]
    (access,) = lines(out)
    assert (access["status"], access["code"]) == (500, "internal_error")


def test_requests_side_by_side_keep_their_ids(out: io.StringIO, quiet_client: Client) -> None:
    answers = [quiet_client.get("/healthz").headers["X-Request-Id"] for _ in range(50)]
    assert [line["request_id"] for line in lines(out)] == answers


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_says_what_is_told(level: str) -> None:
    stream = io.StringIO()
    configure_logging(level, stream)
    for name in LEVELS:
        logging.getLogger("a").log(getattr(logging, name.upper()), "said")
    told = [line["level"] for line in lines(stream, "a")]
    assert told == list(LEVELS[LEVELS.index(level) :])


def test_a_person_reads_the_same(quiet_client: Client) -> None:
    terminal = Terminal()
    configure_logging("info", terminal)
    answer = quiet_client.get("/healthz")
    (line,) = terminal.getvalue().splitlines()
    assert " info nguon.access request " in line
    assert f"request_id={answer.headers['X-Request-Id']}" in line
    assert "route=/healthz status=200" in line
