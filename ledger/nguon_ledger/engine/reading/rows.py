"""What a trace asks of the stored rows, for many names or indices in one query.

Through store.lookup, since composing a query costs more than its answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row

from nguon_ledger.errors import NguonError
from nguon_ledger.store import tables
from nguon_ledger.store.database import inconsistent
from nguon_ledger.store.lookup import rows_by
from nguon_ledger.store.rows import mark_of
from nguon_ledger.trace.touches import Role, Touch

_entry, _touch = tables.entry.c, tables.touch.c
_ENTRY = (_entry.idx, _entry.data)
_TOUCH = (_touch.subject, _touch.idx, _touch.role, _touch.void)
_ROLES = {role.value: role for role in Role}
_CHUNK = 512  # values in one query; a power of two


def read_touch(row: Row[Any], *, size: int | None = None) -> Touch:
    """Read a touch: live, or taken back; in the log of ``size`` entries if that is given.

    Raises NguonError ``store_inconsistent``.
    """
    role = _ROLES.get(row.role)
    if role is None:
        raise inconsistent(f"the index has an unknown role for {row.subject}")
    is_void = row.void is not None and (size is None or row.void < size)
    return Touch(row.subject, row.idx, Role.VOID if is_void else role)


def read_touches(
    connection: Connection, ledger: str, subjects: Sequence[str], *, size: int
) -> dict[str, list[Touch]]:
    """Return for each subject its touches in the log of ``size`` entries, by index and role.

    Raises NguonError ``store_inconsistent``.
    """
    found: dict[str, list[Touch]] = {subject: [] for subject in subjects}
    for row in rows_by(connection, ledger, _touch.subject, subjects, _TOUCH):
        if row.idx < size:
            found[row.subject].append(read_touch(row, size=size))
    for touches in found.values():
        touches.sort(key=lambda touch: (touch.index, touch.role.value))
    return found


def read_entries(connection: Connection, ledger: str, indices: Sequence[int]) -> dict[int, bytes]:
    """Return the entries at these indices. Raises NguonError ``store_inconsistent``."""
    rows = rows_by(connection, ledger, _entry.idx, indices, _ENTRY)
    found: dict[int, bytes] = {row.idx: row.data for row in rows}
    for index in indices:
        if index not in found:
            raise missing_entry(index)
    return found


def missing_entry(index: int) -> NguonError:
    """Return the error for an entry below the checkpoint that is not there."""
    return inconsistent(f"entry {index} is missing", field=str(index))


def read_seals(
    connection: Connection, ledger: str, indices: Sequence[int], *, size: int
) -> set[int]:
    """Return the indices of the seals that date these entries, in the log of ``size`` entries.

    Raises NguonError ``store_inconsistent`` if there is none for one.
    """
    found: set[int] = set()
    mark = mark_of(connection)
    for start in range(0, len(indices), _CHUNK):
        chunk = indices[start : start + _CHUNK]
        count = 1 << (len(chunk) - 1).bit_length()
        filled = (*chunk, *[chunk[-1]] * (count - len(chunk)), ledger, size)
        for index, seal in connection.exec_driver_sql(_next_seals(count, mark), filled):
            if seal is None:
                raise inconsistent(f"no seal dates entry {index}")
            found.add(seal)
    return found


@cache
def _next_seals(count: int, mark: str) -> str:
    # A look-up in the primary key for each: the newest of a large log are not read through.
    marks = ", ".join([f"({mark})"] * count)
    return (
        f"WITH asked (idx) AS (VALUES {marks}) SELECT asked.idx, "  # noqa: S608 (our own names)
        f"(SELECT MIN(seal.idx) FROM seal WHERE seal.ledger = {mark}"
        f" AND seal.idx >= asked.idx AND seal.idx < {mark}) FROM asked"
    )
