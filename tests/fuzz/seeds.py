"""A real ledger's documents, to start from."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from nguon_ledger.encoding.base64s import b64url_decode
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.note import (
    COSIGNATURE,
    NoteSignature,
    Verifier,
    cosigned_message,
    format_note,
    parse_note,
)
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.state import Registry
from nguon_ledger.statement import REGISTRY_TYP, SEAL_TYP, parse_statement
from support.forge import seeded_key
from support.story import Story, whole_story

_NAMES = ("union", "coop", "packer", "certifier", "carrier", "seal")


@cache
def story() -> Story:
    """Return a short story whose keys are known."""
    return whole_story()


@cache
def registry() -> Registry:
    """Return the story's registry, as a server would have it."""
    found = Registry()
    for index, data in enumerate(story().entries):
        statement = parse_statement(data, log=story().origin)
        if statement.typ == REGISTRY_TYP:
            found.record(index, read_registry(statement.payload))
    return found


@cache
def payloads() -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """Return typ, key thumbprint and payload of each statement that people signed."""
    found = []
    for data in story().entries:
        header, payload, _ = data.decode().split(".")
        head = json.loads(b64url_decode(header))
        if head["typ"] != SEAL_TYP:
            found.append((head["typ"], head["kid"], json.loads(b64url_decode(payload))))
    return tuple(found)


@cache
def _keys() -> dict[str, Ed25519SigningKey]:
    keys = [seeded_key(name) for name in _NAMES]
    return {key.kid: key for key in keys}


def key_of(kid: str) -> Ed25519SigningKey:
    """Return the private key behind a thumbprint of the story."""
    return _keys()[kid]


@cache
def witness() -> Verifier:
    """Return the verifier key of a witness that knows the story's log."""
    return Verifier("witness.example/w1", COSIGNATURE, seeded_key("witness").public.raw)


@cache
def cosigned_note() -> bytes:
    """Return the story's checkpoint with its own signature and the witness's."""
    note = parse_note(story().checkpoint_note)
    stamp = (1_760_000_000).to_bytes(8, "big")
    signature = seeded_key("witness").sign(cosigned_message(note.text, stamp))
    mine = NoteSignature(witness().name, witness().key_id, stamp + signature)
    return format_note(note.text, [*note.signatures, mine])
