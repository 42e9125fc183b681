"""The API's description fits what the service does, and its examples fit the description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from api.client import Client
from api.world import World, harvest
from nguon_api import examples
from nguon_api.problems import PROBLEMS
from nguon_ledger.encoding.base64s import b64_encode
from nguon_ledger.events.gs1 import parse_item
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.log.note import Verifier
from nguon_ledger.receipt import verify_receipt
from nguon_ledger.statement import parse_statement


@pytest.fixture(scope="module")
def document(quiet_client: Client) -> dict[str, Any]:
    answer = quiet_client.get("/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def fits(document: dict[str, Any], schema: dict[str, Any], example: object) -> bool:
    whole = schema | {"components": document["components"]}
    return jsonschema_rs.Draft202012Validator(whole).is_valid(example)


def contents(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from operation.get("requestBody", {}).get("content", {}).items()
    for answer in operation["responses"].values():
        yield from answer.get("content", {}).items()


def test_every_address_is_described(document: dict[str, Any]) -> None:
    assert {name for name, _ in operations(document)} == {
        "POST /log/{ledger}/statements",
        "POST /log/{ledger}/statements/batch",
        "GET /log/{ledger}/checkpoint",
        "GET /log/{ledger}/tile/entries/{path}",
        "GET /log/{ledger}/tile/{level}/{path}",
        "GET /log/{ledger}/entries/{index}",
        "GET /log/{ledger}/entries/{index}/proof",
        "POST /log/{ledger}/attachments",
        "GET /log/{ledger}/attachments/{sha256}",
        "GET /log/{ledger}/downstream",
        "GET /log/{ledger}/recall-scope",
        "GET /log/{ledger}/shipments",
        "GET /log/{ledger}/flags",
        "GET /log/{ledger}/report",
        "GET /log/{ledger}/report.csv",
        "GET /log/{ledger}/report.xlsx",
        "GET /log/{ledger}/trace",
        "GET /01/{path}",
        "GET /p/{path}",
        "GET /00/{path}",
        "GET /.well-known/nguon.json",
        "GET /verify/{path}",
        "GET /problems/{code}",
        "GET /healthz",
        "GET /readyz",
    }


def test_every_operation_has_words_a_tag_and_examples(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    for name, operation in operations(document):
        assert operation["summary"], name
        assert operation["description"], name
        assert set(operation["tags"]) <= tags, name
        assert len(operation["tags"]) == 1, name
        described = list(contents(operation))
        assert described, name
        for media_type, content in described:
            assert "example" in content or content.get("examples"), (name, media_type)


def test_every_example_fits_its_schema(document: dict[str, Any]) -> None:
    count = 0
    for name, operation in operations(document):
        for media_type, content in contents(operation):
            values = [content["example"]] if "example" in content else []
            values += [example["value"] for example in content.get("examples", {}).values()]
            for value in values:
                assert fits(document, content["schema"], value), (name, media_type, value)
                count += 1
    assert count > 80


def test_an_example_that_does_not_fit_would_be_noticed(document: dict[str, Any]) -> None:
    schema = document["paths"]["/log/{ledger}/statements"]["post"]["responses"]["201"]["content"]
    receipt = schema["application/json"]["schema"]
    assert fits(document, receipt, examples.RECEIPT)
    assert not fits(document, receipt, examples.RECEIPT | {"index": "1"})
    assert not fits(document, receipt, examples.RECEIPT | {"trust": "me"})


def test_problems_are_described_under_their_statuses(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for status, answer in operation["responses"].items():
            content = answer.get("content", {}).get("application/problem+json")
            assert (int(status) >= 400) == (content is not None), (name, status)
            for code in (content or {}).get("examples", {}):
                assert str(PROBLEMS[code].status) == status


def test_the_examples_are_real() -> None:
    statement = examples.STATEMENT.encode()
    log = Verifier.from_vkey(examples.VKEY)
    proof = examples.PROOF.encode()
    assert verify_receipt(statement=statement, proof=proof, log_verifier=log).index == 1
    assert b64_encode(leaf_hash(statement)) == examples.LEAF
    assert parse_statement(statement, log=examples.ORIGIN).payload["type"] == "LocationRegistered"
    assert parse_item(examples.LOT).is_lot


def test_real_answers_fit_the_description(
    client: Client, world: World, document: dict[str, Any]
) -> None:
    schemas = document["components"]["schemas"]
    path, jose = "/log/ca-mau/statements", {"Content-Type": "application/jose"}
    statement = world.sign(harvest("A"))
    batch = client.post(f"{path}/batch", content=statement + b"\nx", headers=jose)
    real = [
        ("Receipt", client.post(path, content=statement, headers=jose).json()),
        ("Problem", client.post(path, content=b"x", headers=jose).json()),
        ("Problem", client.get("/nothing").json()),
        ("Ledgers", client.get("/.well-known/nguon.json").json()),
        ("Alive", client.get("/healthz").json()),
        ("Ready", client.get("/readyz").json()),
        ("Meaning", client.get("/problems/recalled").json()),
        *(("Outcome", json.loads(line)) for line in batch.text.splitlines()),
    ]
    for name, value in real:
        assert fits(document, schemas[name], value), (name, value)
