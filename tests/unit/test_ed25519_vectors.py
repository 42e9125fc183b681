"""Every vector of tests/vectors/ed25519.json in libsodium, in OpenSSL and in our own keys."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from nacl.bindings import crypto_core_ed25519_is_valid_point, crypto_sign_open
from nacl.exceptions import BadSignatureError

from nguon_ledger.errors import NguonError
from nguon_ledger.keys.jwk import parse_jwk
from vectors import make_ed25519
from vectors.edwards25519 import ORDER

FILE = Path(make_ed25519.__file__).with_name("ed25519.json")

# RFC 8032, 7.1: public key and signature of each test, as printed.
RFC_8032 = {
    "rfc8032_1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    "rfc8032_2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    "rfc8032_3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    "rfc8032_1024": (
        "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e",
        (
            "0aab4c900501b3e24d7cdf4663326a3a87df5e4843b2cbdb67cbf6e460fec350"
            "aa5371b1508f9f4528ecea23c436d94b5e8fcd4f681e30a6ac00a9704a188a03"
        ),
    ),
    "rfc8032_sha_abc": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
            "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
}

# Here, and only here, OpenSSL accepts what nobody may: R of small order under a key that is not
# weak. libsodium refuses such an R, so the two agree only where R is checked before OpenSSL.
OPENSSL_ALONE = {"small_r_order_1"} | {f"small_r_mixed_key_{i}" for i in range(8)}


@dataclass(frozen=True)
class Case:
    """A record of the file with its hex decoded."""

    name: str
    public: bytes
    message: bytes
    signature: bytes
    key_acceptable: bool
    server_acceptable: bool
    signature_valid: bool
    cofactorless: bool
    cofactored: bool
    note: str


def load() -> list[Case]:
    names = ("public", "message", "signature")
    records = json.loads(FILE.read_text(encoding="utf-8"))
    return [Case(**record | {n: bytes.fromhex(record[n]) for n in names}) for record in records]


CASES = load()
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def libsodium_accepts(case: Case) -> bool:
    if len(case.public) != 32:  # the binding passes a longer key on and reads its first 32 bytes
        return False
    try:
        opened = crypto_sign_open(case.signature + case.message, case.public)
    except (BadSignatureError, ValueError):
        return False
    return opened == case.message


def openssl_accepts(case: Case) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(case.public)
        key.verify(case.signature, case.message)
    except (InvalidSignature, ValueError):
        return False
    return True


def jwk(case: Case) -> dict[str, str]:
    x = base64.urlsafe_b64encode(case.public).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "x": x}


def our_keys_accept(case: Case) -> bool:
    try:
        key = parse_jwk(jwk(case))
        key.verify(message=case.message, signature=case.signature)
    except NguonError:
        return False
    return not key.is_weak


def test_the_file_is_what_its_maker_writes() -> None:
    assert FILE.read_text(encoding="utf-8") == make_ed25519.render()


def test_names_are_distinct() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("name", RFC_8032)
def test_the_maker_computes_what_the_rfc_prints(name: str) -> None:
    case = next(case for case in CASES if case.name == name)
    assert (case.public.hex(), case.signature.hex()) == RFC_8032[name]
    assert case.signature_valid


@every_case
def test_libsodium_agrees(case: Case) -> None:
    assert libsodium_accepts(case) == case.signature_valid


@every_case
def test_openssl_agrees_on_keys_that_are_not_weak(case: Case) -> None:
    expected = case.signature_valid or case.name in OPENSSL_ALONE
    assert openssl_accepts(case) == (expected if case.key_acceptable else case.cofactorless)


@every_case
def test_our_keys_agree(case: Case) -> None:
    assert our_keys_accept(case) == case.signature_valid


@every_case
def test_our_keys_call_weak_keys_weak_and_no_others(case: Case) -> None:
    if len(case.public) == 32:
        key = parse_jwk(jwk(case))
        assert key.is_weak == (not case.key_acceptable)
        assert (not key.is_weak and key.is_prime_order) == case.server_acceptable
        return
    with pytest.raises(NguonError) as refused:
        parse_jwk(jwk(case))
    assert refused.value.code == "jwk_malformed"


@every_case
def test_libsodium_agrees_on_the_keys_that_the_server_takes(case: Case) -> None:
    if len(case.public) == 32:
        assert crypto_core_ed25519_is_valid_point(case.public) == case.server_acceptable


def test_the_vectors_separate_the_rules() -> None:
    """Each rule decides at least one vector by itself, so that none can be dropped unseen."""
    weak = [c for c in CASES if not c.key_acceptable and c.cofactorless]
    cofactor = [c for c in CASES if c.key_acceptable and c.cofactored and not c.cofactorless]
    small_r = [c for c in CASES if c.key_acceptable and c.cofactorless and not c.signature_valid]
    door = [c for c in CASES if c.signature_valid and not c.server_acceptable]
    assert {c.name for c in small_r} == OPENSSL_ALONE
    assert len(weak) == 14 + 1  # every spelling of small order, and the all-neutral forgery
    assert len(cofactor) == 7 + 13 + 7 + 1  # mixed R, small R, mixed key, unreduced h
    assert len(door) == 1 + 1 + 7  # mixed key: h = 0, reduced h, torsion in R as well


def test_s_is_refused_only_for_its_range() -> None:
    """With S reduced modulo L the same signatures are good: the range check alone refuses them."""
    for k in (1, 2, 8, 14):
        case = next(c for c in CASES if c.name == f"s_plus_{k}l")
        s = int.from_bytes(case.signature[32:], "little") % ORDER
        good = Case(**vars(case) | {"signature": make_ed25519.with_s(case.signature, s)})
        assert libsodium_accepts(good)
        assert not libsodium_accepts(case)
