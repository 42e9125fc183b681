"""Any one bit flipped, anywhere in what a log hands out, and it is refused.

Two kinds of bits prove nothing and are left alone: signature lines of keys that the verifier does
not know (C2SP signed-note ignores them), and the `extra` line of a tlog-proof (not authenticated).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from nguon_ledger.errors import NguonError
from nguon_ledger.keys.jwk import PublicKey
from nguon_ledger.log.checkpoint import open_checkpoint
from nguon_ledger.log.merkle import prove_inclusion
from nguon_ledger.log.note import (
    COSIGNATURE,
    NoteSignature,
    Verifier,
    cosigned_message,
    count_cosigners,
    format_note,
    parse_note,
)
from nguon_ledger.log.tlog_proof import format_proof
from nguon_ledger.receipt import verify_receipt
from nguon_ledger.statement import parse_statement, verify_signature
from support.forge import seeded_key
from support.story import Story, whole_story

INDEX = 12
HARVEST = 15
WITNESS_KEY = seeded_key("witness")
WITNESS = Verifier("witness.example", COSIGNATURE, WITNESS_KEY.public.raw)


@cache
def story() -> Story:
    return whole_story()


@cache
def cosigned() -> bytes:
    """Return the checkpoint with a cosignature, both keys known to the verifier."""
    note = parse_note(story().checkpoint_note)
    stamp = (1_767_225_600).to_bytes(8, "big")
    blob = stamp + WITNESS_KEY.sign(cosigned_message(note.text, stamp))
    line = NoteSignature(WITNESS.name, WITNESS.key_id, blob)
    return format_note(note.text, [*note.signatures, line])


@cache
def proof() -> bytes:
    hashes = prove_inclusion(index=INDEX, size=story().size, read=story().node)
    return format_proof(index=INDEX, hashes=hashes, checkpoint_note=story().checkpoint_note)


def check_statement(data: bytes) -> None:
    """Read and verify as steps 4 and 6 do: the key is found by its thumbprint."""
    statement = parse_statement(data, log=story().origin)
    if statement.kid not in keys():
        raise NguonError("unknown_key", "as the registry would say")
    verify_signature(statement, keys()[statement.kid])


@cache
def keys() -> dict[str, PublicKey]:
    """Return everybody's keys by thumbprint."""
    signers = [seeded_key(name) for name in ("union", "coop", "packer", "carrier", "seal")]
    return {key.kid: key.public for key in signers}


def check_checkpoint(data: bytes) -> None:
    open_checkpoint(data, story().log)
    if count_cosigners(parse_note(data), [WITNESS]) != 1:
        raise NguonError("witness_quorum", "as step 2 would say")


def check_proof(data: bytes) -> None:
    verify_receipt(statement=story().entries[INDEX], proof=data, log_verifier=story().log)


def check_receipted(data: bytes) -> None:
    verify_receipt(statement=data, proof=proof(), log_verifier=story().log)


WHAT: dict[str, tuple[Callable[[], bytes], Callable[[bytes], None]]] = {
    "statement of an event": (lambda: story().entries[HARVEST], check_statement),
    "statement of the registry": (lambda: story().entries[2], check_statement),
    "seal": (lambda: story().entries[-1], check_statement),
    "checkpoint with a cosignature": (cosigned, check_checkpoint),
    "tlog-proof of a receipt": (proof, check_proof),
    "statement of a receipt": (lambda: story().entries[INDEX], check_receipted),
}


@pytest.mark.parametrize("name", WHAT)
def test_any_one_flipped_bit_is_refused(name: str) -> None:
    make, check = WHAT[name]
    good = make()
    check(good)
    for bit in range(len(good) * 8):
        bad = _flipped(good, bit)
        with pytest.raises(NguonError):
            check(bad)


@pytest.mark.parametrize("name", WHAT)
def test_any_one_byte_dropped_or_doubled_is_refused(name: str) -> None:
    make, check = WHAT[name]
    good = make()
    for at in range(len(good)):
        for bad in (good[:at] + good[at + 1 :], good[:at] + good[at : at + 1] + good[at:]):
            if bad != good:
                with pytest.raises(NguonError):
                    check(bad)


@pytest.mark.parametrize("name", WHAT)
def test_whatever_is_cut_off_is_refused(name: str) -> None:
    make, check = WHAT[name]
    good = make()
    for end in range(len(good)):
        with pytest.raises(NguonError):
            check(good[:end])


def test_only_the_signature_of_an_unknown_key_may_be_anything() -> None:
    """The exception, shown to be one: the checkpoint stays valid, whatever a stranger says."""
    stranger = NoteSignature("other.example", b"abcd", bytes(64))
    note = parse_note(cosigned())
    whole = format_note(note.text, [*note.signatures, stranger])
    line = len(whole) - len(cosigned())
    outcomes = set()
    for bit in range((len(whole) - line) * 8, len(whole) * 8):
        try:
            check_checkpoint(_flipped(whole, bit))
            outcomes.add("ignored")
        except NguonError as e:
            outcomes.add(e.code)
    assert outcomes == {"ignored", "checkpoint_malformed"}


def _flipped(data: bytes, bit: int) -> bytes:
    at, mask = bit // 8, 1 << bit % 8
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]
