"""What is written is read back, and what is read is written the same: one spelling each."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from nguon_ledger.encoding.base64s import b64_decode, b64_encode, b64url_decode, b64url_encode
from nguon_ledger.encoding.integers import MAX_INTEGER, parse_integer
from nguon_ledger.encoding.rfc3339 import format_time, parse_time
from nguon_ledger.encoding.strict_json import MAX_DEPTH, parse_json
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.jwk import parse_jwk
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.checkpoint import Checkpoint, parse_checkpoint
from nguon_ledger.log.note import NoteSignature, Verifier, format_note, parse_note
from nguon_ledger.log.tiles import (
    format_entries,
    format_number,
    parse_entries,
    parse_number,
    parse_tile_path,
)
from nguon_ledger.log.tlog_proof import format_proof, parse_proof
from nguon_ledger.statement import parse_statement, sign_statement, verify_signature
from property.budget import QUICK

hashes = st.binary(min_size=32, max_size=32)
names = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=20)
lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
LAST = 253_402_300_799_999_999


@QUICK
@given(value=st.integers(0, MAX_INTEGER), text=st.text("0123456789", max_size=22))
def test_integers(value: int, text: str) -> None:
    assert parse_integer(str(value)) == value
    accepted = _accepted(parse_integer, text)
    assert accepted is None or str(accepted) == text


@QUICK
@given(data=st.binary(max_size=200), text=st.text("AQRgw-_+/=", max_size=9))
def test_base64(data: bytes, text: str) -> None:
    for encode, decode in ((b64_encode, b64_decode), (b64url_encode, b64url_decode)):
        assert decode(encode(data)) == data
        accepted = _accepted(decode, text)
        assert accepted is None or encode(accepted) == text


@QUICK
@given(micros=st.integers(0, LAST), offset=st.integers(-840, 840))
def test_times_in_every_offset_are_the_same_moment(micros: int, offset: int) -> None:
    """Against datetime: a time written there by somebody else's code is read exactly."""
    assert parse_time(format_time(micros)) == micros
    local = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    try:
        written = (local + timedelta(minutes=offset)).replace(tzinfo=None)
    except OverflowError:
        return
    if written.year >= 1970:
        sign = "-" if offset < 0 else "+"
        zone = f"{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
        assert parse_time(written.isoformat(timespec="microseconds") + zone) == micros


@QUICK
@given(text=st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})", fullmatch=True))  # noqa: E501  # fmt: skip
@example(text="2026-01-01T00:00:00-00:00")
def test_a_time_that_is_accepted_means_what_datetime_says(text: str) -> None:
    accepted = _accepted(parse_time, text)
    if accepted is not None:
        since = datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)
        assert since // timedelta(microseconds=1) == accepted


safe_numbers = st.integers(-(10**15) + 1, 10**15 - 1) | st.decimals(
    -1000000, 1000000, places=6
).map(lambda d: d.normalize() if d else Decimal(0))
documents = st.recursive(
    st.none() | st.booleans() | safe_numbers | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=6), inner, max_size=4)
    ),
    max_leaves=20,
)


@QUICK
@given(document=documents, ascii_only=st.booleans(), indent=st.sampled_from([None, 1]))
def test_json_that_others_write_is_read_as_they_meant_it(
    document: Any,
    ascii_only: bool,  # noqa: FBT001 (drawn)
    indent: int | None,
) -> None:
    text = json.dumps(_floats(document), ensure_ascii=ascii_only, indent=indent)
    value = parse_json(text.encode())
    assert value == json.loads(text, parse_float=Decimal)
    assert json.loads(text) == _floats(value), "a double tells these numbers apart"


json_texts = st.text('{}[]",:.0123456789eE+-\\u dtrueflsn \n', max_size=30)
small_json = st.lists(
    st.sampled_from([*'{}[],:"', '"a"', '"\\u0061"', "0", "1.5", "1e3", "-0", "null", " ", "01"]),
    max_size=9,
).map("".join)


@QUICK
@given(text=json_texts | small_json)
def test_strict_json_accepts_nothing_that_json_loads_reads_otherwise(text: str) -> None:
    accepted = _accepted(parse_json, text.encode())
    if accepted is not None:
        assert accepted == json.loads(text, parse_float=Decimal)


