"""Ed25519 (RFC 8032) so that libsodium, OpenSSL and every browser give the same answer."""

from __future__ import annotations

from nacl.bindings import crypto_core_ed25519_is_valid_point, crypto_sign_open
from nacl.exceptions import BadSignatureError

from nguon_ledger.errors import NguonError

KEY_SIZE = 32
SIGNATURE_SIZE = 64
_P = 2**255 - 19
_SIGN_BIT = 1 << 255
ORDER = 2**252 + 27742317777372353535851937790883648493

# The y coordinates of the eight points whose order divides 8: order 1 (y = 1), order 2 (y = -1),
# order 4 (y = 0), and order 8, which double to y = 0, so that 2y^2 = 1 - dy^4.
_Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER_Y = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})


def is_weak(public: bytes) -> bool:
    """Tell whether a 32-byte key is not canonical or is a point of small order.

    A key of small order verifies signatures that nobody made; a second spelling of a key gives
    one key two thumbprints (RFC 8032, 5.1.7; docs/formats.md, 3).
    """
    y = int.from_bytes(public, "little") & ~_SIGN_BIT
    return y >= _P or y in _SMALL_ORDER_Y


def is_prime_order(public: bytes) -> bool:
    """Tell whether the key is a point of the prime-order group: what the server demands."""
    return crypto_core_ed25519_is_valid_point(public)


def verify_ed25519(*, public: bytes, message: bytes, signature: bytes) -> None:
    """Check a signature without cofactor, S below the order.

    Raises NguonError ``signature_bad``.
    """
    if len(signature) == SIGNATURE_SIZE and int.from_bytes(signature[32:], "little") < ORDER:
        try:
            crypto_sign_open(signature + message, public)
        except BadSignatureError:
            pass
        else:
            return
    raise NguonError("signature_bad", "the Ed25519 signature does not fit")
