"""Receipts: a statement, its proof and the log's signature, together or not at all."""

from __future__ import annotations

from functools import cache

import pytest

from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from nguon_ledger.log.merkle import prove_inclusion
from nguon_ledger.log.note import Verifier
from nguon_ledger.log.tlog_proof import format_proof, parse_proof
from nguon_ledger.receipt import verify_receipt
from support.forge import seeded_key
from support.story import Story, whole_story
from unit.ledger.checks import refused


@cache
def story() -> Story:
    return whole_story()


def proof_of(index: int, ledger: Story | None = None) -> bytes:
    ledger = ledger or story()
    hashes = prove_inclusion(index=index, size=ledger.size, read=ledger.node)
    return format_proof(index=index, hashes=hashes, checkpoint_note=ledger.checkpoint_note)


def check(index: int, proof: bytes, log: Verifier | None = None) -> None:
    verify_receipt(statement=story().entries[index], proof=proof, log_verifier=log or story().log)


def test_every_statement_of_a_story_has_a_receipt() -> None:
    for index, statement in enumerate(story().entries):
        receipt = verify_receipt(
            statement=statement, proof=proof_of(index), log_verifier=story().log
        )
        assert receipt.index == index
        assert receipt.checkpoint.size == story().size


def test_a_receipt_is_for_one_statement() -> None:
    with refused("inclusion_failed"):
        check(5, proof_of(6))


@pytest.mark.parametrize("index", [0, 4, 6, 10_000])
def test_a_receipt_is_for_one_index(index: int) -> None:
    moved = proof_of(5).replace(b"index 5\n", b"index %d\n" % index)
    with refused("inclusion_failed"):
        check(5, moved)


def test_a_receipt_needs_the_pinned_key() -> None:
    with refused("log_signature_missing"):
        check(5, proof_of(5), Verifier(story().origin, 1, seeded_key("other").public.raw))


def test_a_receipt_of_another_tree_with_the_same_key_fails() -> None:
    parsed = parse_proof(proof_of(5))
    other = Checkpoint(story().origin, story().size, bytes(32))
    note = sign_checkpoint(other, story().log_key)
    with refused("inclusion_failed"):
        check(5, format_proof(index=5, hashes=parsed.hashes, checkpoint_note=note))


def test_a_receipt_needs_every_hash() -> None:
    parsed = parse_proof(proof_of(5))
    for hashes in (parsed.hashes[:-1], parsed.hashes[1:], (*parsed.hashes, bytes(32))):
        proof = format_proof(index=5, hashes=hashes, checkpoint_note=parsed.checkpoint_note)
        with refused("inclusion_failed"):
            check(5, proof)


def test_each_part_is_refused_with_its_own_code() -> None:
    good = proof_of(5)
    longer = good.replace(b"\n%d\n" % story().size, b"\n%d\n" % (story().size + 1))
    for bad, code in (
        (good.replace(b"index 5", b"index 05"), "proof_malformed"),
        (good.replace(b"\n\n", b"\n", 1), "proof_malformed"),
        (good[:-1], "checkpoint_malformed"),
        (longer, "log_signature_bad"),
    ):
        with refused(code):
            check(5, bad)
