"""Which photos and papers the recorded events name, whether or not anybody ever sent them."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from nguon_ledger.engine.fsck.rows import AT_ONCE, in_bytes
from nguon_ledger.engine.reading.attachments import blob_name
from nguon_ledger.store import tables
from nguon_ledger.trace.touches import attachment_subject

_FIRST, _BEHIND = attachment_subject(""), attachment_subject("g")  # around all hexadecimal digests
_touch = tables.touch.c


@dataclass(frozen=True)
class Named:
    """A SHA-256 in hexadecimal, and the first and the last entry that name it."""

    digest: str
    first: int
    last: int

    @property
    def blob(self) -> str:
        """The name of the blob that should hold it."""
        return blob_name(self.digest)

    def plain(self) -> dict[str, object]:
        """Return it as JSON members."""
        return {"sha256": self.digest, "entry": self.first}


def named_attachments(
    connection: Connection, ledger: str, *, start: int = 0, end: int | None = None
) -> Generator[Named, None, None]:
    """Yield what an entry from ``start`` on names, by digest; to be closed as rows.stored_rows.

    ``end``: entries from there on are not looked at.
    """
    subject = in_bytes(connection, _touch.subject)
    last = func.max(_touch.idx)
    query = (
        select(_touch.subject, func.min(_touch.idx), last)
        .where(_touch.ledger == ledger, subject >= _FIRST, subject < _BEHIND)
        .group_by(_touch.subject)
        .having(last >= start)
        .order_by(subject)
    )
    if end is not None:
        query = query.where(_touch.idx < end)
    with connection.execute(query.execution_options(yield_per=AT_ONCE)) as rows:
        for name, first_idx, last_idx in rows:
            yield Named(name.removeprefix(_FIRST), first_idx, last_idx)


def is_named(connection: Connection, ledger: str, digest: str) -> bool:
    """Tell whether a recorded event names this SHA-256, in hexadecimal."""
    subject = attachment_subject(digest)
    query = select(_touch.idx).where(_touch.ledger == ledger, _touch.subject == subject)
    return connection.execute(query.limit(1)).first() is not None


def is_kept(connection: Connection, ledger: str, named: Named) -> bool:
    """Tell whether the database itself keeps an attachment; its bytes are not looked at."""
    blob = tables.blob.c
    query = select(blob.name).where(blob.ledger == ledger, blob.name == named.blob)
    return connection.execute(query).first() is not None
