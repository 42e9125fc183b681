"""Base64 and base64url: every value has one spelling."""

from __future__ import annotations

from string import ascii_letters, digits
from typing import Any

import pytest

from nguon_ledger.encoding.base64s import b64_decode, b64_encode, b64url_decode, b64url_encode
from nguon_ledger.errors import NguonError
from unit.ledger.checks import label, refused, vectors

CASES = vectors("base64.json")


@pytest.mark.parametrize("case", CASES["good"], ids=lambda case: case["url"][:20])
def test_bytes_and_spelling_belong_together(case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["hex"])
    assert b64_encode(data) == case["standard"]
    assert b64_decode(case["standard"]) == data
    assert b64url_encode(data) == case["url"]
    assert b64url_decode(case["url"]) == data


@pytest.mark.parametrize("text", CASES["bad_standard"], ids=label)
def test_any_other_base64_is_refused(text: str) -> None:
    with refused("base64_malformed"):
        b64_decode(text)


@pytest.mark.parametrize("text", CASES["bad_url"], ids=label)
def test_any_other_base64url_is_refused(text: str) -> None:
    with refused("base64_malformed"):
        b64url_decode(text)


@pytest.mark.parametrize("decode", [b64_decode, b64url_decode])
def test_half_a_surrogate_pair_is_refused_and_not_a_unicode_error(decode: Any) -> None:
    with refused("base64_malformed"):
        decode("\ud800AAA")


def test_every_letter_of_the_last_group_has_one_reading() -> None:
    """Of 64 x 64 endings of two letters, base64url takes those with four zero bits."""
    letters = ascii_letters + digits + "-_"
    read = [first + last for first in letters for last in letters if _reads(first + last)]
    assert len(read) == 256
    assert len({b64url_decode(text) for text in read}) == 256


def _reads(text: str) -> bool:
    try:
        b64url_decode(text)
    except NguonError:
        return False
    return True
