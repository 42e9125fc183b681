"""JSON Web Keys: exactly the required members, one spelling a key, RFC thumbprints."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from nguon_ledger.encoding.base64s import b64url_decode, b64url_encode
from nguon_ledger.keys.jwk import PublicKey, parse_jwk
from unit.ledger.checks import label, refused, vectors

CASES = vectors("keys.json")


@pytest.mark.parametrize("case", CASES["good"], ids=label)
def test_a_key_has_the_thumbprint_that_the_rfc_prints(case: dict[str, Any]) -> None:
    """RFC 8037 A.3 for OKP, RFC 9449 for EC; the others by the rule of RFC 7638, 3."""
    key = parse_jwk(case["jwk"])
    assert key.kid == case["kid"]
    assert key.jwk() == case["jwk"]
    assert list(key.jwk()) == sorted(case["jwk"]), "in the order of RFC 7638, 3.3"
    assert parse_jwk(dict(reversed(case["jwk"].items()))) == key


@pytest.mark.parametrize("case", CASES["bad"], ids=label)
def test_any_other_jwk_is_refused(case: dict[str, Any]) -> None:
    with refused("jwk_malformed"):
        parse_jwk(case["jwk"])


@pytest.mark.parametrize("value", [{1: "a"}, {"kty": "OKP", 1: "a", "x": "b"}, b"x", 1.5, object()])
def test_what_no_json_parser_returns_is_refused_too(value: object) -> None:
    with refused("jwk_malformed"):
        parse_jwk(value)


@pytest.mark.parametrize("case", CASES["jws"], ids=label)
def test_signatures_of_the_rfcs_and_near_them(case: dict[str, Any]) -> None:
    """RFC 8037 A.4 and A.5, RFC 7515 A.3."""
    key = parse_jwk(case["jwk"])
    signed = {"message": case["input"].encode(), "signature": b64url_decode(case["signature"])}
    if case["valid"]:
        key.verify(**signed)
        return
    with refused("signature_bad"):
        key.verify(**signed)


def test_the_keys_type_decides_the_algorithm() -> None:
    by_kty = {case["jwk"]["kty"]: parse_jwk(case["jwk"]) for case in CASES["good"]}
    assert by_kty["OKP"].algorithms == {"Ed25519", "EdDSA"}
    assert by_kty["EC"].algorithms == {"ES256"}


def test_p_256_keys_are_never_weak() -> None:
    key = next(parse_jwk(c["jwk"]) for c in CASES["good"] if c["jwk"]["kty"] == "EC")
    assert not key.is_weak
    assert key.is_prime_order


def test_a_key_of_openssl_signs_and_any_flipped_bit_is_refused() -> None:
    private = ec.derive_private_key(7, ec.SECP256R1())
    point = private.public_key().public_numbers()
    x, y = (b64url_encode(v.to_bytes(32, "big")) for v in (point.x, point.y))
    key = parse_jwk({"kty": "EC", "crv": "P-256", "x": x, "y": y})
    r, s = decode_dss_signature(private.sign(b"message", ec.ECDSA(SHA256())))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    key.verify(message=b"message", signature=signature)
    for bit in range(512):
        flipped = bytearray(signature)
        flipped[bit // 8] ^= 1 << bit % 8
        with refused("signature_bad"):
            key.verify(message=b"message", signature=bytes(flipped))


def test_keys_compare_by_type_and_bytes() -> None:
    assert PublicKey("OKP", bytes(32)) == PublicKey("OKP", bytes(32))
    assert PublicKey("OKP", bytes(32)) != PublicKey("OKP", b"x" * 32)
