"""Recorded flags, a page at a time: what the rules made readers aware of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, Select, and_, or_, select

from nguon_ledger.engine.report.names import Named, Names
from nguon_ledger.engine.report.period import first_recorded
from nguon_ledger.store import tables

_flag, _deed = tables.flag.c, tables.deed.c


class Place(NamedTuple):
    """Where a flag stands: its entry, and which of the entry's flags it is, counted from 0."""

    entry: int
    number: int


FIRST = Place(-1, 0)  # before all


@dataclass(frozen=True, slots=True)
class FlaggedEvent:
    """A flag, and whose event it is about. Times are in microseconds."""

    place: Place
    rule: str
    subject: str | None
    values: dict[str, str]
    participant: Named
    step: str
    happened: int
    recorded: int


@dataclass(frozen=True)
class FlagQuestion:
    """Which flags: recorded from ``since`` on, before ``until``; None asks for any."""

    since: int | None = None
    until: int | None = None
    rule: str | None = None
    participant: str | None = None


class Flags:
    """The flags of the first ``size`` entries."""

    def __init__(self, connection: Connection, ledger: str, names: Names, *, size: int) -> None:
        self._connection = connection
        self._ledger = ledger
        self._names = names
        self._size = size

    def find(self, question: FlagQuestion, *, after: Place, limit: int) -> list[FlaggedEvent]:
        """Return up to ``limit`` flags behind a place, in the order of the log."""
        first = 0 if question.since is None else self._first(question.since)
        end = self._size if question.until is None else self._first(question.until)
        query = (
            self._joined()
            .where(_flag.idx >= first, _flag.idx < end)
            .where(
                or_(
                    _flag.idx > after.entry,
                    and_(_flag.idx == after.entry, _flag.number > after.number),
                )
            )
            .order_by(_flag.idx, _flag.number)
            .limit(limit)
        )
        if question.rule is not None:
            query = query.where(_flag.rule == question.rule)
        if question.participant is not None:
            query = query.where(_deed.participant == question.participant)
        return [
            FlaggedEvent(
                Place(row.idx, row.number),
                row.rule,
                row.subject,
                json.loads(row.details),
                self._names.of(row.participant),
                row.step,
                row.happened,
                row.recorded,
            )
            for row in self._connection.execute(query)
        ]

    def _joined(self) -> Select[tuple[object, ...]]:
        """Join a flag with the deeds of its event: who and when is the same in all of them."""
        same = and_(_deed.ledger == self._ledger, _deed.idx == _flag.idx)
        columns = (_deed.participant, _deed.step, _deed.happened, _deed.recorded)
        query = select(tables.flag, *columns).select_from(tables.flag).join(tables.deed, same)
        return query.where(_flag.ledger == self._ledger).distinct()

    def _first(self, time: int) -> int:
        return first_recorded(self._connection, self._ledger, time, size=self._size)
