"""Statements as the door reads them: rightly signed over changed payloads, and changed after."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import ValidationError

from fuzz.budget import QUICK, SOAK
from fuzz.mutations import byte_mutants, dump, json_mutants, line_mutants, values
from fuzz.outcomes import accepted, outcome
from fuzz.seeds import key_of, payloads, registry, story
from nguon_ledger.encoding.base64s import b64url_decode, b64url_encode
from nguon_ledger.encoding.strict_json import parse_json, parse_object
from nguon_ledger.engine.intake.checks import check_statement
from nguon_ledger.errors import NguonError
from nguon_ledger.events.reading import read_event
from nguon_ledger.keys.jwk import parse_jwk
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.statement import EVENT_TYP, parse_statement, sign_statement
from nguon_schemas.errors import SchemaError
from nguon_schemas.sentences import schema_error
from nguon_schemas.validate import validate_event, validate_registry
from unit.ledger.checks import vectors


def door(data: bytes) -> object:
    charged: list[str] = []
    found = check_statement(data, origin=story().origin, registry=registry(), charge=charged.append)
    assert charged == [found.kid]
    return found


def signed(typ: str, kid: str, payload: Any) -> bytes:
    return sign_statement(typ=typ, log=story().origin, payload=dump(payload), key=key_of(kid))


def _check_payload(data: st.DataObject, most: int) -> None:
    typ, kid, payload = data.draw(st.sampled_from(payloads()))
    changed = data.draw(json_mutants(payload, most=most) | values)
    outcome(door, signed(typ, kid, changed))
    document = accepted(parse_object, dump(changed))
    if document is not None:
        read, validate = (
            (read_event, validate_event) if typ == EVENT_TYP else (read_registry, validate_registry)
        )
        outcome(read, document)  # readers stand on their own: a bundle's are not validated first
        try:
            validate(document)
        except SchemaError as e:
            json.dumps([e.code, e.detail, e.field], ensure_ascii=False).encode()


@QUICK
@given(data=st.data())
def test_a_payload_that_is_signed_and_wrong_somewhere(data: st.DataObject) -> None:
    _check_payload(data, 2)


@pytest.mark.soak
@SOAK
@given(data=st.data())
def test_a_payload_that_is_signed_and_wrong_somewhere_for_long(data: st.DataObject) -> None:
    _check_payload(data, 6)


@QUICK
@given(data=st.data())
def test_a_header_that_is_wrong_somewhere(data: st.DataObject) -> None:
    """Signed again by the same key: what is wrong is the header alone."""
    entry = data.draw(st.sampled_from(story().entries[1:]))
    head, payload, _ = entry.decode().split(".")
    header = json.loads(b64url_decode(head))
    changed = dump(data.draw(json_mutants(header) | values))
    signing_input = f"{b64url_encode(changed)}.{payload}".encode()
    signature = b64url_encode(key_of(header["kid"]).sign(signing_input)).encode()
    found = accepted(door, signing_input + b"." + signature)
    assert found is None or json.loads(changed) == header, "another header passed"


@QUICK
@given(data=st.data())
def test_bytes_changed_after_signing_never_pass(data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from([e for e in story().entries if _passes(e)]))
    changed = data.draw(byte_mutants(entry) | line_mutants(entry))
    assert changed == entry or accepted(door, changed) is None
    statement = accepted(lambda d: parse_statement(d, log=story().origin), changed)
    assert statement is None or statement.data == changed


def _passes(entry: bytes) -> bool:
    return accepted(door, entry) is not None


def test_the_honest_statements_pass() -> None:
    """Without this, whatever is refused below would prove nothing."""
    assert sum(map(_passes, story().entries)) >= len(payloads()) // 2


json_texts = st.sampled_from([case["text"] for case in vectors("json.json")["good"]])


@QUICK
@given(data=st.data())
def test_strict_json(data: st.DataObject) -> None:
    seed = data.draw(json_texts | st.sampled_from([json.dumps(p) for _, _, p in payloads()]))
    found = outcome(parse_json, data.draw(st.binary(max_size=300) | byte_mutants(seed.encode())))
    assert found is not NotImplemented


@QUICK
@given(data=st.data())
def test_keys(data: st.DataObject) -> None:
    seeds = [case["jwk"] for case in vectors("keys.json")["good"]]
    changed = data.draw(json_mutants(data.draw(st.sampled_from(seeds))) | values)
    document = accepted(parse_json, dump(changed))
    key = accepted(parse_jwk, document) if document is not None else None
    if key is not None:
        assert parse_jwk(key.jwk()).kid == key.kid


_LIMIT = 65_535
HUGE = [
    b"[" * _LIMIT,
    b'{"a":' * (_LIMIT // 5),
    b"[" + b"0," * (_LIMIT // 2 - 1) + b"0]",
    b"9" * _LIMIT,
    b"0." + b"9" * _LIMIT,
    b'"' + b"\\u0061" * (_LIMIT // 6) + b'"',
    b"{" + b",".join(b'"%d":0' % n for n in range(6000)) + b"}",
    b'{"' + b"a" * _LIMIT + b'":0}',
    b" " * _LIMIT,
    b"1e" + b"9" * 1000,
]


@pytest.mark.parametrize("text", HUGE, ids=range(len(HUGE)))
def test_a_text_as_large_as_a_statement_may_be_is_read_in_bounded_time(text: bytes) -> None:
    outcome(parse_json, text)
    event = dict(next(p for typ, _, p in payloads() if typ == EVENT_TYP))
    event["nguon:reason"] = text.decode()
    key = Ed25519SigningKey.generate()
    outcome(door, sign_statement(typ=EVENT_TYP, log=story().origin, payload=text, key=key))
    outcome(door, signed(EVENT_TYP, payloads()[-2][1], event))


@pytest.mark.parametrize("name", ["epcList", "quantityList", "bizTransactionList", "sourceList"])
def test_of_a_list_as_long_as_a_statement_may_hold_one_fault_is_found(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Finding every fault takes the better part of a second, and anybody may send such a list."""
    found: list[int] = []

    def counted(schema: dict[str, Any], errors: Iterable[ValidationError]) -> SchemaError:
        faults = list(errors)
        found.append(len(faults))
        return schema_error(schema, faults)

    monkeypatch.setattr("nguon_schemas.validate.schema_error", counted)
    typ, kid, honest = next(p for p in payloads() if p[0] == EVENT_TYP)
    items: list[Any] = ["https://id.gs1.org/01/08930000000019/21/1", {}, [], None, 0, "a/" * 20]
    for item in items:
        length = 45_000 // (len(json.dumps(item)) + 2)
        changed = honest | {name: [item] * length}
        refused = outcome(door, signed(typ, kid, changed))
        assert isinstance(refused, NguonError)
        outcome(read_event, parse_object(dump(changed)))
    assert found == [1] * len(items)
