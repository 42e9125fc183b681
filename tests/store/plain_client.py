"""A client of the static log that knows tlog-tiles and its one key, and nothing of this project.

Written from c2sp.org/tlog-tiles, tlog-checkpoint, signed-note and RFC 6962, with a library for
Ed25519; it reads files by their paths and recomputes everything.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from nacl.signing import VerifyKey

Read = Callable[[str], bytes | None]


class Log(NamedTuple):
    size: int
    root: bytes
    entries: list[bytes]


def read_log(read: Read, vkey: str, checkpoint: bytes | None = None) -> Log:
    """Check every file under a checkpoint (else the published one); return all entries."""
    note = checkpoint if checkpoint is not None else read("checkpoint")
    assert note is not None, "there is no checkpoint"
    size, root = open_note(note, vkey)
    entries = [entry for data in files(read, "entries", size) for entry in unpack(data)]
    assert len(entries) == size
    level, hashes = 0, [sha256(b"\0" + entry).digest() for entry in entries]
    assert tree(hashes) == root
    while hashes:
        assert b"".join(files(read, str(level), len(hashes))) == b"".join(hashes)
        whole = len(hashes) // 256 * 256
        hashes = [tree(hashes[start : start + 256]) for start in range(0, whole, 256)]
        level += 1
    return Log(size, root, entries)


def open_note(note: bytes, vkey: str) -> tuple[int, bytes]:
    name, _, rest = vkey.partition("+")
    key = base64.b64decode(rest.partition("+")[2])[1:]
    text, _, signatures = note.rpartition(b"\n\n")
    (line,) = [s for s in signatures.decode().split("\n") if s.startswith(f"\u2014 {name} ")]
    VerifyKey(key).verify(text + b"\n", base64.b64decode(line.split(" ")[2])[4:])
    origin, size, root = text.decode().split("\n")
    assert origin == name
    return int(size), base64.b64decode(root)


def files(read: Read, level: str, count: int) -> list[bytes]:
    """Read what ``count`` hashes or entries of a level are in; the full file if need be."""
    found = []
    for number in range((count + 255) // 256):
        width = min(256, count - 256 * number)
        path = f"tile/{level}/{groups(number)}"
        data = read(path) if width == 256 else read(f"{path}.p/{width}")
        if data is None and width < 256:  # "MAY fetch the full tile in parallel as a fallback"
            full = read(path)
            assert full is not None, f"neither {path}.p/{width} nor {path}"
            data = full[: width * 32] if level != "entries" else pack(unpack(full)[:width])
        assert data is not None, f"no {path}"
        found.append(data)
    return found


def groups(number: int) -> str:
    text = f"{number % 1000:03}"
    while number >= 1000:
        number //= 1000
        text = f"x{number % 1000:03}/{text}"
    return text


def unpack(bundle: bytes) -> list[bytes]:
    entries = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        assert len(bundle) >= 2 + length
        entries.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return entries


def pack(entries: list[bytes]) -> bytes:
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def tree(hashes: list[bytes]) -> bytes:
    """Compute MTH over leaf hashes (RFC 6962, 2.1)."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    return sha256(b"\1" + tree(hashes[:half]) + tree(hashes[half:])).digest()
