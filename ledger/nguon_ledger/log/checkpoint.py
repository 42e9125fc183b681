"""C2SP tlog-checkpoint, without extension lines."""

from __future__ import annotations

from dataclasses import dataclass

from nguon_ledger.encoding.base64s import b64_decode, b64_encode
from nguon_ledger.encoding.integers import parse_integer
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.merkle import EMPTY_ROOT, HASH_SIZE
from nguon_ledger.log.note import (
    ED25519,
    NoteSignature,
    Verifier,
    format_note,
    parse_note,
    verified_by,
)


@dataclass(frozen=True)
class Checkpoint:
    """The state of a log: its origin, number of leaves, and root hash."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64_encode(self.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint's text. Raises NguonError ``checkpoint_malformed``."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:
        raise NguonError("checkpoint_malformed", "a checkpoint has exactly three lines")
    try:
        size, root = parse_integer(lines[1]), b64_decode(lines[2])
    except NguonError as e:
        raise NguonError("checkpoint_malformed", e.detail) from None
    if len(root) != HASH_SIZE or (size == 0 and root != EMPTY_ROOT):
        raise NguonError("checkpoint_malformed", "the root is not that of a tree")
    return Checkpoint(lines[0], size, root)


def sign_checkpoint(checkpoint: Checkpoint, key: Ed25519SigningKey) -> bytes:
    """Return the checkpoint as a note signed by the log, whose name is its origin."""
    verifier = Verifier(checkpoint.origin, ED25519, key.public.raw)
    signature = NoteSignature(verifier.name, verifier.key_id, key.sign(checkpoint.text.encode()))
    return format_note(checkpoint.text, [signature])


def open_checkpoint(note: bytes, log: Verifier) -> Checkpoint:
    """Return the checkpoint that ``log`` signed.

    Raises NguonError ``checkpoint_malformed``, ``log_signature_bad`` or
    ``log_signature_missing``.
    """
    try:
        parsed = parse_note(note)
    except NguonError as e:
        raise NguonError("checkpoint_malformed", e.detail) from None
    checkpoint = parse_checkpoint(parsed.text)
    try:
        signed = verified_by(parsed, log)
    except NguonError as e:
        raise NguonError("log_signature_bad", e.detail) from None
    if not signed or checkpoint.origin != log.name:
        raise NguonError("log_signature_missing", "the log's pinned key has not signed this")
    return checkpoint
