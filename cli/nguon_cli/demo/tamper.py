"""What a dishonest operator would do: change a recorded number in the database, unseen.

The demo does this to its second ledger, so that a newcomer sees what the phone says to it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from nguon_ledger.encoding.base64s import b64url_decode, b64url_encode


def tamper(database_file: Path, ledger: str, *, step: str, old: str, new: str) -> None:
    """Replace ``old`` by ``new`` in the payload of a ledger's one ``step``."""
    with closing(sqlite3.connect(database_file)) as database, database:
        rows = database.execute("SELECT idx, data FROM entry WHERE ledger = ?", (ledger,))
        found = [
            (index, entry)
            for index, entry in rows
            if f'"nguon:step":"{step}"'.encode() in _payload(entry)
        ]
        ((index, entry),) = found
        database.execute(
            "UPDATE entry SET data = ? WHERE ledger = ? AND idx = ?",
            (_edited(entry, old, new), ledger, index),
        )


def _payload(entry: bytes) -> bytes:
    return b64url_decode(entry.split(b".")[1].decode())


def _edited(entry: bytes, old: str, new: str) -> bytes:
    header, _, signature = entry.split(b".")
    altered = _payload(entry).replace(old.encode(), new.encode())
    if altered == _payload(entry):
        raise ValueError(f"{old} is not in the step that the demo alters")
    return b".".join((header, b64url_encode(altered).encode(), signature))
