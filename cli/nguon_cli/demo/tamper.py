"""What a dishonest operator would do: change a recorded number in the database, unseen.

The demo does this to its second ledger, so that a newcomer sees what the phone says to it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from nguon_cli.demo.files import DATABASE
from nguon_ledger.encoding.base64s import b64url_decode, b64url_encode


def tamper(data: Path, ledger: str, *, old: str, new: str) -> int:
    """Replace ``old`` by ``new`` in the payload of the one event that has it; return its index."""
    with sqlite3.connect(data / DATABASE) as database:
        rows = database.execute("SELECT idx, data FROM entry WHERE ledger = ?", (ledger,))
        found = [(index, changed) for index, entry in rows if (changed := _edited(entry, old, new))]
        ((index, changed),) = found
        database.execute(
            "UPDATE entry SET data = ? WHERE ledger = ? AND idx = ?", (changed, ledger, index)
        )
    database.close()
    return int(index)


def _edited(entry: bytes, old: str, new: str) -> bytes | None:
    header, payload, signature = entry.split(b".")
    text = b64url_decode(payload.decode())
    if old.encode() not in text:
        return None
    altered = b64url_encode(text.replace(old.encode(), new.encode())).encode()
    return b".".join((header, altered, signature))
