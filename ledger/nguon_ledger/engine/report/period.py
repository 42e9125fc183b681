"""A period of time, and the entries that were recorded in it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from nguon_ledger.errors import NguonError
from nguon_ledger.store import tables
from nguon_ledger.store.database import inconsistent

_seal = tables.seal.c


@dataclass(frozen=True)
class Period:
    """From ``since`` on, before ``until``: microseconds, by the time of recording.

    ``offset``, in minutes east of UTC, says when a day begins where the period is looked at.
    """

    since: int
    until: int
    offset: int = 0


def make_period(since: int, until: int, *, offset: int = 0) -> Period:
    """Return a period. Raises NguonError ``period_empty``."""
    if since >= until:
        raise NguonError("period_empty", "the period ends before it begins", field="to")
    return Period(since, until, offset)


def first_recorded(connection: Connection, ledger: str, time: int, *, size: int) -> int:
    """Return the first entry below ``size`` that was recorded at a time or later, or ``size``.

    Time does not go back in a ledger, so half of what is left is ruled out at each look.
    """
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        seal = _seal_of(connection, ledger, middle)
        if seal.time < time:
            low = min(seal.idx + 1, size)
        else:
            high = min(middle, seal.first)
    return low


@dataclass(frozen=True)
class _Seal:
    idx: int
    first: int
    time: int


def _seal_of(connection: Connection, ledger: str, index: int) -> _Seal:
    query = (
        select(_seal.idx, _seal.first, _seal.time)
        .where(_seal.ledger == ledger, _seal.idx >= index)
        .order_by(_seal.idx)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise inconsistent(f"no seal dates entry {index}")
    return _Seal(row.idx, row.first, row.time)
