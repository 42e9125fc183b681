"""Photos and papers that recorded events name by hash.

They are no part of the log: the hash in the signed event is. Only what an event names is kept,
so that a signature stays the only permission to write. The bytes are blobs: in the database, in a
folder, or in an object store, as the operator chooses.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Engine, select

from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import MAX_ATTACHMENT
from nguon_ledger.store import tables
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.database import inconsistent, reading
from nguon_ledger.trace.touches import attachment_subject

FOLDER = "attachments/"  # of all their blobs


def keep_attachment(engine: Engine, ledger: str, data: bytes, blobs: Blobs) -> bool:
    """Store an attachment durably; return whether it is new.

    Raises NguonError ``attachment_too_large``, ``attachment_unknown`` if no recorded event names
    its SHA-256, or ``store_inconsistent`` if something else is kept under that.
    """
    if len(data) > MAX_ATTACHMENT:
        raise NguonError("attachment_too_large", f"more than {MAX_ATTACHMENT} bytes")
    digest = sha256(data).hexdigest()
    # Asked before the bytes are stored, in a transaction of its own: what an entry names stays
    # named.
    if not _is_named(engine, ledger, digest):
        raise NguonError("attachment_unknown", f"no recorded event names {digest}")
    try:
        return blobs.put(blob_name(digest), data)
    except NguonError as e:
        if e.code != "blob_differs":
            raise
        raise inconsistent(f"the attachment {digest} was altered", field=digest) from e


def fetch_attachment(blobs: Blobs, digest: str) -> bytes:
    """Return an attachment by its SHA-256 in hex. Raises NguonError ``not_found``."""
    data = blobs.get(blob_name(digest))
    if data is None:
        raise NguonError("not_found", "there is no such attachment")
    return data


def _is_named(engine: Engine, ledger: str, digest: str) -> bool:
    touch = tables.touch.c
    named = (touch.ledger == ledger) & (touch.subject == attachment_subject(digest))
    with reading(engine) as connection:
        return connection.execute(select(touch.idx).where(named).limit(1)).first() is not None


def blob_name(digest: str) -> str:
    """Return the blob's name; 256 folders, so that none grows beyond what tools can list."""
    return f"{FOLDER}{digest[:2]}/{digest}"
