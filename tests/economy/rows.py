"""What the store says of things and flags, in a form that evidence and a model can be held to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from engine.workbench import rows_of
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.thing import Thing
from nguon_ledger.store import tables
from support.stores import Where

Row = dict[str, Any]
_COLUMNS = [column.name for column in tables.thing.c if column.name != "ledger"]
_AMOUNTS = ("made", "taken", "packed", "shipped")
_COUNTS = ("dimension", "made", "taken", "packed", "serials")
# What evidence about one thing need not know of the others on its way: labels of other pieces,
# inspections of other things in one carton.
_OTHERS = {"serials", "blocked"}


def stored_things(path: Where) -> dict[str, Row]:
    """Return the rows of things by identifier, amounts as exact numbers."""
    rows = (dict(zip(_COLUMNS, row[1:], strict=True)) for row in rows_of(path)["thing"])
    return {row["id"]: _exact(row) for row in rows}


def stored_flags(path: Where) -> dict[int, list[Finding]]:
    """Return the flags of each entry, which are numbered without a gap."""
    flags: dict[int, list[Finding]] = {}
    for _, at, number, rule, subject, details in sorted(rows_of(path)["flag"]):
        found = flags.setdefault(at, [])
        assert number == len(found)
        found.append(Finding(rule, at, subject, json.loads(details)))
    return flags


def row_of(thing: Thing) -> Row:
    """Return the row that a thing in evidence stands for."""
    row = {name: getattr(thing, name) for name in _COLUMNS if hasattr(thing, name)}
    book = thing.balance
    return _exact(row | {name: getattr(book, name) if book else None for name in _COUNTS})


def check_alike(found: Mapping[str, Thing], stored: Mapping[str, Row]) -> None:
    """Hold what evidence says of its things to what is stored of them."""
    for name, thing in found.items():
        told, row = row_of(thing), stored[name]
        for column in row.keys() - _OTHERS:
            assert told[column] == row[column], (name, column)
        assert (told["serials"] or 0) <= (row["serials"] or 0), name


def _exact(row: Row) -> Row:
    """Return a row without the entry that sent it off, which no rule asks for."""
    exact = {n: Fraction(row[n]) if row[n] is not None else None for n in _AMOUNTS}
    told = row | exact | {"gone": bool(row["gone"])}
    return {name: value for name, value in told.items() if name != "sent"}
