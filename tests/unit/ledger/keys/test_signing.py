"""Private keys: RFC 8037's own, and none that shows itself."""

from __future__ import annotations

import pickle
from typing import Any

from nguon_ledger.encoding.base64s import b64url_decode, b64url_encode
from nguon_ledger.keys.signing import Ed25519SigningKey
from unit.ledger.checks import refused, vectors

CASES = vectors("keys.json")
RFC_SEED = b64url_decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")  # RFC 8037, A.1


def test_the_key_of_rfc_8037_signs_the_signature_of_rfc_8037() -> None:
    key = Ed25519SigningKey.from_seed(RFC_SEED)
    case: dict[str, Any] = next(c for c in CASES["jws"] if c["name"].startswith("RFC 8037"))
    assert key.public.jwk() == case["jwk"]
    assert key.kid == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert b64url_encode(key.sign(case["input"].encode())) == case["signature"]


def test_a_new_key_is_another_one_and_good() -> None:
    one, other = Ed25519SigningKey.generate(), Ed25519SigningKey.generate()
    assert one.seed != other.seed
    assert not one.public.is_weak
    assert one.public.is_prime_order
    one.public.verify(message=b"m", signature=one.sign(b"m"))
    with refused("signature_bad"):
        other.public.verify(message=b"m", signature=one.sign(b"m"))


def test_the_same_seed_is_the_same_key() -> None:
    key = Ed25519SigningKey.from_seed(bytes(32))
    assert Ed25519SigningKey.from_seed(key.seed) == key
    assert pickle.loads(pickle.dumps(key)).kid == key.kid  # noqa: S301 (our own bytes)


def test_a_key_does_not_show_its_seed() -> None:
    key = Ed25519SigningKey.from_seed(b"secret secret secret secret secr")
    for shown in (repr(key), str(key), f"{key}", repr([key]), repr({"key": key})):
        assert "secret" not in shown
        assert key.seed.hex() not in shown
