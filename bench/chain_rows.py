"""The rows that the engine writes for one chain, learned from two that it really took in.

A filler cannot ask the engine for ten million events, and rows made by hand would soon be those
of another version. So two chains that differ in nothing but their token go through the ledger,
and what it wrote for them is compared: a value is the same in both, or has the token in it, or is
the index, the leaf hash or the recorded time of one of the chain's events. Anything else is an
error: then the store keeps something that this file does not know yet.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = int | str | bytes | float | None
Row: TypeAlias = tuple[Value, ...]
Tables: TypeAlias = dict[str, set[Row]]

# What follows from entries as a whole, and is written by the filler itself.
OF_THE_LOG = frozenset({"entry", "head", "checkpoint", "tile", "seal"})
_PARAMETER = re.compile(r"(?<=[ (])\?([0-9]+)")


@dataclass(frozen=True)
class Told:
    """A chain that the ledger took in: its events' indices, leaf hashes and recorded times."""

    token: str
    indices: Sequence[int]
    leaves: Sequence[bytes]
    times: Sequence[int]
    rows: Tables


@dataclass(frozen=True)
class ChainRows:
    """SQL that writes one row for a chain; its parameters are those of ``parameters``."""

    statements: tuple[str, ...]

    def write(self, connection: sqlite3.Connection, chains: Sequence[Row]) -> None:
        """Write all rows of chains; where these ascend by token, so do the rows of a table."""
        by_count: dict[int, list[Row]] = {}
        for statement in self.statements:
            count = max(map(int, _PARAMETER.findall(statement)), default=0)
            if count not in by_count:  # SQLite takes exactly as many as are asked for
                by_count[count] = [chain[:count] for chain in chains]
            connection.executemany(statement, by_count[count])


def parameters(token: str, first: int, time: int, leaves: Sequence[bytes]) -> Row:
    """Return what tells the rows of one chain from another's: its events follow ``first``."""
    return (token, first, time, *leaves)


def read_tables(connection: sqlite3.Connection) -> Tables:
    """Return all rows of a small store."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {n: set(connection.execute(f'SELECT * FROM "{n}"')) for (n,) in names}  # noqa: S608


def new_rows(before: Tables, after: Tables) -> Tables:
    """Return the rows of projections that came or changed."""
    return {n: rows - before.get(n, set()) for n, rows in after.items() if n not in OF_THE_LOG}


def learn(one: Told, two: Told) -> ChainRows:
    """Return how to write the rows of any chain. Raises ValueError for a row of unknown kind."""
    statements = []
    for table, rows in one.rows.items():
        others = two.rows[table]
        if len(rows) != len(others):
            raise ValueError(f"two like chains have {len(rows)} and {len(others)} rows in {table}")
        pairs = zip(_sorted(rows, one), _sorted(others, two), strict=True)
        for first, second in pairs:
            terms = [_term(a, b, one, two, table) for a, b in zip(first, second, strict=True)]
            statements.append(f'INSERT INTO "{table}" VALUES ({", ".join(terms)})')  # noqa: S608
    return ChainRows(tuple(statements))


def _sorted(rows: Iterable[Row], told: Told) -> list[Row]:
    """Order rows by what is alike in like chains."""
    alike = {index: n for n, index in enumerate(told.indices)}
    return sorted(
        rows,
        key=lambda row: [
            str(alike.get(v, v) if isinstance(v, int) else v).replace(told.token, "") for v in row
        ],
    )


def _term(a: Value, b: Value, one: Told, two: Told, table: str) -> str:
    """Return the SQL for a value of which two chains have ``a`` and ``b``."""
    if isinstance(a, str) and isinstance(b, str) and a.replace(one.token, two.token) == b:
        return " || ?1 || ".join(_literal(part) for part in a.split(one.token))
    if a == b:
        return _literal(a)
    for event in range(len(one.indices)):
        if (a, b) == (one.indices[event], two.indices[event]):
            return f"?2 + {event}"
        if (a, b) == (one.times[event], two.times[event]):
            return "?3"
        if (a, b) == (one.leaves[event], two.leaves[event]):
            return f"?{4 + event}"
    raise ValueError(f"{table} has {a!r} and {b!r}, which no token, index, time or leaf explains")


def _literal(value: Value) -> str:
    match value:
        case None:
            return "NULL"
        case bytes():
            return f"X'{value.hex()}'"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case _:
            return repr(value)
