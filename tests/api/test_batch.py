"""Many statements in one request: order, independence, limits."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.client import Client, open_client
from api.conftest import WEB_ROOT
from api.world import COOP, World, harvest, key, open_world, salting
from nguon_api.app import create_app
from nguon_api.limits import Limits
from nguon_ledger.receipt import verify_receipt

PATH = "/log/ca-mau/statements/batch"
TEXT = {"Content-Type": "text/plain"}


def send(client: Client, lines: Iterable[bytes]) -> list[dict[str, Any]]:
    answer = client.post(PATH, content=b"\n".join(lines) + b"\n", headers=TEXT)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    return outcomes(answer)


def outcomes(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.text.endswith("\n")
    return [json.loads(line) for line in answer.text.splitlines()]


def test_outcomes_stand_in_the_order_of_the_lines(client: Client, world: World) -> None:
    good, known = world.sign(harvest("A")), world.sign(harvest("B"))
    world.record(known)
    found = send(client, [good, b"garbage", known, world.sign(salting("A", "C", taken=500))])
    assert [outcome["status"] for outcome in found] == [201, 400, 200, 409]
    assert [outcome.get("code") for outcome in found] == [None, "jws_malformed", None, "overdrawn"]
    assert found[1].keys() == {"status", "code", "detail"}
    said = {"rule", "values", "sentence"}  # what a rule's refusal says more
    assert found[3].keys() == {"status", "code", "detail", "field"} | said
    receipt = verify_receipt(
        statement=good, proof=found[0]["proof"].encode(), log_verifier=world.ledger.log
    )
    assert receipt.index == found[0]["index"]


def test_a_line_may_rest_on_an_earlier_one(client: Client, world: World) -> None:
    newcomer = key(9)
    lines = [
        world.registry({"type": "KeyAdded", "participant": COOP, "key": newcomer.public.jwk()}),
        world.sign(harvest("A"), newcomer),  # its key is registered one line above
        world.sign(salting("A", "B")),
        world.sign(salting("B", "C", taken=80, given=60)),
    ]
    assert [outcome["status"] for outcome in send(client, lines)] == [201] * 4


def test_the_same_line_twice_is_one_entry(client: Client, world: World) -> None:
    statement = world.sign(harvest("A"))
    first, second = send(client, [statement, statement])
    assert (first["status"], second["status"]) == (201, 200)
    assert first["index"] == second["index"]


def test_an_unknown_key_is_refused_without_waiting_for_others(client: Client, world: World) -> None:
    found = send(client, [world.sign(harvest("A"), key(99)), world.sign(harvest("B"))])
    assert [outcome.get("code") for outcome in found] == ["unknown_key", None]


def test_hundreds_of_lines_share_few_seals(client: Client, world: World) -> None:
    lines = [world.sign(harvest(f"L{n}")) for n in range(300)]
    found = send(client, lines)
    assert [outcome["status"] for outcome in found] == [201] * 300
    assert found[-1]["index"] - found[0]["index"] < 310


@pytest.mark.parametrize("body", [b"", b"\n"])
def test_an_empty_batch_is_refused(client: Client, body: bytes) -> None:
    answer = client.post(PATH, content=body, headers=TEXT)
    assert (answer.status_code, answer.json()["code"]) == (400, "batch_empty")


def test_an_empty_line_is_an_outcome_of_its_own(client: Client, world: World) -> None:
    found = send(client, [world.sign(harvest("A")), b"", world.sign(harvest("B"))])
    assert [outcome["status"] for outcome in found] == [201, 400, 201]


def test_lines_and_bytes_are_limited(tmp_path: Path) -> None:
    world = open_world(tmp_path / "ledger.sqlite")
    limits = Limits(batch_lines=3, batch_bytes=5000)
    with open_client(create_app(world.host, web_root=WEB_ROOT, limits=limits)) as client:
        for body, status in [
            (b"x\ny\nz\n", 200),
            (b"x\ny\nz\nw\n", 413),
            (b"x" * 5000, 200),
            (b"x" * 5001, 413),
        ]:
            answer = client.post(PATH, content=body, headers=TEXT)
            assert answer.status_code == status
            if status == 413:
                assert answer.json()["code"] == "batch_too_large"
    world.host.close()


def test_a_line_of_more_than_65535_bytes_is_refused_alone(client: Client, world: World) -> None:
    found = send(client, [b"x" * 65_536, world.sign(harvest("A"))])
    assert [outcome.get("code") for outcome in found] == ["statement_too_large", None]
    assert found[0]["status"] == 413


def test_only_text_is_taken(client: Client) -> None:
    answer = client.post(PATH, content=b"x", headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
