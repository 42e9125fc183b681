"""Write log.json: roots, paths and proofs of small trees and of one of 70,000 entries.

Hashes by the transcription in rfc6962.py, signatures by PyNaCl, texts put together here from the
C2SP pages. None of it is nguon_ledger. `python -m vectors.make_log` in tests/ writes the file.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from vectors import rfc6962

HERE = Path(__file__).parent
SIZE = 70_000
ORIGIN = "ledger.example/trace"
LOG_SEED = bytes(range(32))
WITNESS = "witness.example/w1"
WITNESS_SEED = bytes(range(32, 64))
WITNESS_TIME = 1_767_225_600
PROVEN = (0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999)
OLDER = (1, 2, 255, 256, 257, 65_535, 65_536, 65_537, 69_999)

# The leaves that logs of certificate transparency test themselves with; their roots are public
# (RFC 6962 reference code; transparency-dev/merkle, testonly).
REFERENCE_LEAVES = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)


@cache
def leaves() -> list[bytes]:
    """Leaf hashes of the large log."""
    entries = (json.dumps({"lot": i, "event": "harvest", "coop": i % 7}) for i in range(SIZE))
    return [rfc6962.leaf(entry.encode()) for entry in entries]


def b64(data: bytes) -> str:
    return b64encode(data).decode()


def vkey(name: str, kind: int, public: bytes) -> str:
    return f"{name}+{key_id(name, kind, public).hex()}+{b64(bytes([kind]) + public)}"


def key_id(name: str, kind: int, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def checkpoint(size: int, *, origin: str = ORIGIN) -> str:
    return f"{origin}\n{size}\n{b64(rfc6962.mth(leaves()[:size]))}\n"


def log_line(text: str, *, origin: str = ORIGIN, seed: bytes = LOG_SEED) -> str:
    key = SigningKey(seed)
    blob = key_id(origin, 1, bytes(key.verify_key)) + key.sign(text.encode()).signature
    return f"\u2014 {origin} {b64(blob)}\n"


def witness_line(text: str, *, time: int = WITNESS_TIME) -> str:
    key = SigningKey(WITNESS_SEED)
    signed = key.sign(f"cosignature/v1\ntime {time}\n{text}".encode()).signature
    blob = key_id(WITNESS, 4, bytes(key.verify_key)) + time.to_bytes(8, "big") + signed
    return f"\u2014 {WITNESS} {b64(blob)}\n"


def public(seed: bytes) -> bytes:
    return bytes(SigningKey(seed).verify_key)


def log_vectors() -> dict[str, Any]:
    text = checkpoint(SIZE)
    return {
        "trees": [
            _tree("one byte, counting", [f"{i:02x}" for i in range(8)]),
            _tree("reference", list(REFERENCE_LEAVES)),
        ],
        "paths": _rfc_paths(),
        "log": {
            "seed": LOG_SEED.hex(),
            "origin": ORIGIN,
            "size": SIZE,
            "vkey": vkey(ORIGIN, 1, public(LOG_SEED)),
            "root": b64(rfc6962.mth(leaves())),
            "note": f"{text}\n{log_line(text)}",
            "tiles": _tiles(SIZE),
            "inclusion": [
                {"index": i, "leaf": b64(leaves()[i]), "hashes": _b64s(rfc6962.path(i, leaves()))}
                for i in PROVEN
            ],
            "consistency": [
                {
                    "old": old,
                    "root": b64(rfc6962.mth(leaves()[:old])),
                    "hashes": _b64s(rfc6962.proof(old, leaves())),
                }
                for old in OLDER
            ],
        },
        "witness": {
            "seed": WITNESS_SEED.hex(),
            "name": WITNESS,
            "time": WITNESS_TIME,
            "vkey": vkey(WITNESS, 4, public(WITNESS_SEED)),
            "line": witness_line(text),
        },
    }


def _tree(name: str, data: list[str]) -> dict[str, Any]:
    hashes = [rfc6962.leaf(bytes.fromhex(item)) for item in data]
    roots = [rfc6962.mth(hashes[:size]).hex() for size in range(len(data) + 1)]
    return {"name": name, "leaves": data, "roots": roots}


def _rfc_paths() -> dict[str, Any]:
    """RFC 6962, 2.1.3: its letters as the leaves under the node, [start, end)."""
    a, b, c, d = [0, 1], [1, 2], [2, 3], [3, 4]
    f, j, g, h, i, k, m = [5, 6], [6, 7], [0, 2], [2, 4], [4, 6], [0, 4], [4, 7]
    return {
        "size": 7,
        "inclusion": [
            {"index": 0, "nodes": [b, h, m]},
            {"index": 1, "nodes": [a, h, m]},
            {"index": 3, "nodes": [c, g, m]},
            {"index": 4, "nodes": [f, j, k]},
            {"index": 6, "nodes": [i, k]},
        ],
        "consistency": [
            {"old": 3, "nodes": [c, d, g, m]},
            {"old": 4, "nodes": [m]},
            {"old": 6, "nodes": [i, j, k]},
        ],
    }


def _tiles(size: int) -> list[dict[str, Any]]:
    """Level by level: how many full tiles there are, and how wide the edge is."""
    counts = [size // 256**level for level in range(8)]
    return [
        {"level": level, "full": count // 256, "partial": count % 256}
        for level, count in enumerate(counts)
        if count
    ]


def _b64s(hashes: Iterable[bytes]) -> list[str]:
    return [b64(item) for item in hashes]


def render(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    (HERE / "log.json").write_text(render(log_vectors()), encoding="utf-8")
