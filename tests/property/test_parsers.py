"""Whatever bytes come in, a parser answers with a value or with a NguonError."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon_ledger.encoding.base64s import b64_decode, b64url_decode
from nguon_ledger.encoding.integers import parse_integer
from nguon_ledger.encoding.rfc3339 import parse_offset, parse_time
from nguon_ledger.encoding.strict_json import parse_json, parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.events.gs1 import check_location, parse_item, parse_product, scanned
from nguon_ledger.events.quantities import read_quantity
from nguon_ledger.events.reading import read_event
from nguon_ledger.keys.jwk import parse_jwk
from nguon_ledger.log.checkpoint import open_checkpoint, parse_checkpoint
from nguon_ledger.log.note import Verifier, parse_note
from nguon_ledger.log.tiles import parse_entries, parse_number, parse_tile_path
from nguon_ledger.log.tlog_proof import parse_proof
from nguon_ledger.receipt import verify_receipt
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.statement import parse_statement
from property.budget import QUICK
from support.story import Story, whole_story
from unit.ledger.checks import vectors
from unit.ledger.events.test_event import AGGREGATION, OBJECT, TRANSFORMATION
from unit.ledger.registry.test_statements import SAMPLES


@cache
def story() -> Story:
    return whole_story()


def receipt(data: bytes) -> object:
    return verify_receipt(statement=data, proof=data, log_verifier=story().log)


BYTES: dict[str, Callable[[bytes], object]] = {
    "json": parse_json,
    "note": parse_note,
    "checkpoint": lambda data: open_checkpoint(data, story().log),
    "proof": parse_proof,
    "receipt": receipt,
    "statement": lambda data: parse_statement(data, log=story().origin),
    "entries": parse_entries,
}
TEXTS: dict[str, Callable[[str], object]] = {
    "integer": parse_integer,
    "base64": b64_decode,
    "base64url": b64url_decode,
    "time": parse_time,
    "offset": parse_offset,
    "vkey": Verifier.from_vkey,
    "checkpoint": parse_checkpoint,
    "tile": parse_tile_path,
    "tile number": parse_number,
    "item": parse_item,
    "product": parse_product,
    "place": check_location,
    "scan": lambda text: scanned(text, host="ledger.example"),
}
VALUES: dict[str, Callable[[Any], object]] = {
    "jwk": parse_jwk,
    "quantity": lambda value: read_quantity(value if isinstance(value, dict) else {}),
    "event": lambda value: read_event(value if isinstance(value, dict) else {}),
    "registry": lambda value: read_registry(value if isinstance(value, dict) else {}),
}


@cache
def seeds() -> tuple[bytes, ...]:
    """Return real documents, for mutants that get further than noise does."""
    notes, log = vectors("notes.json"), vectors("log.json")
    texts = [log["log"]["note"], log["log"]["vkey"], *(c["text"] for c in notes["proofs"]["good"])]
    texts += [c["path"] for c in notes["tile_paths"]["good"]]
    texts += [c["id"] for c in vectors("identifiers.json")["items"]]
    texts += [c["text"] for c in vectors("times.json")["good"]]
    texts += [c["text"] for c in vectors("json.json")["good"]]
    return (*(text.encode() for text in texts), *story().entries)


# Pieces that lenient parsers stumble over.
TRAPS = (
    *(b"", b"\x00", b"\n", b"\r", b" ", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80"),
    *("\u0663".encode(), "\uff11".encode(), "\u2014 ".encode(), "\u00a0".encode(), b"\\ud800"),
    *(b"1" * 5000, b"[" * 2000, b'{"a":' * 2000, b"-", b"+", b"_", b"=", b"/", b".", b"\n\n"),
    *(b"9223372036854775808", b"1e999", b"1e-9999999", b"NaN", b"x999/" * 9, b".p/"),
)


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    """Draw a real document with a few places cut out, doubled or replaced by a trap."""
    data = draw(st.sampled_from(seeds()))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 0, 1, 1, 2, 8, 64])))
        piece = draw(st.sampled_from(TRAPS) | st.binary(max_size=3))
        data = data[:start] + piece + data[end:]
    return data


@pytest.mark.parametrize("name", BYTES)
@QUICK
@given(data=st.binary(max_size=300) | mutants())
def test_bytes_give_a_value_or_a_nguon_error(name: str, data: bytes) -> None:
    _only_nguon_errors(BYTES[name], data)


# Every character, half surrogate pairs as well: command lines and URLs can hold them.
any_text = st.text(alphabet=st.characters(codec=None), max_size=60)


@pytest.mark.parametrize("name", TEXTS)
@QUICK
@given(text=any_text | mutants().map(lambda data: data.decode("utf-8", "surrogateescape")))
def test_text_gives_a_value_or_a_nguon_error(name: str, text: str) -> None:
    _only_nguon_errors(TEXTS[name], text)


scalars = st.none() | st.booleans() | st.integers(-3, 2**53) | st.text(max_size=8)
values = st.recursive(
    scalars | st.decimals(allow_nan=False, allow_infinity=False, places=7),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@pytest.mark.parametrize("name", VALUES)
@QUICK
@given(data=st.data())
def test_values_give_a_value_or_a_nguon_error(name: str, data: st.DataObject) -> None:
    """Documents with a member dropped or replaced by anything that JSON can hold."""
    document = dict(data.draw(st.sampled_from(_documents())))
    for _ in range(data.draw(st.integers(1, 2))):
        member = data.draw(st.sampled_from(sorted(document)) | st.text(max_size=5))
        document[member] = data.draw(values)
    _only_nguon_errors(VALUES[name], document)
    _only_nguon_errors(VALUES[name], data.draw(values))


@cache
def _documents() -> tuple[dict[str, Any], ...]:
    samples = [OBJECT, TRANSFORMATION, AGGREGATION, *SAMPLES.values()]
    samples += [case["jwk"] for case in vectors("keys.json")["good"]]
    return tuple(parse_object(json.dumps(sample).encode()) for sample in samples)


def _only_nguon_errors(parse: Callable[[Any], object], value: object) -> None:
    """Let a NguonError pass that can be sent to whoever wrote the input; anything else fails."""
    try:
        parse(value)
    except NguonError as e:
        json.dumps([e.code, e.detail, e.field], ensure_ascii=False).encode()
        assert len(e.detail) < 1000  # noqa: PT017 (a value is as good)
