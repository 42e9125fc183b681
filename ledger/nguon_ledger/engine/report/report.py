"""The union's report: what was recorded in a period, by whom and of what, and what is missing.

Everything is read from projections: deeds (who did what when, and how much came of it), flags,
and touches (how many lots and units were made). What was taken back does not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, func, select

from nguon_ledger.engine.report.count import Count, CountedDeed
from nguon_ledger.engine.report.period import Period, first_recorded
from nguon_ledger.engine.report.registry import Registered
from nguon_ledger.engine.report.rows import DayRow, Report, RuleRow
from nguon_ledger.registry.state import Registry
from nguon_ledger.store import tables
from nguon_ledger.trace.touches import Role

_deed, _flag, _touch = tables.deed.c, tables.flag.c, tables.touch.c
_CHUNK = 5000  # rows that are in memory at a time
_CODE = "0123456789-._ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def make_report(
    connection: Connection, ledger: str, registry: Registry, period: Period, *, size: int
) -> Report:
    """Count what the first ``size`` entries say of a period."""
    first = first_recorded(connection, ledger, period.since, size=size)
    end = first_recorded(connection, ledger, period.until, size=size)
    read = _Reader(connection, ledger, first, end)
    count = Count(period)
    count.add_all(read.deeds(), read.flags())
    registered = Registered(registry, end)
    silent = registered.without_events(count)
    cooperatives = registered.cooperatives(count, read.last_before(first) if silent else {})
    return Report(
        period=period,
        cooperatives=cooperatives,
        products=registered.products(count, read.made()),
        communes=registered.communes(cooperatives),
        flags=tuple(
            RuleRow(rule, found.flags, found.events, len(found.participants))
            for rule, found in sorted(count.rules.items())
        ),
        certificates=registered.certificates(period.until),
        days=tuple(
            DayRow(day, tally.events, tally.late) for day, tally in sorted(count.days.items())
        ),
    )


class _Reader:
    """Reads rows of the entries from ``first`` to before ``end``."""

    def __init__(self, connection: Connection, ledger: str, first: int, end: int) -> None:
        self._connection = connection
        self._ledger = ledger
        self._first = first
        self._end = end

    def deeds(self) -> Iterator[CountedDeed]:
        """Yield deeds that stand, by index."""
        query = (
            select(
                _deed.idx,
                _deed.product,
                _deed.participant,
                _deed.recorded,
                _deed.dimension,
                _deed.made,
            )
            .where(_deed.ledger == self._ledger, _deed.idx >= self._first, _deed.idx < self._end)
            .where(_deed.void.is_(None))
            .order_by(_deed.idx)
            .execution_options(yield_per=_CHUNK)
        )
        for rows in self._connection.execute(query).partitions():
            yield from map(CountedDeed._make, rows)

    def flags(self) -> Mapping[int, list[str]]:
        """Return the rules that flagged each entry."""
        query = select(_flag.idx, _flag.rule).where(
            _flag.ledger == self._ledger, _flag.idx >= self._first, _flag.idx < self._end
        )
        found: dict[int, list[str]] = {}
        for index, rule in self._connection.execute(query):
            found.setdefault(index, []).append(rule)
        return found

    def made(self) -> Mapping[str, int]:
        """Count the lots and units that were made, by what stands before their number."""
        kind = func.rtrim(_touch.subject, _CODE)
        query = (
            select(kind, func.count(_touch.subject.distinct()))
            .where(_touch.ledger == self._ledger, _touch.role == Role.MADE.value)
            .where(_touch.idx >= self._first, _touch.idx < self._end, _touch.void.is_(None))
            .group_by(kind)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def last_before(self, first: int) -> Mapping[str, int]:
        """Return when each participant last recorded an event before an entry."""
        query = (
            select(_deed.participant, func.max(_deed.recorded))
            .where(_deed.ledger == self._ledger, _deed.idx < first, _deed.void.is_(None))
            .group_by(_deed.participant)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}
