"""What a recall of a thing reaches, and who has it now.

It reads projections, not entries, and is the ledger's word; each thing that it names has a bundle
that proves its way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, select

from nguon_ledger.engine.reading.snapshot import Snapshot
from nguon_ledger.engine.recall.query import Reached, find_closure
from nguon_ledger.engine.report.names import Named, Names
from nguon_ledger.events.event import ADD, AGGREGATION
from nguon_ledger.events.quantities import EXACT
from nguon_ledger.registry.state import Registry
from nguon_ledger.store import tables
from nguon_ledger.trace.make import unknown_id
from nguon_ledger.trace.reader import event_at

MAX_LISTED_UNITS = 10_000  # more are counted, not listed: nobody calls for them one by one
LOT, UNIT, LOGISTIC_UNIT = "lot", "unit", "logistic_unit"
_SSCC = "https://id.gs1.org/00/"


class Affected(NamedTuple):
    """A thing that a recall reaches.

    ``receiver``: to whom it, or what it is in, is on its way. Of a lot ``made`` and ``left`` are
    in the base unit of ``dimension``, and ``units`` counts its serials. ``gone``: a unit or
    logistic unit that was sold, used up or destroyed; its holder is the last one.
    """

    id: str
    kind: str
    maker: Named
    holder: Named
    receiver: Named | None
    dimension: str | None
    made: Decimal | None
    left: Decimal | None
    units: int | None
    gone: bool


@dataclass(slots=True)
class Holding:
    """How many lots, units and logistic units somebody has; ``gone`` of these are gone."""

    who: Named
    lots: int = 0
    units: int = 0
    logistic_units: int = 0
    gone: int = 0

    def count(self, kind: str, *, gone: bool) -> None:
        """Count one more."""
        if kind == LOT:
            self.lots += 1
        elif kind == UNIT:
            self.units += 1
        else:
            self.logistic_units += 1
        self.gone += gone


@dataclass(frozen=True)
class RecallScope:
    """``things``: what was asked, then what has it in it, by the time of making.

    Of units at most MAX_LISTED_UNITS stand there; ``holders``, those with most first, count all.
    """

    id: str
    things: tuple[Affected, ...]
    holders: tuple[Holding, ...]


def recall_scope(
    connection: Connection, ledger: str, published: Snapshot, registry: Registry, asked: str
) -> RecallScope:
    """Return what has ``asked`` in it, itself included, with who holds it.

    Raises NguonError ``unknown_id`` if the ledger has no record of it.
    """
    rows = _closure(connection, ledger, published, asked)
    collector = _Collector(rows, Names(registry))
    for row in sorted(rows, key=lambda row: row.id != asked):  # itself first
        collector.add(row)
    return RecallScope(asked, tuple(collector.things), tuple(collector.holders()))


def find_downstream(
    connection: Connection, ledger: str, published: Snapshot, asked: str
) -> list[str]:
    """Return everything that has ``asked`` in it, without itself, by the time of making.

    Raises NguonError ``unknown_id`` if the ledger has no record of it.
    """
    rows = _closure(connection, ledger, published, asked)
    return [row.id for row in rows if row.id != asked]


def _closure(connection: Connection, ledger: str, published: Snapshot, asked: str) -> list[Reached]:
    if not _is_known(connection, ledger, published.size, asked):
        raise unknown_id(asked)

    def fills(index: int) -> bool:
        found = event_at(published, index)
        return found is not None and found[0].type == AGGREGATION and found[0].action == ADD

    return find_closure(connection, ledger, asked, size=published.size, fills=fills)


def _is_known(connection: Connection, ledger: str, size: int, thing: str) -> bool:
    table = tables.touch.c
    query = (
        select(table.idx)
        .where(table.ledger == ledger, table.subject == thing, table.idx < size)
        .limit(1)
    )
    return connection.execute(query).first() is not None


class _Collector:
    """Lists things and counts holders. A container is looked at once, however much is in it."""

    def __init__(self, rows: Iterable[Reached], names: Names) -> None:
        self.things: list[Affected] = []
        self._rows = {row.id: row for row in rows}
        self._names = names
        self._holdings: dict[str, Holding] = {}
        self._around: dict[str, _Around] = {}
        self._units = 0

    def add(self, row: Reached) -> None:
        """Count a thing, and list it unless there are too many of its kind."""
        holder, receiver = row.holder, row.receiver
        if row.container in self._rows:
            around = self._around_of(row.container)
            holder, receiver = around.holder, receiver or around.receiver
        kind, who = _kind(row), self._names.of(holder)
        holding = self._holdings.get(holder)
        if holding is None:
            holding = self._holdings[holder] = Holding(who)
        holding.count(kind, gone=bool(row.gone))
        self._units += kind == UNIT
        if kind == UNIT and self._units > MAX_LISTED_UNITS:
            return
        to = self._names.of(receiver) if receiver is not None else None
        self.things.append(_affected(row, kind, self._names.of(row.maker), who, to))

    def holders(self) -> list[Holding]:
        """Return who has how much, most first."""
        return sorted(self._holdings.values(), key=_most_first)

    def _around_of(self, container: str) -> _Around:
        found = self._around.get(container)
        if found is None:
            found = self._around[container] = self._look_around(container)
        return found

    def _look_around(self, container: str) -> _Around:
        """Follow containers to the outermost: all of them have the thing in them, so are here."""
        seen: set[str] = set()
        receiver = None
        while True:
            seen.add(container)
            row = self._rows[container]
            receiver = receiver or row.receiver
            if row.container is None or row.container in seen or row.container not in self._rows:
                return _Around(row.holder, receiver)
            container = row.container


class _Around(NamedTuple):
    """Who holds what is in a container, and to whom it is on its way."""

    holder: str
    receiver: str | None


def _affected(
    row: Reached, kind: str, maker: Named, holder: Named, receiver: Named | None
) -> Affected:
    made = left = None
    if row.made is not None and row.taken is not None:
        made = Decimal(row.made)
        left = EXACT.subtract(made, Decimal(row.taken))
    units = row.serials if kind == LOT else None
    gone = bool(row.gone)
    return Affected(row.id, kind, maker, holder, receiver, row.dimension, made, left, units, gone)


def _kind(row: Reached) -> str:
    if row.dimension is not None:
        return LOT
    return LOGISTIC_UNIT if row.id.startswith(_SSCC) else UNIT


def _most_first(holding: Holding) -> tuple[int, str]:
    return -(holding.lots + holding.units + holding.logistic_units), holding.who.id
