"""Bad input: a problem document with a stable code and the field at fault, and nothing stored."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from api.client import Client
from api.world import (
    COOP,
    CRAB,
    PLACE,
    World,
    encode,
    event,
    harvest,
    key,
    lot,
    now,
    participant,
    salting,
)
from nguon_api.problems import PROBLEMS
from nguon_ledger.encoding.base64s import b64url_encode
from nguon_ledger.statement import EVENT_TYP, SEAL_TYP, sign_statement

PATH = "/log/ca-mau/statements"
JOSE = {"Content-Type": "application/jose"}
WRONG_GTIN = "https://id.gs1.org/01/08938501234561"


@dataclass(frozen=True)
class Case:
    """A statement that is refused, and how."""

    code: str
    make: Callable[[World], bytes]
    field: str | None = None


def spoil_signature(world: World) -> bytes:
    head, _, signature = world.sign(harvest("A")).rpartition(b".")
    other = b"B" if signature[:1] == b"A" else b"A"
    return head + b"." + other + signature[1:]


def with_header(world: World, **changes: object) -> bytes:
    header = {"alg": "Ed25519", "kid": world.coop.kid, "typ": EVENT_TYP, "log": world.origin}
    text = json.dumps({name: v for name, v in (header | changes).items() if v is not None})
    body = b64url_encode(text.encode()) + "." + b64url_encode(encode(harvest("A")))
    return f"{body}.{b64url_encode(world.coop.sign(body.encode()))}".encode()


def for_another_log(world: World) -> bytes:
    log, payload = "elsewhere.example/log/x", encode(harvest("A"))
    return sign_statement(typ=EVENT_TYP, log=log, payload=payload, key=world.coop)


def nested(depth: int) -> bytes:
    return b'{"a":' + b"[" * depth + b"]" * depth + b"}"


def fluffed(world: World) -> bytes:
    return world.sign(harvest("A") | {"nguon:reason": "x" * 70_000})


WEAK_KEY = {"kty": "OKP", "crv": "Ed25519", "x": b64url_encode(bytes([1]) + bytes(31))}

CASES = {
    "empty": Case("jws_malformed", lambda _: b""),
    "two parts": Case("jws_malformed", lambda w: w.sign(harvest("A")).rpartition(b".")[0]),
    "padding": Case("jws_malformed", lambda w: w.sign(harvest("A")) + b"="),
    "not ASCII": Case("jws_malformed", lambda w: w.sign(harvest("A")).replace(b".", "ä.".encode())),
    "JSON instead of JWS": Case("jws_malformed", lambda _: encode(harvest("A"))),
    "header is no JSON": Case("header_malformed", lambda _: b"YQ.YQ.YQ"),
    "header with jwk": Case("header_malformed", lambda w: with_header(w, jwk={})),
    "header without log": Case("header_malformed", lambda w: with_header(w, log=None)),
    "number as kid": Case("header_malformed", lambda w: with_header(w, kid=1)),
    "wrong typ": Case("unknown_type", lambda w: with_header(w, typ="JWT"), "typ"),
    "a seal": Case("unknown_type", lambda w: w.sign({"a": 1}, typ=SEAL_TYP), "typ"),
    "other log": Case("wrong_log", for_another_log, "log"),
    "other alg": Case("algorithm_mismatch", lambda w: with_header(w, alg="ES256"), "alg"),
    "alg none": Case("algorithm_mismatch", lambda w: with_header(w, alg="none"), "alg"),
    "unknown key": Case("unknown_key", lambda w: w.sign(harvest("A"), key(77)), "kid"),
    "signature": Case("signature_bad", spoil_signature),
    "duplicate name": Case(
        "json_duplicate_name", lambda w: w.sign_bytes(b'{"type":1,"type":1}'), "type"
    ),
    "half a surrogate as a name": Case(
        "json_duplicate_name", lambda w: w.sign_bytes(b'{"\\ud800":1,"\\ud800":1}'), "\\ud800"
    ),
    "broken UTF-8": Case("utf8_malformed", lambda w: w.sign_bytes(b'{"a":"\xc3\x28"}')),
    "syntax": Case("json_syntax", lambda w: w.sign_bytes(b'{"a":}')),
    "byte order mark": Case("json_syntax", lambda w: w.sign_bytes(b"\xef\xbb\xbf{}")),
    "array": Case("json_not_object", lambda w: w.sign_bytes(b"[]")),
    "NaN": Case("json_number", lambda w: w.sign_bytes(b'{"a":NaN}'), "NaN"),
    "long number": Case(
        "json_number", lambda w: w.sign_bytes(b'{"a":1.2345678901234567}'), "1.2345678901234567"
    ),
    "half a surrogate": Case("json_surrogate", lambda w: w.sign_bytes(b'{"a":"\\ud800"}')),
    "too deep": Case("json_too_deep", lambda w: w.sign_bytes(nested(40))),
    "very deep": Case("json_too_deep", lambda w: w.sign_bytes(nested(20_000))),
    "oversize": Case("statement_too_large", fluffed),
    "schema": Case(
        "schema_violation", lambda w: w.sign(harvest("A", bizStep="harvesting")), "/bizStep"
    ),
    "undeclared prefix": Case(
        "undeclared_prefix", lambda w: w.sign(harvest("A") | {"my:note": "x"}), "/my:note"
    ),
    "quantity 0": Case(
        "schema_violation", lambda w: w.sign(harvest("A", 0)), "/quantityList/0/quantity"
    ),
    "check digit": Case(
        "check_digit",
        lambda w: w.sign(harvest("A", product=WRONG_GTIN)),
        "quantityList/0/epcClass",
    ),
    "identifier": Case(
        "identifier_malformed",
        lambda w: w.sign(harvest("A%20B")),
        "quantityList/0/epcClass",
    ),
    "offset": Case(
        "time_offset",
        lambda w: w.sign(harvest("A", eventTime="2026-01-01T10:00:00+08:00")),
        "eventTimeZoneOffset",
    ),
    "no such day": Case(
        "schema_violation",
        lambda w: w.sign(harvest("A", eventTime="2026-02-30T10:00:00+07:00")),
        "/eventTime",
    ),
    "future": Case(
        "future_event", lambda w: w.sign(harvest("A", eventTime=now(minutes=10))), "eventTime"
    ),
    "role": Case("role_missing", lambda w: w.sign(harvest("A"), w.carrier), "type"),
    "unknown product": Case(
        "unknown_product",
        lambda w: w.sign(harvest("A", product="https://testserver/p/nobody")),
        "https://testserver/p/nobody",
    ),
    "unknown place": Case(
        "unknown_location",
        lambda w: w.sign(harvest("A", readPoint={"id": "https://coop.example/nowhere"})),
        "https://coop.example/nowhere",
    ),
    "unknown input lot": Case(
        "input_missing", lambda w: w.sign(salting("NONE", "B")), "inputQuantityList"
    ),
    "output is input": Case(
        "event_malformed", lambda w: w.sign(salting("A", "A")), "outputQuantityList"
    ),
    "lot exists": Case("lot_exists", lambda w: w.sign(harvest("BEFORE")), f"{CRAB}/10/BEFORE"),
    "too much": Case(
        "overdrawn", lambda w: w.sign(salting("BEFORE", "B", taken=121)), f"{CRAB}/10/BEFORE"
    ),
    "other unit": Case(
        "unit_mismatch",
        lambda w: w.sign(
            event(
                "TransformationEvent",
                inputQuantityList=[lot(CRAB, "BEFORE", 1, "LTR")],
                outputQuantityList=[lot(CRAB, "B", 1)],
            )
        ),
        f"{CRAB}/10/BEFORE",
    ),
    "nothing to correct": Case(
        "correction_unknown",
        lambda w: w.sign(
            harvest("A", errorDeclaration={"declarationTime": now(), "reason": "did_not_occur"})
        ),
        "errorDeclaration",
    ),
    "registry type": Case("schema_violation", lambda w: w.registry({"type": "Nothing"}), "/type"),
    "not the operator": Case(
        "not_authorized",
        lambda w: w.registry(participant("https://x.example/", "producer", key(9)), w.coop),
        "kid",
    ),
    "registered twice": Case(
        "already_registered", lambda w: w.registry(participant(COOP, "producer", key(9)))
    ),
    "weak key": Case(
        "weak_key",
        lambda w: w.registry({"type": "KeyAdded", "participant": COOP, "key": WEAK_KEY}),
        "keys",
    ),
    "not the owner": Case(
        "not_authorized",
        lambda w: w.registry(
            {"type": "LocationRegistered", "location": PLACE, "owner": COOP, "name": "x"},
            w.carrier,
        ),
        "kid",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_by_name_and_nothing_is_stored(
    quiet_client: Client, quiet_world: World, name: str
) -> None:
    case = CASES[name]
    before = quiet_client.get("/log/ca-mau/checkpoint").content
    answer = quiet_client.post(PATH, content=case.make(quiet_world), headers=JOSE)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    problem = answer.json()
    assert (problem["code"], problem.get("field")) == (case.code, case.field)
    kind = PROBLEMS[case.code]
    assert answer.status_code == problem["status"] == kind.status
    assert (problem["type"], problem["title"]) == (f"/problems/{case.code}", kind.title)
    assert problem["detail"]
    assert quiet_client.get("/log/ca-mau/checkpoint").content == before


def test_a_problem_quotes_at_most_500_characters(quiet_client: Client) -> None:
    problem = quiet_client.get("/log/ca-mau/checkpoint", params={"x" * 5000: "1"}).json()
    assert problem["code"] == "unknown_parameter"
    assert len(problem["field"]) == len(problem["detail"]) == 500


def test_a_revoked_key_signs_no_more(client: Client, world: World) -> None:
    revocation = {"type": "KeyRevoked", "key": world.coop.kid, "reason": "lost"}
    world.record(world.registry(revocation))
    answer = client.post(PATH, content=world.sign(harvest("A")), headers=JOSE)
    assert (answer.status_code, answer.json()["code"]) == (403, "key_revoked")


def test_a_suspended_participant_signs_no_more(client: Client, world: World) -> None:
    change = {"status": "suspended", "effective": now(), "reason": "asked for it"}
    world.record(
        world.registry({"type": "ParticipantStatusChanged", "participant": COOP, **change})
    )
    answer = client.post(PATH, content=world.sign(harvest("A")), headers=JOSE)
    assert (answer.status_code, answer.json()["code"]) == (403, "participant_inactive")


@pytest.mark.parametrize(
    "content_type", [None, "", "application/json", "text/plain", "application/jose+json", "jose"]
)
def test_another_media_type_is_refused(
    quiet_client: Client, quiet_world: World, content_type: str | None
) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    answer = quiet_client.post(PATH, content=quiet_world.sign(harvest("A")), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert answer.json()["field"] == "Content-Type"


def test_a_compressed_body_is_refused(quiet_client: Client, quiet_world: World) -> None:
    headers = JOSE | {"Content-Encoding": "gzip"}
    answer = quiet_client.post(PATH, content=quiet_world.sign(harvest("A")), headers=headers)
    assert (answer.status_code, answer.json()["field"]) == (415, "Content-Encoding")


async def in_chunks(size: int) -> AsyncIterator[bytes]:
    for start in range(0, size, 1000):
        yield b"x" * min(1000, size - start)


@pytest.mark.parametrize("size", [65_537, 200_000])
@pytest.mark.parametrize("body", [lambda size: b"x" * size, in_chunks])
def test_a_large_body_is_refused_with_and_without_content_length(
    quiet_client: Client, size: int, body: Callable[[int], bytes | AsyncIterator[bytes]]
) -> None:
    answer = quiet_client.post(PATH, content=body(size), headers=JOSE)
    assert (answer.status_code, answer.json()["code"]) == (413, "statement_too_large")


def test_65535_bytes_and_a_newline_are_read(quiet_client: Client) -> None:
    answer = quiet_client.post(PATH, content=b"x" * 65_535 + b"\n", headers=JOSE)
    assert answer.json()["code"] == "jws_malformed"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("POST", "/log/nobody/statements", 404, "unknown_ledger"),
        ("POST", "/log/nobody/statements/batch", 404, "unknown_ledger"),
        ("GET", "/log/nobody/checkpoint", 404, "unknown_ledger"),
        ("GET", "/log/nobody/trace?id=x", 404, "unknown_ledger"),
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/log/ca-mau/", 404, "not_found"),
        ("GET", "/log/ca-mau/checkpoint/", 404, "not_found"),
        ("GET", "/docs", 404, "not_found"),
        ("GET", "/log/ca-mau/statements", 405, "method_not_allowed"),
        ("DELETE", "/log/ca-mau/entries/0", 405, "method_not_allowed"),
        ("PUT", "/log/ca-mau/checkpoint", 405, "method_not_allowed"),
        ("POST", "/log/ca-mau/statements?trust=me", 400, "unknown_parameter"),
        ("GET", "/log/ca-mau/checkpoint?x=1", 400, "unknown_parameter"),
        ("GET", "/.well-known/nguon.json?ledger=x", 400, "unknown_parameter"),
    ],
)
def test_a_wrong_address_is_a_problem_document(
    quiet_client: Client, method: str, path: str, status: int, code: str
) -> None:
    answer = quiet_client.request(method, path)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    if status == 405:
        assert answer.headers["Allow"]
