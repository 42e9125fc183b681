"""Private keys that sign. They never show themselves in a repr."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from nacl.signing import SigningKey

from nguon_ledger.keys.jwk import PublicKey


@dataclass(frozen=True)
class Ed25519SigningKey:
    """An Ed25519 private key, kept as its 32-byte seed (RFC 8032, 5.1.5)."""

    seed: bytes = field(repr=False)

    alg = "Ed25519"

    @classmethod
    def from_seed(cls, seed: bytes) -> Ed25519SigningKey:
        """Use an existing 32-byte seed."""
        return cls(seed)

    @classmethod
    def generate(cls) -> Ed25519SigningKey:
        """Make a key from the operating system's randomness."""
        return cls(bytes(SigningKey.generate()))

    @cached_property
    def _key(self) -> SigningKey:
        return SigningKey(self.seed)

    @cached_property
    def public(self) -> PublicKey:
        """The public half."""
        return PublicKey("OKP", bytes(self._key.verify_key))

    @property
    def kid(self) -> str:
        """The public key's thumbprint."""
        return self.public.kid

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature."""
        return self._key.sign(message).signature
