"""Pins are what a verifier trusts: they are refused where they do not say one thing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nguon_ledger.errors import NguonError
from nguon_ledger.log.note import COSIGNATURE, ED25519, Verifier
from nguon_ledger.trace.pins import parse_pins
from support.forge import ORIGIN, seeded_key

LOG = Verifier(ORIGIN, ED25519, seeded_key("log").public.raw).vkey
WITNESS = Verifier("witness.example/1", COSIGNATURE, seeded_key("w").public.raw).vkey
SAME_KEY = Verifier("witness.example/2", COSIGNATURE, seeded_key("w").public.raw).vkey
OTHER = Verifier("witness.example/3", COSIGNATURE, seeded_key("v").public.raw).vkey


def pins(**members: Any) -> bytes:
    return json.dumps({"ledgers": [{"origin": ORIGIN, "vkey": LOG} | members]}).encode()


def test_pins_name_a_log_and_its_witnesses() -> None:
    (pin,) = parse_pins(pins(witnesses=[WITNESS, OTHER], quorum=2, name="ca-mau"))
    assert (pin.origin, pin.log.vkey, pin.quorum) == (ORIGIN, LOG, 2)
    assert [witness.vkey for witness in pin.witnesses] == [WITNESS, OTHER]
    assert parse_pins(b'{"ledgers":[]}') == ()


@pytest.mark.parametrize(
    "bad",
    [
        pins(origin="other.example/log"),
        pins(vkey=WITNESS, origin="witness.example/1"),
        pins(vkey="x"),
        pins(witnesses=[LOG]),
        pins(witnesses=[WITNESS], quorum=2),
        pins(quorum=1),
        pins(witnesses=[WITNESS, WITNESS], quorum=2),
        pins(witnesses=[WITNESS, SAME_KEY], quorum=2),
        b'{"ledgers":{}}',
        b"[]",
        b"<html>",
    ],
)
def test_pins_that_do_not_fit_are_refused(bad: bytes) -> None:
    with pytest.raises(NguonError) as caught:
        parse_pins(bad)
    assert caught.value.code == "pins_malformed"
