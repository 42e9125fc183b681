"""Rows of things: read from the store in few queries, and as the batch has left them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, select

from nguon_ledger.events.lots import LotBalance
from nguon_ledger.rules.thing import Thing
from nguon_ledger.store import tables
from nguon_ledger.store.rows import Row

CHUNK = 500  # values in one IN list
_ZERO = Decimal(0)

_T = tables.thing.c
# In the order in which read_thing unpacks them: names cost more than places.
_COLUMNS = (
    _T.id, _T.maker, _T.holder, _T.made_at, _T.dimension, _T.made, _T.taken, _T.packed, _T.serials,
    _T.receiver, _T.shipped, _T.sent, _T.lot, _T.container, _T.gone, _T.closed_until,
    _T.harvested_at, _T.blocked, _T.recalled, _T.recaller,
)  # fmt: skip
# Composed once: composing costs more than looking up.
_BY_ID = select(*_COLUMNS).where(
    _T.ledger == bindparam("ledger"), _T.id.in_(bindparam("things", expanding=True))
)
_BY_CONTAINER = select(*_COLUMNS).where(
    _T.ledger == bindparam("ledger"), _T.container == bindparam("container")
)


class ThingStore:
    """Reads through to the store and keeps what it read; ``put`` goes before the store."""

    def __init__(self, connection: Connection, ledger: str) -> None:
        self._connection = connection
        self._ledger = ledger
        self._known: dict[str, Thing | None] = {}

    def load(self, things: Iterable[str]) -> None:
        """Read many at once, with the lots and containers that they refer to."""
        missing = set(things) - self._known.keys()
        while missing:
            self._load(sorted(missing))
            loaded = [thing for name in missing if (thing := self._known[name]) is not None]
            around = {name for thing in loaded for name in (thing.lot, thing.container) if name}
            missing = around - self._known.keys()

    def get(self, thing: str) -> Thing | None:
        """Return a thing as it is now; not to be changed."""
        if thing not in self._known:
            self._load([thing])
        return self._known[thing]

    def inside(self, container: str) -> dict[str, Thing]:
        """Return what is directly in a container."""
        names = {"ledger": self._ledger, "container": container}
        for row in self._connection.execute(_BY_CONTAINER, names):
            self._known.setdefault(row[0], read_thing(row))
        return {t.id: t for t in self._known.values() if t and t.container == container}

    def put(self, things: Mapping[str, Thing | None]) -> None:
        """Let later reads see these instead of what is stored."""
        self._known.update(things)

    def _load(self, things: Sequence[str]) -> None:
        self._known.update(dict.fromkeys(things))
        for start in range(0, len(things), CHUNK):
            names = {"ledger": self._ledger, "things": things[start : start + CHUNK]}
            for row in self._connection.execute(_BY_ID, names).all():
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
        gone,
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
