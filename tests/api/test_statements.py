"""Recording over HTTP, against the real engine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from api.client import Client
from api.world import World, harvest, salting
from nguon_ledger.encoding.base64s import b64_encode
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.receipt import verify_receipt

PATH = "/log/ca-mau/statements"
JOSE = {"Content-Type": "application/jose"}


def test_a_receipt_proves_that_the_statement_is_in_the_log(client: Client, world: World) -> None:
    statement = world.sign(harvest("A"))
    answer = client.post(PATH, content=statement, headers=JOSE)
    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["Location"] == f"/log/ca-mau/entries/{body['index']}"
    assert body["leaf_hash"] == b64_encode(leaf_hash(statement))
    receipt = verify_receipt(
        statement=statement, proof=body["proof"].encode(), log_verifier=world.ledger.log
    )
    assert receipt.index == body["index"]
    assert client.get(answer.headers["Location"]).content == statement


def test_the_same_bytes_again_answer_with_the_first_index(client: Client, world: World) -> None:
    statement = world.sign(harvest("A"))
    first = client.post(PATH, content=statement, headers=JOSE)
    checkpoint = client.get("/log/ca-mau/checkpoint").content
    again = client.post(PATH, content=statement + b"\n", headers=JOSE)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["index"] == first.json()["index"]
    assert again.headers["Location"] == first.headers["Location"]
    assert client.get("/log/ca-mau/checkpoint").content == checkpoint


def test_a_media_type_may_have_parameters_and_capitals(client: Client, world: World) -> None:
    headers = {"Content-Type": "Application/JOSE; charset=utf-8"}
    answer = client.post(PATH, content=world.sign(harvest("A")), headers=headers)
    assert answer.status_code == 201


def test_whitespace_beyond_one_newline_is_not_trimmed(client: Client, world: World) -> None:
    statement = world.sign(harvest("A"))
    for spoiled in (statement + b"\n\n", statement + b"\r\n", b" " + statement, statement + b" "):
        answer = client.post(PATH, content=spoiled, headers=JOSE)
        assert (answer.status_code, answer.json()["code"]) == (400, "jws_malformed")


def test_statements_sent_at_once_are_all_recorded(client: Client, world: World) -> None:
    statements = [world.sign(harvest(f"L{n}")) for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda s: client.post(PATH, content=s, headers=JOSE), statements))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["index"] for answer in answers}) == 40
    for statement, answer in zip(statements, answers, strict=True):
        verify_receipt(
            statement=statement,
            proof=answer.json()["proof"].encode(),
            log_verifier=world.ledger.log,
        )


def test_a_step_that_rests_on_a_recorded_one_is_recorded(client: Client, world: World) -> None:
    for statement in (world.sign(harvest("A")), world.sign(salting("A", "B"))):
        assert client.post(PATH, content=statement, headers=JOSE).status_code == 201
    answer = client.post(PATH, content=world.sign(salting("A", "C", taken=21)), headers=JOSE)
    assert (answer.status_code, answer.json()["code"]) == (409, "overdrawn")