@QUICK
@given(depth=st.integers(1, 2 * MAX_DEPTH), bits=st.integers(0, 2 ** (2 * MAX_DEPTH)))
def test_depth_counts_arrays_and_objects_alike(depth: int, bits: int) -> None:
    kinds = [bits >> i & 1 for i in range(depth)]
    opening = "".join("[" if kind else '{"a":' for kind in kinds)
    closing = "".join("]" if kind else "}" for kind in reversed(kinds))
    accepted = _accepted(parse_json, f"{opening}0{closing}".encode())
    assert (accepted is not None) == (depth <= MAX_DEPTH)


@QUICK
@given(number=st.integers(0, MAX_INTEGER // 256), width=st.integers(1, 255))
def test_tile_paths(number: int, width: int) -> None:
    path = format_number(number)
    assert parse_number(path) == number
    assert parse_tile_path(path) == (number, 256)
    assert parse_tile_path(f"{path}.p/{width}") == (number, width)


@QUICK
@given(path=st.lists(st.from_regex(r"x?[0-9]{1,4}", fullmatch=True), max_size=4).map("/".join))
def test_a_tile_path_that_is_accepted_is_the_only_one_of_its_tile(path: str) -> None:
    accepted = _accepted(parse_number, path)
    assert accepted is None or format_number(accepted) == path


@QUICK
@given(entries=st.lists(st.binary(max_size=300), max_size=10), noise=st.binary(max_size=20))
def test_entry_bundles(entries: list[bytes], noise: bytes) -> None:
    assert parse_entries(format_entries(entries)) == entries
    accepted = _accepted(parse_entries, noise)
    assert accepted is None or format_entries(accepted) == noise


@QUICK
@given(origin=lines.filter(bool), size=st.integers(1, MAX_INTEGER), root=hashes)
def test_checkpoints(origin: str, size: int, root: bytes) -> None:
    checkpoint = Checkpoint(origin, size, root)
    assert parse_checkpoint(checkpoint.text) == checkpoint


@QUICK
@given(
    text=st.lists(lines, min_size=1, max_size=4),
    signed=st.lists(st.builds(NoteSignature, names, st.binary(min_size=4, max_size=4),
                              st.binary(min_size=1, max_size=80)), min_size=1, max_size=5),
)  # fmt: skip
def test_notes(text: list[str], signed: list[NoteSignature]) -> None:
    whole = "\n".join(text) + "\n"
    if whole.startswith("\ufeff"):
        return
    data = format_note(whole, signed)
    note = parse_note(data)
    assert (note.text, list(note.signatures)) == (whole, signed)
    assert format_note(note.text, note.signatures) == data


@QUICK
@given(name=names, kind=st.sampled_from([1, 4]), seed=hashes)
def test_verifier_keys(name: str, kind: int, seed: bytes) -> None:
    key = Verifier(name, kind, Ed25519SigningKey.from_seed(seed).public.raw)
    assert Verifier.from_vkey(key.vkey) == key


@QUICK
@given(index=st.integers(0, MAX_INTEGER), path=st.lists(hashes, max_size=63), note=st.binary())
def test_proofs(index: int, path: list[bytes], note: bytes) -> None:
    proof = parse_proof(format_proof(index=index, hashes=path, checkpoint_note=note))
    assert (proof.index, list(proof.hashes), proof.checkpoint_note) == (index, path, note)


@QUICK
@given(seed=hashes, payload=st.dictionaries(names, documents, max_size=4), typ=names, log=names)
def test_statements(seed: bytes, payload: Any, typ: str, log: str) -> None:
    key = Ed25519SigningKey.from_seed(seed)
    text = json.dumps(_floats(payload), ensure_ascii=False)
    data = sign_statement(typ=typ, log=log, payload=text.encode(), key=key)
    statement = parse_statement(data, log=log)
    assert statement.payload == json.loads(text, parse_float=Decimal)
    assert (statement.kid, statement.typ) == (key.kid, typ)
    verify_signature(statement, parse_jwk(json.loads(json.dumps(key.public.jwk()))))


def _accepted(parse: Any, value: Any) -> Any:
    try:
        return parse(value)
    except NguonError:
        return None


def _floats(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [_floats(item) for item in value]
    if isinstance(value, dict):
        return {name: _floats(item) for name, item in value.items()}
    return value
