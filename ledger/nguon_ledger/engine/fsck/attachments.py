"""Photos and papers beside the hashes that the recorded events name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256

from sqlalchemy import Connection, select

from nguon_ledger.engine.fsck.fault import Fault
from nguon_ledger.engine.fsck.rows import stored_rows
from nguon_ledger.store import tables
from nguon_ledger.trace.touches import attachment_subject

_FOLDER = "attachments/"


def check_attachments(stored: Connection, ledger: str, admitted: Connection) -> Iterator[Fault]:
    """Check each stored attachment against its name, and that an event names it.

    ``admitted``: where the entries were admitted again. One that was never sent, or that is gone,
    is no fault: the log holds its hash only.
    """
    with closing(stored_rows(stored, tables.blob, ledger)) as rows:
        for _, name, data in rows:
            key = {"name": name}
            digest = str(name).rpartition("/")[2]
            if not isinstance(data, bytes) or sha256(data).hexdigest() != digest:
                yield Fault("blob", "its bytes are not those of the hash in its name", key)
            elif name != f"{_FOLDER}{digest[:2]}/{digest}":
                yield Fault("blob", "it stands under another name than its hash", key)
            elif not is_named(admitted, ledger, digest):
                yield Fault("blob", "no recorded event names it", key)


def is_named(connection: Connection, ledger: str, digest: str) -> bool:
    """Tell whether a recorded event names this SHA-256, in hexadecimal."""
    touch = tables.touch.c
    subject = attachment_subject(digest)
    query = select(touch.idx).where(touch.ledger == ledger, touch.subject == subject)
    return connection.execute(query.limit(1)).first() is not None
