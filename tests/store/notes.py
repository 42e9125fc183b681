"""Checkpoints, which are what heads hold."""

from __future__ import annotations

from hashlib import sha256

from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint

_KEY = Ed25519SigningKey.from_seed(bytes(32))


def note(size: int, branch: str = "") -> bytes:
    root = sha256(f"{size}{branch}".encode()).digest()
    return sign_checkpoint(Checkpoint("log.example/test", size, root), _KEY)


ONE, TWO, THREE = note(1), note(2), note(3)
