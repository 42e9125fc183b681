"""tlog-proof: an inclusion proof in text."""

from __future__ import annotations

from typing import Any

import pytest

from nguon_ledger.encoding.base64s import b64_decode, b64_encode
from nguon_ledger.log.note import MAX_NOTE
from nguon_ledger.log.tlog_proof import format_proof, parse_proof
from unit.ledger.checks import label, refused, vectors

CASES = vectors("notes.json")["proofs"]


@pytest.mark.parametrize("case", CASES["good"], ids=label)
def test_a_proof_is_read(case: dict[str, Any]) -> None:
    proof = parse_proof(case["text"].encode())
    assert proof.index == case["index"]
    assert proof.hashes == tuple(map(b64_decode, case["hashes"]))
    assert proof.extra == (None if case["extra"] is None else b64_decode(case["extra"]))
    assert proof.checkpoint_note.decode() == case["text"].partition("\n\n")[2]


@pytest.mark.parametrize("case", [c for c in CASES["good"] if c["extra"] is None], ids=label)
def test_a_proof_is_written_as_others_write_it(case: dict[str, Any]) -> None:
    proof = parse_proof(case["text"].encode())
    written = format_proof(
        index=proof.index, hashes=proof.hashes, checkpoint_note=proof.checkpoint_note
    )
    assert written.decode() == case["text"]


@pytest.mark.parametrize("case", CASES["bad"], ids=label)
def test_any_other_proof_is_refused(case: dict[str, Any]) -> None:
    with refused("proof_malformed"):
        parse_proof(case["text"].encode())


def test_a_proof_is_ascii_and_has_at_most_63_hashes_and_a_note_that_fits() -> None:
    good = format_proof(index=0, hashes=[bytes(32)] * 63, checkpoint_note=b"x" * MAX_NOTE)
    assert len(parse_proof(good).hashes) == 63
    line = b64_encode(bytes(32)).encode() + b"\n"
    for bad in (
        good.replace(line, line * 2, 1),
        good + b"x",
        good.replace(b"index 0", b"index \xc2\xb2"),
        good.replace(b"index 0", b"index \xff"),
    ):
        with refused("proof_malformed"):
            parse_proof(bad)
