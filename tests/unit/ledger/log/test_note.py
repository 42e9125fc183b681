"""Notes, verifier keys and cosignatures (C2SP signed-note, tlog-cosignature)."""

from __future__ import annotations

from typing import Any

import pytest

from nguon_ledger.encoding.base64s import b64_encode
from nguon_ledger.log.note import (
    MAX_NOTE,
    NoteSignature,
    Verifier,
    count_cosigners,
    format_note,
    parse_note,
    verified_by,
)
from unit.ledger.checks import label, refused, vectors

CASES, KEYS = vectors("notes.json"), vectors("log.json")
LOG = Verifier.from_vkey(KEYS["log"]["vkey"])
WITNESS = Verifier.from_vkey(KEYS["witness"]["vkey"])


def data_of(case: dict[str, Any]) -> bytes:
    return bytes.fromhex(case["hex"]) if "hex" in case else str(case["note"]).encode()


@pytest.mark.parametrize("case", CASES["vkeys"]["good"], ids=lambda case: case["vkey"])
def test_a_verifier_key_is_read_and_written(case: dict[str, Any]) -> None:
    key = Verifier.from_vkey(case["vkey"])
    assert (key.name, key.kind, key.public.hex()) == (case["name"], case["kind"], case["public"])
    assert key.vkey == case["vkey"]


@pytest.mark.parametrize("case", CASES["vkeys"]["bad"], ids=label)
def test_any_other_verifier_key_is_refused(case: dict[str, Any]) -> None:
    with refused(case["code"]):
        Verifier.from_vkey(case["vkey"])


def test_a_name_that_is_not_utf_8_on_the_command_line_is_refused() -> None:
    """Python hands such bytes over as half surrogate pairs, which cannot be hashed."""
    _, key_id, key = KEYS["log"]["vkey"].split("+", 2)
    with refused("vkey_malformed"):
        Verifier.from_vkey(f"ledger\udcff+{key_id}+{key}")


@pytest.mark.parametrize("case", CASES["notes"]["good"], ids=label)
def test_a_note_is_split_at_its_last_empty_line_and_written_the_same(case: dict[str, Any]) -> None:
    note = parse_note(data_of(case))
    assert note.text == case["text"]
    assert len(note.signatures) == case["signatures"]
    assert format_note(note.text, note.signatures) == data_of(case)
    assert verified_by(note, LOG)


@pytest.mark.parametrize("case", CASES["notes"]["bad"], ids=label)
def test_any_other_note_is_refused(case: dict[str, Any]) -> None:
    with refused("note_malformed"):
        parse_note(data_of(case))


def test_a_note_has_at_most_65_536_bytes() -> None:
    good = CASES["notes"]["good"][0]["note"].encode()
    fits = b"a" * (MAX_NOTE - len(good)) + good
    assert parse_note(fits).text.startswith("aaa")
    with refused("note_malformed"):
        parse_note(b"a" + fits)


@pytest.mark.parametrize("case", CASES["notes"]["verdicts"], ids=label)
def test_what_the_keys_say_to_a_note(case: dict[str, Any]) -> None:
    """A bad signature by a known key spoils the note; one by an unknown key is ignored."""
    note = parse_note(data_of(case))
    for key, verdict in ((LOG, case["log"]), (WITNESS, case["witness"])):
        if verdict == "bad":
            with refused("note_signature_bad"):
                verified_by(note, key)
        else:
            assert verified_by(note, key) == (verdict == "good")


def test_cosigners_are_counted_a_key_and_a_bad_one_is_never_skipped() -> None:
    both = parse_note(_good("log and witness"))
    stranger = Verifier("other.example", 4, WITNESS.public)
    assert count_cosigners(both, []) == 0
    assert count_cosigners(both, [stranger]) == 0
    assert count_cosigners(both, [stranger, WITNESS]) == 1
    bad = next(c for c in CASES["notes"]["verdicts"] if c["witness"] == "bad")
    with refused("note_signature_bad"):
        count_cosigners(parse_note(data_of(bad)), [stranger, WITNESS])


def test_a_log_signature_does_not_pass_for_a_cosignature() -> None:
    """The type is part of the key ID and of the message."""
    note = parse_note(_good("log"))
    assert not verified_by(note, Verifier(LOG.name, 4, LOG.public))
    (signature,) = note.signatures
    as_witness = Verifier(LOG.name, 4, LOG.public)
    moved = NoteSignature(LOG.name, as_witness.key_id, bytes(8) + signature.signature)
    with refused("note_signature_bad"):
        verified_by(parse_note(format_note(note.text, [moved])), as_witness)


def test_a_signature_line_is_a_dash_a_name_and_base64() -> None:
    line = NoteSignature("a.example", b"abcd", b"e")
    assert format_note("t\n", [line]).decode() == f"t\n\n— a.example {b64_encode(b'abcde')}\n"


def _good(name: str) -> bytes:
    return data_of(next(case for case in CASES["notes"]["good"] if case["name"] == name))
