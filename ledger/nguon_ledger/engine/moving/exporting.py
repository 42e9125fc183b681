"""A ledger written out as a stream, from one snapshot; the server may go on meanwhile."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import BinaryIO

from sqlalchemy import Connection, Engine, select

from nguon_ledger.engine.fsck.entries import stored_entries
from nguon_ledger.engine.fsck.named import Named, named_attachments
from nguon_ledger.engine.fsck.quick import quick_look
from nguon_ledger.engine.fsck.rows import any_text
from nguon_ledger.engine.moving.stream import (
    write_attachment,
    write_end,
    write_entry,
    write_header,
)
from nguon_ledger.errors import NguonError
from nguon_ledger.store import tables
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.database import inconsistent, reading


@dataclass(frozen=True)
class Exported:
    """What went out: entries ``start`` to ``size`` - 1, and attachments.

    ``missing``: how many attachments those entries name and it does not hold.
    """

    origin: str
    start: int
    size: int
    attachments: int
    missing: int


def export_ledger(
    engine: Engine, name: str, *, target: BinaryIO, blobs: Blobs | None, start: int = 0
) -> Exported:
    """Write what the published checkpoint signs, from entry ``start`` on, and the attachments.

    Only attachments that an entry from ``start`` on names; none without ``blobs``. Raises
    NguonError ``unknown_ledger``, ``export_gap`` if it has fewer entries, ``store_inconsistent``
    naming an altered entry or attachment, or ``storage_unavailable``.
    """
    with reading(engine) as connection, any_text(connection):
        origin = _origin(connection, name)
        signed = quick_look(connection, name, origin).signed
        if start > signed.size:
            what = f"{name} has signed {signed.size} entries: there is none from {start} on"
            raise NguonError("export_gap", what, field="--from")
        query = select(tables.checkpoint.c.note).where(tables.checkpoint.c.ledger == name)
        write_header(target, note=connection.execute(query).scalar_one(), start=start)
        with closing(stored_entries(connection, name, start=start)) as entries:
            for data in islice(entries, signed.size - start):
                write_entry(target, data)
        with closing(named_attachments(connection, name, start=start, end=signed.size)) as named:
            kept = [_write_attachment(target, blobs, one) for one in named]
    write_end(target)
    return Exported(origin, start, signed.size, kept.count(True), kept.count(False))


def _write_attachment(target: BinaryIO, blobs: Blobs | None, named: Named) -> bool:
    """Write an attachment if it is there. Raises NguonError ``store_inconsistent``."""
    data = blobs.get(named.blob) if blobs is not None else None
    if data is None:
        return False
    if sha256(data).hexdigest() != named.digest:
        what = f"the attachment {named.digest} was altered; nguon fsck names all that were"
        raise inconsistent(what, field=named.digest)
    write_attachment(target, data)
    return True


def _origin(connection: Connection, name: str) -> str:
    table = tables.ledger.c
    query = select(table.origin).where(table.ledger == name)
    origin: str | None = connection.execute(query).scalar_one_or_none()
    if origin is None:
        raise NguonError("unknown_ledger", f"there is no ledger {name[:80]!r}", field="ledger")
    return origin
