"""A ledger written out as a stream, from one snapshot; the server may go on meanwhile."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from sqlalchemy import Connection, Engine, func, select

from nguon_ledger.engine.fsck.entries import stored_entries
from nguon_ledger.engine.fsck.quick import quick_look
from nguon_ledger.engine.fsck.rows import any_text
from nguon_ledger.engine.moving.stream import (
    write_attachment,
    write_end,
    write_entry,
    write_header,
)
from nguon_ledger.engine.reading.attachments import fetch_attachment
from nguon_ledger.errors import NguonError
from nguon_ledger.store import tables
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.database import reading
from nguon_ledger.trace.touches import attachment_subject

_PREFIX = "attachments/"


@dataclass(frozen=True)
class Exported:
    """What went out: entries ``start`` to ``size`` - 1, and attachments."""

    origin: str
    start: int
    size: int
    attachments: int


def export_ledger(
    engine: Engine, name: str, *, target: BinaryIO, blobs: Blobs, start: int = 0
) -> Exported:
    """Write what the published checkpoint signs, from entry ``start`` on, and the attachments.

    With a ``start``, only attachments that an entry from there on names. Raises NguonError
    ``unknown_ledger``, ``export_gap`` if it has fewer entries, ``store_inconsistent`` naming an
    altered entry, or ``storage_unavailable``.
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
        attachments = _write_attachments(connection, name, blobs, target, start)
    write_end(target)
    return Exported(origin, start, signed.size, attachments)


def _write_attachments(
    connection: Connection, name: str, blobs: Blobs, target: BinaryIO, start: int
) -> int:
    written = 0
    for blob in sorted(blobs.names(_PREFIX)):
        digest = blob.rpartition("/")[2]
        if _last_named(connection, name, digest) >= start:
            write_attachment(target, fetch_attachment(blobs, digest))
            written += 1
    return written


def _last_named(connection: Connection, name: str, digest: str) -> int:
    """Return the last entry that names an attachment; -1 if none does."""
    touch = tables.touch.c
    named = (touch.ledger == name) & (touch.subject == attachment_subject(digest))
    last = connection.execute(select(func.max(touch.idx)).where(named)).scalar_one()
    return -1 if last is None else int(last)


def _origin(connection: Connection, name: str) -> str:
    table = tables.ledger.c
    query = select(table.origin).where(table.ledger == name)
    origin: str | None = connection.execute(query).scalar_one_or_none()
    if origin is None:
        raise NguonError("unknown_ledger", f"there is no ledger {name[:80]!r}", field="ledger")
    return origin
