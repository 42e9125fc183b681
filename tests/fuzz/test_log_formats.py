"""Notes, checkpoints, cosignatures, proofs, tiles, bundles: mutants of valid ones, raw bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.budget import QUICK, SOAK
from fuzz.mutations import byte_mutants, dump, json_mutants, line_mutants, values
from fuzz.outcomes import accepted, outcome
from fuzz.seeds import cosigned_note, story, witness
from nguon_ledger.log.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from nguon_ledger.log.note import Verifier, count_cosigners, format_note, parse_note, verified_by
from nguon_ledger.log.tiles import (
    TILE_WIDTH,
    format_entries,
    format_number,
    parse_entries,
    parse_tile_path,
)
from nguon_ledger.log.tlog_proof import format_proof, parse_proof
from nguon_ledger.receipt import verify_receipt
from nguon_ledger.trace.bundle import format_bundle, parse_bundle
from nguon_ledger.trace.verify import examine_bundle
from support.story import JAR_LOT

Check = Callable[[bytes], None]


def check_note(data: bytes) -> None:
    note = accepted(parse_note, data)
    if note is not None:
        assert format_note(note.text, note.signatures) == data
        outcome(lambda n: verified_by(n, story().log), note)
        outcome(lambda n: count_cosigners(n, [witness()]), note)


def test_the_honest_note_carries_both_signatures() -> None:
    note = parse_note(cosigned_note())
    assert verified_by(note, story().log)
    assert count_cosigners(note, [witness()]) == 1


def check_checkpoint(data: bytes) -> None:
    checkpoint = accepted(lambda d: open_checkpoint(d, story().log), data)
    if checkpoint is not None:
        honest = Checkpoint(story().origin, checkpoint.size, checkpoint.root)
        assert data.startswith(honest.text.encode()), "accepted, and not what the log signed"
        assert parse_checkpoint(checkpoint.text) == checkpoint


def check_proof(data: bytes) -> None:
    proof = accepted(parse_proof, data)
    if proof is not None and proof.extra is None:
        written = format_proof(
            index=proof.index, hashes=proof.hashes, checkpoint_note=proof.checkpoint_note
        )
        assert written == data
    statement = story().entries[3]
    receipt = accepted(
        lambda d: verify_receipt(statement=statement, proof=d, log_verifier=story().log), data
    )
    assert receipt is None or receipt.index == 3


def check_entries(data: bytes) -> None:
    entries = accepted(parse_entries, data)
    assert entries is None or format_entries(entries) == data


def check_bundle(data: bytes) -> None:
    bundle = accepted(parse_bundle, data)
    if bundle is not None:
        written = format_bundle(
            identifier=bundle.id,
            checkpoint_note=bundle.checkpoint_note,
            entries=bundle.entries,
            nodes=bundle.nodes,
        )
        assert parse_bundle(written) == bundle
    report = outcome(lambda d: examine_bundle(d, pins=story().pins, asked=JAR_LOT), data)
    verdict = getattr(report, "verdict", None)
    assert verdict != "verified" or _same_evidence(data), "evidence that nobody gave is green"


def _same_evidence(data: bytes) -> bool:
    """Tell whether the entries are the honest ones: JSON may be spelled in more than one way."""
    honest, found = (json.loads(text)["entries"] for text in (story().bundle(JAR_LOT), data))
    return all(entry in honest for entry in found)


def proof() -> bytes:
    from nguon_ledger.log.merkle import audit_path

    hashes = [story().node(span) for span in audit_path(3, story().size)]
    return format_proof(index=3, hashes=hashes, checkpoint_note=story().checkpoint_note)


SEEDS: dict[str, tuple[Check, Callable[[], bytes]]] = {
    "note": (check_note, cosigned_note),
    "checkpoint": (check_checkpoint, cosigned_note),
    "proof": (check_proof, proof),
    "entries": (check_entries, lambda: format_entries(story().entries[:5])),
    "bundle": (check_bundle, lambda: story().bundle(JAR_LOT)),
}


def drawn(seed: bytes) -> st.SearchStrategy[bytes]:
    return st.binary(max_size=400) | byte_mutants(seed) | line_mutants(seed)


@pytest.mark.parametrize("name", SEEDS)
@QUICK
@given(data=st.data())
def test_what_is_read_is_what_was_written(name: str, data: st.DataObject) -> None:
    check, seed = SEEDS[name]
    check(seed())
    check(data.draw(drawn(seed())))


@pytest.mark.soak
@pytest.mark.parametrize("name", SEEDS)
@SOAK
@given(data=st.data())
def test_what_is_read_is_what_was_written_for_long(name: str, data: st.DataObject) -> None:
    check, seed = SEEDS[name]
    check(data.draw(drawn(seed())))


@QUICK
@given(data=st.data())
def test_evidence_with_its_members_changed(data: st.DataObject) -> None:
    honest: Any = json.loads(story().bundle(JAR_LOT))
    check_bundle(dump(data.draw(json_mutants(honest) | values)))


@pytest.mark.soak
@SOAK
@given(data=st.data())
def test_evidence_with_its_members_changed_for_long(data: st.DataObject) -> None:
    honest: Any = json.loads(story().bundle(JAR_LOT))
    check_bundle(dump(data.draw(json_mutants(honest, most=6))))


@QUICK
@given(data=st.data())
def test_verifier_keys(data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from([story().log, witness()])).vkey
    text = data.draw(byte_mutants(seed.encode())).decode("utf-8", "surrogateescape")
    verifier = accepted(Verifier.from_vkey, text)
    assert verifier is None or verifier.vkey == text


@QUICK
@given(data=st.data(), number=st.integers(0, 10**12), width=st.integers(1, TILE_WIDTH))
def test_tile_paths(data: st.DataObject, number: int, width: int) -> None:
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    seed = f"{format_number(number)}{partial}"
    assert parse_tile_path(seed) == (number, width)
    text = data.draw(byte_mutants(seed.encode())).decode("utf-8", "surrogateescape")
    found = accepted(parse_tile_path, text)
    if found is not None:
        at, wide = found
        assert text == format_number(at) + ("" if wide == TILE_WIDTH else f".p/{wide}")
