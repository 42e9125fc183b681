"""Only so many requests at once, and only so much memory for their bodies."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.client import open_client
from api.conftest import WEB_ROOT
from api.held import held
from api.test_readiness import until
from api.world import World, harvest
from nguon_api.app import create_app
from nguon_api.body_memory import BodyMemory, Share
from nguon_api.limits import Limits
from nguon_ledger.errors import NguonError

STATEMENTS = "/log/ca-mau/statements"
BATCH = f"{STATEMENTS}/batch"
JOSE = {"Content-Type": "application/jose"}
TEXT = {"Content-Type": "text/plain"}


def test_a_request_too_many_is_told_at_once_and_health_still_answers(world: World) -> None:
    limits = Limits(requests_in_flight=2, retry_seconds=7)
    statements = [world.sign(harvest(f"L{n}")) for n in range(3)]
    with (
        open_client(create_app(world.host, web_root=WEB_ROOT, limits=limits)) as client,
        ThreadPoolExecutor() as threads,
    ):
        with held(world.ledger):
            sent = [
                threads.submit(client.post, STATEMENTS, content=statement, headers=JOSE)
                for statement in statements[:2]
            ]
            until(lambda: world.ledger.waiting().count == 2)
            for answer in (
                client.post(STATEMENTS, content=statements[2], headers=JOSE),
                client.get("/log/ca-mau/checkpoint"),
            ):
                assert (answer.status_code, answer.json()["code"]) == (503, "overloaded")
                assert answer.headers["Retry-After"] == "7"
                assert len(answer.headers["X-Request-Id"]) == 32
            assert world.ledger.waiting().count == 2
            assert client.get("/healthz").status_code == 200
            assert client.get("/readyz").status_code == 200
        assert [one.result(timeout=60).status_code for one in sent] == [201, 201]
        assert client.post(STATEMENTS, content=statements[2], headers=JOSE).status_code == 201


def test_large_bodies_share_their_memory_and_statements_need_none_of_it(world: World) -> None:
    limits = Limits(large_bytes=100_000)
    statement, filler = world.sign(harvest("A")), b"x" * 60_000
    large = b"\n".join([world.sign(harvest("B")), filler, filler])
    with (
        open_client(create_app(world.host, web_root=WEB_ROOT, limits=limits)) as client,
        ThreadPoolExecutor() as threads,
    ):
        with held(world.ledger):
            first = threads.submit(client.post, BATCH, content=large, headers=TEXT)
            until(lambda: world.ledger.waiting().count == 1)
            answer = client.post(BATCH, content=large, headers=TEXT)
            assert (answer.status_code, answer.json()["code"]) == (503, "overloaded")
            assert int(answer.headers["Retry-After"]) > 0
            small = threads.submit(client.post, STATEMENTS, content=statement, headers=JOSE)
            until(lambda: world.ledger.waiting().count == 2)
        assert small.result(timeout=60).status_code == 201
        assert [json.loads(line)["status"] for line in first.result(timeout=60).iter_lines()] == [
            201,
            400,
            400,
        ]
        for _ in range(5):  # what was taken has been given back, refused or not
            assert client.post(BATCH, content=large, headers=TEXT).status_code == 200


def test_a_body_that_fails_gives_back_what_it_took(world: World) -> None:
    limits = Limits(large_bytes=100_000, batch_bytes=150_000)
    with open_client(create_app(world.host, web_root=WEB_ROOT, limits=limits)) as client:
        for _ in range(5):
            assert client.post(BATCH, content=b"x" * 160_000, headers=TEXT).status_code in {
                413,
                503,
            }
            assert client.post(BATCH, content=b"x" * 140_000, headers=TEXT).status_code == 200


def test_a_share_counts_only_what_is_beyond_its_own() -> None:
    memory = BodyMemory(10)
    one, two = Share(memory, free=5), Share(memory, free=5)
    one.grow_to(5)
    one.grow_to(12)
    two.grow_to(8)
    with pytest.raises(NguonError) as refused:
        two.grow_to(9)
    assert refused.value.code == "overloaded"
    two.release()
    two.release()
    one.grow_to(15)
    with pytest.raises(NguonError):
        one.grow_to(16)


def test_a_client_is_no_stranger_to_itself(quiet_world: World) -> None:
    """Requests one after the other never add up, however they end."""
    limits = Limits(requests_in_flight=3)
    with open_client(create_app(quiet_world.host, web_root=WEB_ROOT, limits=limits)) as client:
        for path, status in (("nothing", 404), ("checkpoint", 200), ("trace", 400)):
            for _ in range(limits.requests_in_flight + 2):
                assert client.get(f"/log/ca-mau/{path}").status_code == status
