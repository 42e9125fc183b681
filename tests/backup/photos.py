"""Photos that events name, kept outside of the database."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from backup.conftest import Folder
from engine.steps import grown
from nguon_ledger.engine.reading.attachments import blob_name
from nguon_ledger.store.places import open_blobs
from support.story import CONTEXT, CRAB, lot

NAME = "test"  # of the ledger


def taken(number: int) -> bytes:
    """Return a photo."""
    return b"\xff\xd8\xff photo " + str(number).encode()


def digest_of(number: int) -> str:
    return sha256(taken(number)).hexdigest()


def path_of(number: int) -> str:
    """Return where a photo stands under the place of a ledger."""
    return blob_name(digest_of(number))


def name_photo(folder: Folder, number: int) -> int:
    """Record an event that names a photo, which nobody sends; return the entry's index."""
    named = {"sha256": digest_of(number), "mediaType": "image/jpeg"}
    members: dict[str, Any] = {"@context": CONTEXT, "nguon:attachments": [named]}
    before = folder.bench.checkpoint.size
    grown(folder.bench, quantityList=[lot(f"{CRAB}/10/P{before}", 1)], **members)
    folder.remember()
    return before


def keep_at(place: str, number: int, data: bytes | None = None) -> None:
    """Keep a photo, or other bytes in its place, as the server with ``--attachments`` would."""
    open_blobs(place, NAME).put(path_of(number), taken(number) if data is None else data)
