"""Public keys as JSON Web Keys (RFC 7517, RFC 8037) and their thumbprints (RFC 7638)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from nguon_ledger.encoding.base64s import b64url_decode, b64url_encode
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.ed25519 import (
    KEY_SIZE,
    SIGNATURE_SIZE,
    is_prime_order,
    is_weak,
    verify_ed25519,
)

_MEMBERS = {"OKP": {"crv", "kty", "x"}, "EC": {"crv", "kty", "x", "y"}}
_CURVE = {"OKP": "Ed25519", "EC": "P-256"}
_ALGORITHMS = {"OKP": frozenset({"Ed25519", "EdDSA"}), "EC": frozenset({"ES256"})}


@dataclass(frozen=True)
class PublicKey:
    """An Ed25519 key (``raw``: 32 bytes) or a P-256 key (``raw``: x || y, 64 bytes)."""

    kty: str
    raw: bytes

    def jwk(self) -> dict[str, str]:
        """Return the key's required members, in the order of RFC 7638."""
        x, y = b64url_encode(self.raw[:32]), b64url_encode(self.raw[32:])
        value = {"crv": _CURVE[self.kty], "kty": self.kty, "x": x}
        return value | {"y": y} if y else value

    @cached_property
    def kid(self) -> str:
        """The RFC 7638 thumbprint, base64url."""
        text = json.dumps(self.jwk(), separators=(",", ":"), sort_keys=True)
        return b64url_encode(sha256(text.encode()).digest())

    @property
    def algorithms(self) -> frozenset[str]:
        """The JWS algorithms that this key may be used with (RFC 9864, RFC 7518)."""
        return _ALGORITHMS[self.kty]

    @property
    def is_weak(self) -> bool:
        """Whether anyone might have signed, or one key has two spellings."""
        return self.kty == "OKP" and is_weak(self.raw)

    @property
    def is_prime_order(self) -> bool:
        """Whether the point lies in the prime-order group (P-256 has no other)."""
        return self.kty == "EC" or is_prime_order(self.raw)

    def verify(self, *, message: bytes, signature: bytes) -> None:
        """Check a JWS signature. Raises NguonError ``signature_bad``."""
        if self.kty == "OKP":
            verify_ed25519(public=self.raw, message=message, signature=signature)
        else:
            self._verify_es256(message, signature)

    @cached_property
    def _p256(self) -> ec.EllipticCurvePublicKey:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + self.raw)

    def _verify_es256(self, message: bytes, signature: bytes) -> None:
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        if len(signature) != SIGNATURE_SIZE:
            raise NguonError("signature_bad", "an ES256 signature has 64 bytes")
        try:
            self._p256.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
        except InvalidSignature:
            raise NguonError("signature_bad", "the ES256 signature does not fit") from None


def parse_jwk(value: object) -> PublicKey:
    """Read a JWK with exactly the required members.

    The point of a P-256 key must be on its curve. Weak Ed25519 keys are read: whoever admits a
    key asks ``is_weak``. Raises NguonError ``jwk_malformed``.
    """
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise _malformed("an object of strings")
    kty = value.get("kty")
    if kty not in _MEMBERS or value.keys() != _MEMBERS[kty] or value["crv"] != _CURVE[kty]:
        raise _malformed("exactly the members of an Ed25519 or P-256 public key")
    try:
        parts = [b64url_decode(value[c]) for c in ("x", "y") if c in value]
    except NguonError:
        raise _malformed("coordinates in base64url") from None
    if any(len(part) != KEY_SIZE for part in parts):
        raise _malformed("coordinates of 32 bytes")
    key = PublicKey(kty, b"".join(parts))
    if kty == "EC":
        _check_on_curve(key)
    return key


def _check_on_curve(key: PublicKey) -> None:
    try:
        key._p256  # noqa: B018, SLF001 (cached: reading it loads the point)
    except ValueError:
        raise _malformed("a point on P-256") from None


def _malformed(expected: str) -> NguonError:
    return NguonError("jwk_malformed", f"not a public key: {expected} expected")
