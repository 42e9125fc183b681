"""Base64 in its only spelling (RFC 4648, sections 4 and 5)."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

from nguon_ledger.errors import NguonError

_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_TO_URL = bytes.maketrans(b"+/", b"-_")


def b64_encode(data: bytes) -> str:
    """Encode with the standard alphabet and padding."""
    return b64encode(data).decode("ascii")


def b64url_encode(data: bytes) -> str:
    """Encode with the URL alphabet, without padding (RFC 7515, section 2)."""
    return _url_letters(data).decode("ascii")


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
    try:
        letters = text.encode("ascii")
        padded = letters.translate(_TO_STANDARD) + b"=" * (-len(letters) % 4)
        data = binascii.a2b_base64(padded, strict_mode=True)
    except (binascii.Error, ValueError):
        raise _malformed() from None
    if _url_letters(data) != letters:
        raise _malformed()
    return data


def _url_letters(data: bytes) -> bytes:
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL).rstrip(b"=")


def _malformed() -> NguonError:
    return NguonError("base64_malformed", "not base64 in its only spelling")
