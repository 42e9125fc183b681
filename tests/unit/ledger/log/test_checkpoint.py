"""Checkpoints: three lines, signed by the pinned key of their origin."""

from __future__ import annotations

from typing import Any

import pytest

from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.checkpoint import (
    Checkpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from nguon_ledger.log.note import ED25519, NoteSignature, Verifier, format_note, parse_note
from unit.ledger.checks import label, refused, vectors

CASES = vectors("notes.json")["checkpoints"]
KEY = Ed25519SigningKey.from_seed(bytes(range(32)))
LOG = Verifier("o.example", ED25519, KEY.public.raw)
CHECKPOINT = Checkpoint("o.example", 3, bytes(32))


@pytest.mark.parametrize("case", CASES["good"], ids=lambda case: case["size"])
def test_a_checkpoint_is_read_and_written(case: dict[str, Any]) -> None:
    checkpoint = parse_checkpoint(case["text"])
    assert (checkpoint.origin, checkpoint.size) == (case["origin"], int(case["size"]))
    assert checkpoint.text == case["text"]


@pytest.mark.parametrize("case", CASES["bad"], ids=label)
def test_any_other_text_is_refused(case: dict[str, Any]) -> None:
    with refused("checkpoint_malformed"):
        parse_checkpoint(case["text"])


def test_what_the_log_signs_it_can_open() -> None:
    assert open_checkpoint(sign_checkpoint(CHECKPOINT, KEY), LOG) == CHECKPOINT


def test_a_checkpoint_signed_by_nobody_known_is_not_trusted() -> None:
    other = Ed25519SigningKey.from_seed(bytes(32))
    with refused("log_signature_missing"):
        open_checkpoint(sign_checkpoint(CHECKPOINT, other), LOG)


def test_a_bad_signature_by_the_log_is_told_from_a_missing_one() -> None:
    good = parse_note(sign_checkpoint(CHECKPOINT, KEY))
    (line,) = good.signatures
    bad = NoteSignature(line.name, line.key_id, bytes(64))
    for lines in ([bad], [line, bad], [bad, line]):
        with refused("log_signature_bad"):
            open_checkpoint(format_note(good.text, lines), LOG)


def test_the_log_cannot_sign_for_another_origin() -> None:
    """Its key signs a checkpoint of somebody else's log under its own name."""
    foreign = Checkpoint("other.example", 3, bytes(32))
    line = NoteSignature(LOG.name, LOG.key_id, KEY.sign(foreign.text.encode()))
    with refused("log_signature_missing"):
        open_checkpoint(format_note(foreign.text, [line]), LOG)


def test_what_is_no_note_or_no_checkpoint_is_malformed() -> None:
    with refused("checkpoint_malformed"):
        open_checkpoint(b"o.example\n3\n", LOG)
    text = "o.example\n3\nnot base64\n"
    line = NoteSignature(LOG.name, LOG.key_id, KEY.sign(text.encode()))
    with refused("checkpoint_malformed"):
        open_checkpoint(format_note(text, [line]), LOG)
