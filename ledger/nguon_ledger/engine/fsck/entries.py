"""The stored entries of a ledger, each checked against its place and its leaf hash."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

from sqlalchemy import Connection

from nguon_ledger.engine.fsck.fault import entry_fault
from nguon_ledger.engine.fsck.rows import stored_rows
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.store import tables


def stored_entries(
    connection: Connection, ledger: str, *, start: int = 0
) -> Generator[bytes, None, None]:
    """Yield the bytes of every entry from ``start`` on, in order; to be closed as stored_rows.

    Raises NguonError ``store_inconsistent`` naming the first that is missing or altered.
    """
    columns = [column.name for column in tables.entry.columns]
    idx, leaf, data = (columns.index(name) for name in ("idx", "leaf", "data"))
    with closing(stored_rows(connection, tables.entry, ledger, start=start)) as rows:
        for expected, row in enumerate(rows, start):
            if row[idx] != expected:
                raise entry_fault(expected, "it is missing")
            if not isinstance(row[data], bytes):
                raise entry_fault(expected, "its data is not stored as bytes")
            if leaf_hash(row[data]) != row[leaf]:
                raise entry_fault(expected, "its bytes are not those of its leaf hash")
            yield row[data]
