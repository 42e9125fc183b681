"""Base64 in its only spelling (RFC 4648, sections 4 and 5)."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode, urlsafe_b64encode

from nguon_ledger.errors import NguonError

_TO_STANDARD = str.maketrans("-_", "+/")


def b64_encode(data: bytes) -> str:
    """Encode with the standard alphabet and padding."""
    return b64encode(data).decode("ascii")


def b64url_encode(data: bytes) -> str:
    """Encode with the URL alphabet, without padding (RFC 7515, section 2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def b64_decode(text: str) -> bytes:
    """Decode standard base64; ``QR==`` for ``QQ==`` is refused.

    Raises NguonError ``base64_malformed``.
    """
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _malformed() from None
    if b64_encode(data) != text:
        raise _malformed()
    return data


def b64url_decode(text: str) -> bytes:
    """Decode unpadded base64url. Raises NguonError ``base64_malformed``."""
    padded = text.translate(_TO_STANDARD) + "=" * (-len(text) % 4)
    try:
        data = b64decode(padded, validate=True)
    except (binascii.Error, ValueError):
        raise _malformed() from None
    if b64url_encode(data) != text:
        raise _malformed()
    return data


def _malformed() -> NguonError:
    return NguonError("base64_malformed", "not base64 in its only spelling")
