"""C2SP tlog-proof: an inclusion proof that travels with its checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nguon_ledger.encoding.base64s import b64_decode, b64_encode
from nguon_ledger.encoding.integers import parse_integer
from nguon_ledger.errors import NguonError
from nguon_ledger.log.merkle import HASH_SIZE
from nguon_ledger.log.note import MAX_NOTE

HEADER = "c2sp.org/tlog-proof@v1"
_MAX_HASHES = 63


@dataclass(frozen=True)
class TlogProof:
    """An inclusion proof as read: nothing in it is verified. ``extra`` never is."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint_note: bytes
    extra: bytes | None = None


def format_proof(*, index: int, hashes: Sequence[bytes], checkpoint_note: bytes) -> bytes:
    """Write a proof; the hashes run from the leaf's sibling to the root."""
    lines = [HEADER, f"index {index}", *map(b64_encode, hashes)]
    return ("\n".join(lines) + "\n\n").encode() + checkpoint_note


def parse_proof(data: bytes) -> TlogProof:
    """Read a proof. Raises NguonError ``proof_malformed``."""
    head, empty, note = data.partition(b"\n\n")
    if not empty or len(note) > MAX_NOTE:
        raise _malformed("no empty line before the checkpoint")
    try:
        lines = head.decode("ascii").split("\n")
        return _parse_lines(lines, note)
    except (UnicodeDecodeError, NguonError, IndexError):
        raise _malformed("a line of the proof") from None


def _parse_lines(lines: list[str], note: bytes) -> TlogProof:
    extra = None
    if lines.pop(0) != HEADER:
        raise _malformed("unknown header")
    if lines[0].startswith("extra "):
        extra = b64_decode(lines.pop(0).removeprefix("extra "))
    word, _, number = lines.pop(0).partition(" ")
    hashes = tuple(map(b64_decode, lines))
    if word != "index" or len(hashes) > _MAX_HASHES or any(len(h) != HASH_SIZE for h in hashes):
        raise _malformed("index or hashes")
    return TlogProof(parse_integer(number), hashes, note, extra)


def _malformed(why: str) -> NguonError:
    return NguonError("proof_malformed", f"not a tlog-proof: {why}")
