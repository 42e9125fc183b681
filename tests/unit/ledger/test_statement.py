"""Statements: a JWS of exactly four header members and an object."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nguon_ledger import statement as statement_module
from nguon_ledger.encoding.base64s import b64url_encode
from nguon_ledger.keys.jwk import parse_jwk
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.statement import (
    EVENT_TYP,
    MAX_STATEMENT,
    SEAL_TYP,
    parse_statement,
    sign_statement,
    verify_signature,
)
from unit.ledger.checks import label, refused, vectors

CASES = vectors("statements.json")
LOG = CASES["log"]
KEY = Ed25519SigningKey.from_seed(bytes(range(32)))


def signed(payload: bytes = b"{}", *, typ: str = EVENT_TYP, log: str = LOG) -> bytes:
    return sign_statement(typ=typ, log=log, payload=payload, key=KEY)


@pytest.mark.parametrize("case", CASES["good"], ids=label)
def test_a_statement_is_read(case: dict[str, Any]) -> None:
    data = case["text"].encode()
    statement = parse_statement(data, log=LOG)
    assert statement.data == data
    assert statement.log == LOG
    assert statement.signing_input + b"." + b64url_encode(statement.signature).encode() == data


@pytest.mark.parametrize("case", CASES["bad"], ids=label)
def test_any_other_text_is_refused_for_its_reason(case: dict[str, Any]) -> None:
    with refused(case["code"]):
        parse_statement(case["text"].encode(), log=LOG)


def test_what_is_signed_is_what_is_read() -> None:
    payload = '{"b":1.50,"a":"ổ", "b2":[]}'.encode()
    statement = parse_statement(signed(payload), log=LOG)
    assert (statement.alg, statement.kid, statement.typ) == ("Ed25519", KEY.kid, EVENT_TYP)
    assert statement.payload == json.loads(payload)
    verify_signature(statement, KEY.public)


def test_the_largest_statement_fits_an_entry_bundle_and_no_larger_one_is_read() -> None:
    spare = MAX_STATEMENT - len(signed(b"{}"))
    payload = b"{}" + b" " * (spare // 4 * 3)
    payload += b" " * (len(signed(payload + b" ")) <= MAX_STATEMENT)
    while len(signed(payload + b" ")) <= MAX_STATEMENT:
        payload += b" "
    assert len(signed(payload)) in {MAX_STATEMENT, MAX_STATEMENT - 1}
    parse_statement(signed(payload), log=LOG)
    with refused("statement_too_large"):
        parse_statement(signed(payload + b"  "), log=LOG)
    with refused("statement_too_large"):
        parse_statement(b"x" * (MAX_STATEMENT + 1), log=LOG)
    with refused("jws_malformed"):
        parse_statement(b"x" * MAX_STATEMENT, log=LOG)


def test_bytes_beyond_ascii_are_refused() -> None:
    good = signed()
    for bad in (good + b"\xff", b"\xef\xbb\xbf" + good, good.replace(b".", b"\xc0\xae", 1)):
        with refused("jws_malformed"):
            parse_statement(bad, log=LOG)


def test_a_statement_signed_for_one_log_is_refused_by_another() -> None:
    with refused("wrong_log", "log"):
        parse_statement(signed(log="ledger.example/log/a"), log="ledger.example/log/b")


def test_a_header_that_was_read_before_is_read_the_same_and_vouches_for_nothing_else() -> None:
    first, again = parse_statement(signed(), log=LOG), parse_statement(signed(), log=LOG)
    assert again == first
    header, payload, signature = signed().split(b".")
    for bad in (header + b"=", header[:-1] + b"/", header + b".x", header + b"\n"):
        with refused("jws_malformed"):
            parse_statement(b".".join([bad, payload, signature]), log=LOG)
    for bad in (payload[:-1] + b"+", payload + b"="):
        with refused("jws_malformed"):
            parse_statement(b".".join([header, bad, signature]), log=LOG)
    with refused("wrong_log", "log"):
        parse_statement(signed(), log=LOG + "x")


def test_what_is_no_jws_is_refused_before_its_header_is_looked_at() -> None:
    header = b64url_encode(b"{}").encode()
    with refused("header_malformed"):
        parse_statement(header + b".e30.", log=LOG)
    with refused("jws_malformed"):
        parse_statement(header + b".e31.", log=LOG)


def test_only_short_headers_that_can_be_read_are_kept() -> None:
    """Strangers send anything: what they can make us keep is bounded in number and in length."""
    kept = statement_module._cached_header
    room = kept.cache_info().maxsize
    assert room is not None
    assert room * statement_module._MAX_CACHED_HEADER < 2**20
    before = kept.cache_info().currsize
    long = b64url_encode(
        b'{"alg":"a","kid":"%s","typ":"t","log":"%s"}' % (b"k" * 400, LOG.encode())
    )
    assert parse_statement(f"{long}.e30.".encode(), log=LOG).kid == "k" * 400
    with refused("header_malformed"):
        parse_statement(f"{b64url_encode(b'[7]')}.e30.".encode(), log=LOG)
    assert kept.cache_info().currsize == before


def test_the_older_spelling_of_the_algorithm_is_the_same_algorithm() -> None:
    verify_signature(parse_statement(_with_alg("EdDSA"), log=LOG), KEY.public)


@pytest.mark.parametrize("alg", ["none", "ES256", "HS256", "Ed448", "ed25519", "", "Ed25519 "])
def test_the_header_cannot_choose_an_algorithm_that_is_not_the_keys(alg: str) -> None:
    """The signature is right: only the name of the algorithm is not."""
    with refused("algorithm_mismatch", "alg"):
        verify_signature(parse_statement(_with_alg(alg), log=LOG), KEY.public)


def test_an_ed25519_statement_does_not_verify_under_a_p_256_key() -> None:
    p256 = next(c["jwk"] for c in vectors("keys.json")["good"] if c["jwk"]["kty"] == "EC")
    with refused("algorithm_mismatch", "alg"):
        verify_signature(parse_statement(signed(), log=LOG), parse_jwk(p256))


def test_a_signature_by_another_key_is_bad() -> None:
    other = Ed25519SigningKey.from_seed(bytes(32))
    with refused("signature_bad"):
        verify_signature(parse_statement(signed(), log=LOG), other.public)


def test_a_payload_cannot_be_moved_under_another_type() -> None:
    """The type is under the signature: a seal is no event."""
    seal, event = signed(typ=SEAL_TYP), signed(typ=EVENT_TYP)
    mixed = event.split(b".")[0] + b"." + b".".join(seal.split(b".")[1:])
    with refused("signature_bad"):
        verify_signature(parse_statement(mixed, log=LOG), KEY.public)


def _with_alg(alg: str) -> bytes:
    header = json.dumps({"alg": alg, "kid": KEY.kid, "typ": EVENT_TYP, "log": LOG}).encode()
    signing_input = f"{b64url_encode(header)}.{b64url_encode(b'{}')}".encode()
    return signing_input + b"." + b64url_encode(KEY.sign(signing_input)).encode()
