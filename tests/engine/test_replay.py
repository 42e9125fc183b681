"""What was signed is said once, also where one statement has two good signatures (ES256)."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from engine.workbench import Workbench
from nguon_ledger.encoding.base64s import b64url_encode
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.keys.jwk import PublicKey
from nguon_ledger.statement import REGISTRY_TYP
from support.forge import ORIGIN, Payload, seeded_key
from support.story import COOP, CRAB, JAR, product

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (SEC 2)


@dataclass(frozen=True)
class PhoneKey:
    """A P-256 key as phones keep in hardware."""

    private: ec.EllipticCurvePrivateKey

    @property
    def public(self) -> PublicKey:
        numbers = self.private.public_key().public_numbers()
        return PublicKey("EC", numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"))

    def sign_both_ways(self, payload: Payload, typ: str = REGISTRY_TYP) -> tuple[bytes, bytes]:
        """Return one statement under both of its good signatures."""
        header = {"alg": "ES256", "kid": self.public.kid, "typ": typ, "log": ORIGIN}
        parts = [b64url_encode(json.dumps(part).encode()) for part in (header, payload)]
        signing_input = ".".join(parts).encode()
        r, s = decode_dss_signature(self.private.sign(signing_input, ec.ECDSA(SHA256())))
        first, second = (
            signing_input
            + b"."
            + b64url_encode(r.to_bytes(32, "big") + each.to_bytes(32, "big")).encode()
            for each in (s, ORDER - s)
        )
        return first, second


@pytest.fixture
def phone(bench: Workbench) -> PhoneKey:
    key = PhoneKey(ec.generate_private_key(ec.SECP256R1()))
    bench.registry({"type": "KeyAdded", "participant": COOP, "key": key.public.jwk()}, "coop")
    return key


def test_a_stranger_cannot_replay_an_old_description_under_the_other_signature(
    bench: Workbench, phone: PhoneKey
) -> None:
    old, replay = phone.sign_both_ways(product(JAR, COOP, "Tên cũ"))
    bench.recorded(old)
    new, _ = phone.sign_both_ways(product(JAR, COOP, "Tên mới"))
    bench.recorded(new)
    assert bench.refused(replay).code == "statement_replayed"


def test_both_signatures_in_one_batch_are_one_statement(bench: Workbench, phone: PhoneKey) -> None:
    one, other = phone.sign_both_ways(product(JAR, COOP, "Tên"))
    first, second = bench.together([one, other])
    assert isinstance(first, Recorded)
    assert getattr(second, "code", None) == "statement_replayed"


def test_after_a_rebuild_a_replay_is_still_refused(bench: Workbench, phone: PhoneKey) -> None:
    old, replay = phone.sign_both_ways(product(JAR, COOP, "Tên cũ"))
    bench.recorded(old)
    bench.close()
    bench.host.rebuild(bench.name)
    bench.restart()
    assert bench.refused(replay).code == "statement_replayed"


def test_the_same_with_one_more_member_is_another_statement(
    bench: Workbench, phone: PhoneKey
) -> None:
    bench.recorded(phone.sign_both_ways(product(JAR, COOP, "Tên"))[0])
    again = product(JAR, COOP, "Tên", time="2026-03-02T00:00:00Z")
    bench.recorded(phone.sign_both_ways(again)[0])


def test_a_late_repeat_of_a_recorded_statement_gets_its_receipt_though_the_key_has_ended(
    bench: Workbench,
) -> None:
    index = bench.harvest(f"{CRAB}/10/LATE")
    data = bench.sent[index]
    bench.registry({"type": "KeyRevoked", "key": seeded_key("coop").kid, "reason": "lost"}, "union")
    again = bench.recorded(data)
    assert (again.index, again.is_new) == (index, False)
    with bench.unsent() as unsent:
        bench.harvest(f"{CRAB}/10/TOO-LATE")
    assert bench.refused(unsent[0]).code == "key_revoked"
