"""Quotas through HTTP: 429 with the time to wait, by key, and only for its own signatures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.client import Client, open_client
from api.conftest import WEB_ROOT
from api.world import World, harvest, key, open_world
from nguon_api.app import create_app
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.engine.intake.quota import Rate

STATEMENTS = "/log/ca-mau/statements"
JOSE = {"Content-Type": "application/jose"}
BURST = 6  # the world itself needs five statements of the operator


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    host = Host(tmp_path / "ledger.sqlite", options=Options(quota=Rate(0.01, BURST)))
    yield open_world(tmp_path / "ledger.sqlite", host=host)
    host.close()


@pytest.fixture
def client(world: World) -> Iterator[Client]:
    with open_client(create_app(world.host, web_root=WEB_ROOT)) as opened:
        yield opened


def send(client: Client, statement: bytes) -> tuple[int, str | None]:
    answer = client.post(STATEMENTS, content=statement, headers=JOSE)
    return answer.status_code, answer.json().get("code")


def test_a_key_that_sends_too_much_is_told_when_to_come_back(client: Client, world: World) -> None:
    statement = world.sign(harvest("A"))
    assert send(client, statement) == (201, None)
    for _ in range(BURST - 1):
        assert send(client, statement) == (200, None)  # a repeat costs as much
    answer = client.post(STATEMENTS, content=world.sign(harvest("B")), headers=JOSE)
    assert (answer.status_code, answer.json()["code"]) == (429, "quota_exceeded")
    assert 90 < int(answer.headers["Retry-After"]) <= 100  # one in a hundred seconds
    other = world.sign(harvest("B"), world.carrier)
    assert send(client, other)[1] != "quota_exceeded", "each key has its own"


def test_what_others_sign_in_a_key_s_name_is_not_charged_to_it(
    client: Client, world: World
) -> None:
    genuine = world.sign(harvest("A"))
    head, _, signature = genuine.split(b".")
    forged = b".".join([head, world.sign(harvest("B")).split(b".")[1], signature])
    for _ in range(3 * BURST):
        assert send(client, forged) == (403, "signature_bad")
    assert send(client, world.sign(harvest("C"), key(9)))[1] == "unknown_key"
    assert send(client, genuine) == (201, None)


def test_what_is_signed_and_makes_no_sense_is_charged(client: Client, world: World) -> None:
    nonsense = world.sign({"type": "ObjectEvent"})
    found = [send(client, nonsense)[0] for _ in range(BURST + 1)]
    assert found == [400] * BURST + [429]


def test_the_lines_of_a_batch_are_charged_one_by_one(client: Client, world: World) -> None:
    lines = b"\n".join(world.sign(harvest(f"L{n}")) for n in range(BURST + 2))
    answer = client.post(
        f"{STATEMENTS}/batch", content=lines, headers={"Content-Type": "text/plain"}
    )
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert [one["status"] for one in found] == [201] * BURST + [429] * 2
    assert found[-1]["code"] == "quota_exceeded"
    assert "seconds" in found[-1]["detail"]
