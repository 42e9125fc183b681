"""Rows of things: read from the store in few queries, and as the batch has left them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from nguon_ledger.events.lots import LotBalance
from nguon_ledger.rules.thing import Thing
from nguon_ledger.store import tables
from nguon_ledger.store.lookup import rows_by
from nguon_ledger.store.rows import Row

_ZERO = Decimal(0)

_T = tables.thing.c
# In the order in which read_thing unpacks them: names cost more than places.
_COLUMNS = (
    _T.id, _T.maker, _T.holder, _T.made_at, _T.dimension, _T.made, _T.taken, _T.packed, _T.serials,
    _T.receiver, _T.shipped, _T.sent, _T.lot, _T.container, _T.gone, _T.closed_until,
    _T.harvested_at, _T.blocked, _T.recalled, _T.recaller,
)  # fmt: skip


class ThingStore:
    """Reads through to the store and keeps what it read; ``put`` goes before the store."""

    def __init__(self, connection: Connection, ledger: str) -> None:
        self._connection = connection
        self._ledger = ledger
        self._known: dict[str, Thing | None] = {}
        self._packed: dict[str, set[str]] = {}  # what ``put`` has put into a container

    def load(self, things: Iterable[str]) -> None:
        """Read many at once, with the lots and containers that they refer to."""
        missing = self._unknown(things)
        while missing:
            self._load(sorted(missing))
            loaded = [thing for name in missing if (thing := self._known[name]) is not None]
            around = {name for thing in loaded for name in (thing.lot, thing.container) if name}
            missing = self._unknown(around)

    def get(self, thing: str) -> Thing | None:
        """Return a thing as it is now; not to be changed."""
        try:
            return self._known[thing]
        except KeyError:
            self._load([thing])
            return self._known[thing]

    def inside(self, container: str) -> dict[str, Thing]:
        """Return what is directly in a container."""
        inside = set(self._packed.get(container, ()))
        for row in rows_by(self._connection, self._ledger, _T.container, [container], _COLUMNS):
            inside.add(row[0])
            if row[0] not in self._known:
                self._known[row[0]] = read_thing(row)
        things = [thing for name in inside if (thing := self._known[name]) is not None]
        return {thing.id: thing for thing in things if thing.container == container}

    def put(self, things: Mapping[str, Thing | None]) -> None:
        """Let later reads see these instead of what is stored."""
        self._known.update(things)
        for thing in things.values():
            if thing is not None and thing.container is not None:
                self._packed.setdefault(thing.container, set()).add(thing.id)

    def _unknown(self, things: Iterable[str]) -> set[str]:
        return {name for name in things if name not in self._known}

    def _load(self, things: Sequence[str]) -> None:
        self._known.update(dict.fromkeys(things))
        for row in rows_by(self._connection, self._ledger, _T.id, things, _COLUMNS):
            self._known[row[0]] = read_thing(row)


def read_thing(row: Sequence[Any]) -> Thing:
    """Read a row of the columns above."""
    (name, maker, holder, made_at, dimension, made, taken, packed, serials, receiver, shipped, sent,
     lot, container, gone, closed, harvested, blocked, recalled, recaller) = row  # fmt: skip
    book = None
    if dimension is not None:
        book = LotBalance(name, dimension, Decimal(made), _amount(taken), _amount(packed), serials)
    return Thing(
        name,
        maker,
        holder,
        made_at,
        book,
        receiver,
        Decimal(shipped) if shipped is not None else None,
        sent,
        lot,
        container,
        bool(gone),
        closed,
        harvested,
        blocked,
        recalled,
        recaller,
    )


def _amount(text: str) -> Decimal:
    return _ZERO if text == "0" else Decimal(text)  # most lots are whole


def thing_row(ledger: str, thing: Thing) -> Row:
    """Return the row of a thing, in the order of its table."""
    dimension = made = taken = packed = serials = None
    if (book := thing.balance) is not None:
        dimension, serials = book.dimension, book.serials
        made, taken, packed = f"{book.made:f}", f"{book.taken:f}", f"{book.packed:f}"
    return (
        ledger,
        thing.id,
        thing.maker,
        thing.holder,
        thing.made_at,
        dimension,
        made,
        taken,
        packed,
        serials,
        thing.receiver,
        f"{thing.shipped:f}" if thing.shipped is not None else None,
        thing.sent,
        thing.lot,
        thing.container,
        thing.gone,
        thing.closed_until,
        thing.harvested_at,
        thing.blocked,
        thing.recalled,
        thing.recaller,
    )
