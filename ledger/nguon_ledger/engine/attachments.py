"""Photos and papers that recorded events name by hash.

They are no part of the log: the hash in the signed event is. Only what an event names is kept,
so that a signature stays the only permission to write.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Engine, select

from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import MAX_ATTACHMENT
from nguon_ledger.store import tables
from nguon_ledger.store.database import reading, writing
from nguon_ledger.store.insert_new import insert_new
from nguon_ledger.trace.touches import attachment_subject


def keep_attachment(engine: Engine, ledger: str, data: bytes) -> bool:
    """Store an attachment durably; return whether it is new.

    Raises NguonError ``attachment_too_large``, or ``attachment_unknown`` if no recorded event
    names its SHA-256.
    """
    if len(data) > MAX_ATTACHMENT:
        raise NguonError("attachment_too_large", f"more than {MAX_ATTACHMENT} bytes")
    digest = sha256(data).hexdigest()
    touch = tables.touch.c
    named = select(touch.idx).where(
        touch.ledger == ledger, touch.subject == attachment_subject(digest)
    )
    row = {"ledger": ledger, "sha256": digest, "data": data}
    with writing(engine) as connection:
        if connection.execute(named.limit(1)).first() is None:
            raise NguonError("attachment_unknown", f"no recorded event names {digest}")
        return insert_new(connection, tables.attachment, row)


def fetch_attachment(engine: Engine, ledger: str, digest: str) -> bytes:
    """Return an attachment by its SHA-256 in hex. Raises NguonError ``not_found``."""
    table = tables.attachment.c
    query = select(table.data).where(table.ledger == ledger, table.sha256 == digest)
    with reading(engine) as connection:
        data: bytes | None = connection.execute(query).scalar_one_or_none()
    if data is None:
        raise NguonError("not_found", "there is no such attachment")
    return data
