"""A projection as it is stored beside what it should be, row by row in the order of keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Table

from nguon_ledger.engine.fsck.fault import Fault, shown
from nguon_ledger.engine.fsck.rows import key_columns, stored_rows
from nguon_ledger.log.merkle import HASH_SIZE

_Row = Sequence[Any]


def compare_table(
    table: Table, ledger: str, *, stored: Connection, expected: Connection
) -> Fault | None:
    """Return the first difference of a table, with the number of others; None if there is none."""
    with (
        closing(stored_rows(stored, table, ledger)) as found,
        closing(stored_rows(expected, table, ledger)) as should,
    ):
        faults = _differences(table, found, should)
        first = next(faults, None)
        return replace(first, more=sum(1 for _ in faults)) if first is not None else None


def _differences(table: Table, stored: Iterator[_Row], expected: Iterator[_Row]) -> Iterator[Fault]:
    """Walk both at once: what is smaller stands on one side only."""
    names = [column.name for column in table.columns]
    places = [names.index(column.name) for column in key_columns(table)]
    found, should = next(stored, None), next(expected, None)
    while found is not None or should is not None:
        if found == should:  # nearly always
            found, should = next(stored, None), next(expected, None)
            continue
        order = _compare(found, should, places)
        if order < 0 and found is not None:
            yield Fault(table.name, "this row should not be there", _key(found, names, places))
        elif order > 0 and should is not None:
            yield Fault(table.name, "this row is missing", _key(should, names, places))
        elif found is not None and should is not None and tuple(found) != tuple(should):
            yield _altered(table, found, should, _key(found, names, places))
        found = next(stored, None) if order <= 0 else found
        should = next(expected, None) if order >= 0 else should


def _compare(found: _Row | None, should: _Row | None, places: list[int]) -> int:
    """Return which side comes first: below zero the stored one, zero both."""
    if found is None or should is None:
        return -1 if should is None else 1
    one = [_order(found[place]) for place in places]
    two = [_order(should[place]) for place in places]
    return (one > two) - (one < two)


def _order(value: object) -> tuple[int, Any]:
    """Order values as SQLite does, for whoever altered a row may have put any type into it.

    https://www.sqlite.org/datatype3.html#comparison_expressions
    """
    if value is None:
        return 0, 0
    if isinstance(value, int | float):
        return 1, value
    if isinstance(value, str):
        return 2, value.encode("utf-8", "surrogateescape")
    return 3, value


def _key(row: _Row, names: list[str], places: list[int]) -> dict[str, Any]:
    return {names[place]: row[place] for place in places}


def _altered(table: Table, found: _Row, should: _Row, key: dict[str, Any]) -> Fault:
    pairs = zip(table.columns, found, should, strict=True)
    column, is_there, belongs = next((c, f, s) for c, f, s in pairs if f != s)
    return Fault(
        table.name,
        _why(is_there, belongs) if table.name == "tile" else "it differs",
        key,
        column=column.name,
        stored=shown(is_there),
        expected=shown(belongs),
    )


def _why(found: object, should: object) -> str:
    """Name the first hash of a tile that differs."""
    if not isinstance(found, bytes) or not isinstance(should, bytes):
        return "it differs"
    for start in range(0, max(len(found), len(should)), HASH_SIZE):
        if found[start : start + HASH_SIZE] != should[start : start + HASH_SIZE]:
            return f"it differs from hash {start // HASH_SIZE} on"
    return "it differs"
