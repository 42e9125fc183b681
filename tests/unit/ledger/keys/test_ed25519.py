"""The rules around libsodium that tests/vectors/ed25519.json alone cannot show."""

from __future__ import annotations

import pytest

from nguon_ledger.keys import ed25519
from nguon_ledger.keys.ed25519 import ORDER, verify_ed25519
from nguon_ledger.keys.signing import Ed25519SigningKey
from unit.ledger.checks import refused

KEY = Ed25519SigningKey.from_seed(bytes(range(32)))


def test_a_signature_cannot_lend_bytes_to_the_message() -> None:
    """Libsodium takes both in one piece: 65 bytes of signature would sign a longer message."""
    lent = KEY.sign(b"x" + b"message") + b"x"
    assert len(lent) == 65
    with refused("signature_bad"):
        verify_ed25519(public=KEY.public.raw, message=b"message", signature=lent)


def test_a_signature_cannot_borrow_bytes_from_the_message() -> None:
    """And 63 bytes would take the last one from the message, which then begins one later."""
    whole = KEY.sign(b"message")
    short, message = whole[:63], whole[63:] + b"message"
    with refused("signature_bad"):
        verify_ed25519(public=KEY.public.raw, message=message, signature=short)


def test_s_is_compared_with_the_order_here_and_not_only_in_the_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Builds of libsodium exist that do not look (ED25519_COMPAT)."""
    monkeypatch.setattr(ed25519, "crypto_sign_open", lambda *_: b"")
    for s, is_good in ((ORDER - 1, True), (ORDER, False), (2**256 - 1, False)):
        signature = bytes(32) + s.to_bytes(32, "little")
        if is_good:
            verify_ed25519(public=KEY.public.raw, message=b"", signature=signature)
            continue
        with refused("signature_bad"):
            verify_ed25519(public=KEY.public.raw, message=b"", signature=signature)
