"""C2SP signed-note and tlog-cosignature (Ed25519 notes, type 01; cosignatures, type 04)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from nguon_ledger.encoding.base64s import b64_decode, b64_encode
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.ed25519 import is_weak, verify_ed25519

ED25519 = 1
COSIGNATURE = 4
MAX_NOTE = 65_536
MAX_SIGNATURES = 64
_KEY_ID = 4
_TIMESTAMP = 8
_PREFIX = "\u2014 "


@dataclass(frozen=True)
class NoteSignature:
    """One signature line, not verified."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class Note:
    """A note as read: nothing in it is verified."""

    text: str
    signatures: tuple[NoteSignature, ...]


@dataclass(frozen=True)
class Verifier:
    """A verifier key: ``name+hex8(key ID)+base64(type || public key)``."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA256(name, LF, type, public key)."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key in its text form."""
        key = b64_encode(bytes([self.kind]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{key}"

    @classmethod
    def from_vkey(cls, vkey: str) -> Verifier:
        """Read a verifier key. Raises NguonError ``vkey_malformed`` or ``weak_key``."""
        name, _, rest = vkey.partition("+")
        _, _, key = rest.partition("+")
        try:
            raw = b64_decode(key)
        except NguonError:
            raw = b""
        if len(raw) != 33 or raw[0] not in {ED25519, COSIGNATURE} or not _is_name(name):
            raise NguonError("vkey_malformed", "not a verifier key of a known type")
        verifier = cls(name, raw[0], raw[1:])
        if verifier.vkey != vkey:
            raise NguonError("vkey_malformed", "the key ID does not belong to the key")
        if is_weak(verifier.public):
            raise NguonError("weak_key", "the verifier key is a weak Ed25519 key")
        return verifier


def parse_note(data: bytes) -> Note:
    """Split a note at its last empty line. Raises NguonError ``note_malformed``."""
    if len(data) > MAX_NOTE:
        raise _malformed("too long")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise _malformed("not UTF-8") from None
    if whole.startswith("\ufeff"):
        raise _malformed("a byte order mark")
    if any((c < " " and c != "\n") or c == "\x7f" for c in whole):
        raise _malformed("a control character")
    split = whole.rfind("\n\n")
    if split < 0 or not whole.endswith("\n"):
        raise _malformed("no empty line before the signatures")
    lines = whole[split + 2 :].split("\n")[:-1]
    if not 1 <= len(lines) <= MAX_SIGNATURES:
        raise _malformed("no signature, or too many")
    return Note(whole[: split + 1], tuple(map(_parse_signature, lines)))


def format_note(text: str, signatures: Iterable[NoteSignature]) -> bytes:
    """Write a note; ``text`` ends in a line feed."""
    lines = (f"{_PREFIX}{s.name} {b64_encode(s.key_id + s.signature)}\n" for s in signatures)
    return (text + "\n" + "".join(lines)).encode()


def verified_by(note: Note, verifier: Verifier) -> bool:
    """Tell whether the note carries a signature by ``verifier``.

    A bad one makes the whole note invalid: NguonError ``note_signature_bad``. Signatures by
    other keys are not looked at.
    """
    mine = [s for s in note.signatures if (s.name, s.key_id) == (verifier.name, verifier.key_id)]
    for signature in mine:
        message, blob = note.text.encode(), signature.signature
        if verifier.kind == COSIGNATURE:
            message, blob = cosigned_message(note.text, blob[:_TIMESTAMP]), blob[_TIMESTAMP:]
        try:
            verify_ed25519(public=verifier.public, message=message, signature=blob)
        except NguonError:
            raise NguonError("note_signature_bad", f"a bad signature by {verifier.name}") from None
    return bool(mine)


def count_cosigners(note: Note, witnesses: Sequence[Verifier]) -> int:
    """Count the witnesses whose good cosignature is on the note. Raises as verified_by."""
    return sum(verified_by(note, witness) for witness in witnesses)


def cosigned_message(text: str, timestamp: bytes) -> bytes:
    """Return what a type 04 cosignature signs; ``timestamp`` is 8 bytes, seconds."""
    seconds = int.from_bytes(timestamp, "big")
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _parse_signature(line: str) -> NoteSignature:
    name, _, blob = line.removeprefix(_PREFIX).partition(" ")
    if not line.startswith(_PREFIX) or not _is_name(name):
        raise _malformed("a signature line is not '— name base64'")
    try:
        raw = b64_decode(blob)
    except NguonError:
        raise _malformed("a signature is not base64") from None
    if len(raw) <= _KEY_ID:
        raise _malformed("a signature is too short")
    return NoteSignature(name, raw[:_KEY_ID], raw[_KEY_ID:])


def _is_name(name: str) -> bool:
    """Tell whether a key may have this name: no space, no ``+``, and it can be written as UTF-8."""
    return bool(name) and "+" not in name and not any(map(_cannot_stand_in_name, name))


def _cannot_stand_in_name(character: str) -> bool:
    # Half a surrogate pair (Cs) comes from a command line that is not UTF-8.
    return character.isspace() or unicodedata.category(character) in {"Zs", "Zl", "Zp", "Cs"}


def _malformed(why: str) -> NguonError:
    return NguonError("note_malformed", f"not a signed note: {why}")
