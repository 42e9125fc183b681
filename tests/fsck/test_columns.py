"""Nothing that is altered goes unnoticed: every column of every table, one by one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, LargeBinary, String, Table

from fsck.conftest import OPERATIONAL
from fsck.looking import faults_of, only_fault
from nguon_ledger.store import tables

TABLES = [t for t in tables.METADATA.sorted_tables if t.name not in OPERATIONAL]
# Whether the operator has frozen a ledger is its own word, and no entry's.
OWN_WORD = {"ledger.frozen"}
COLUMNS = [
    (table, column.name)
    for table in TABLES
    for column in table.columns
    if column.name != "ledger" and str(column) not in OWN_WORD
]
KEYED = [table for table in TABLES if "ledger" in table.c and table.name != "ledger"]


def rows_with(path: Path, table: Table, column: str) -> list[dict[str, Any]]:
    """Return the rows of a table in the order of their keys, those with a value there first."""
    order = ", ".join(key.name for key in table.primary_key)
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute(
            f"SELECT * FROM {table.name} ORDER BY {column} IS NULL, {order}"  # noqa: S608
        )
        return [dict(row) for row in found]


def alter(path: Path, table: Table, row: dict[str, Any], column: str, value: object) -> None:
    where = " AND ".join(f"{key.name} = ?" for key in table.primary_key)
    keys = [row[key.name] for key in table.primary_key]
    with closing(sqlite3.connect(path)) as connection, connection:
        sql = f"UPDATE {table.name} SET {column} = ? WHERE {where}"  # noqa: S608
        assert connection.execute(sql, [value, *keys]).rowcount == 1


def others(table: Table, column: str, value: object) -> list[object]:
    """Return values that may stand in a column instead: a near one, and one of another type."""
    kind = table.c[column].type
    if isinstance(kind, LargeBinary):
        assert isinstance(value, bytes)
        return [bytes([value[0] ^ 1]) + value[1:], value[:-1], value.hex()]
    if isinstance(kind, String):
        near = "x" if value is None else f"{value}x"
        return [near, b"\xff\xfe"]
    if isinstance(kind, Boolean):
        return [int(not value), 5]
    return [7 if value is None else int(str(value)) + 100_000, "nonsense"]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{t.name}-{c}" for t, c in COLUMNS])
def test_an_altered_value_is_named(store: Path, table: Table, column: str) -> None:
    """In the first row that has a value, to anything; and in the last row."""
    rows = rows_with(store, table, column)
    first, last = rows[0], rows[-1]
    tried = [(first, value) for value in others(table, column, first[column])]
    tried.append((last, others(table, column, last[column])[0]))
    for row, value in tried:
        if not fits(table, column, value):
            continue
        alter(store, table, row, column, value)
        changed = {**row, column: value}
        assert is_named(faults_of(store), table, row, changed, column), (row, value)
        alter(store, table, changed, column, row[column])


def test_what_nobody_altered_has_no_fault(store: Path) -> None:
    assert faults_of(store) == []


def fits(table: Table, column: str, value: object) -> bool:
    """Tell whether SQLite lets a value in: an index of entries is the key of other tables too."""
    return not (table.name == "entry" and column == "idx" and value == "nonsense")


def is_named(
    faults: list[Any], table: Table, row: dict[str, Any], changed: dict[str, Any], column: str
) -> bool:
    """Tell whether the row is named by its old key or its new one; an entry by its index."""
    keys = [key.name for key in table.primary_key if key.name != "ledger"]
    named = [{key: one[key] for key in keys} for one in (row, changed)]
    return any(
        fault.table == table.name and fault.key in named and (fault.column in {column, None})
        for fault in faults
    )


@pytest.mark.parametrize("table", KEYED, ids=[table.name for table in KEYED])
def test_a_row_given_to_another_ledger_is_named(store: Path, table: Table) -> None:
    row = rows_with(store, table, "ledger")[0]
    alter(store, table, row, "ledger", "ghost")
    faults = faults_of(store)
    stray = [fault for fault in faults if fault.key == {"ledger": "ghost"}]
    assert [fault.table for fault in stray] == ([] if table.name == "head" else [table.name])
    missing = [fault for fault in faults if fault not in stray]
    if table.name == "blob":  # nobody has to send a photo: only where it is now tells
        return
    assert missing[0].table == table.name


@pytest.mark.parametrize("table", KEYED, ids=[table.name for table in KEYED])
def test_a_deleted_row_is_named(store: Path, table: Table) -> None:
    rows = rows_with(store, table, "ledger")
    for row in (rows[0], rows[len(rows) // 2], rows[-1]):
        with closing(sqlite3.connect(store)) as connection, connection:
            delete(connection, table, row)
        faults = faults_of(store)
        if table.name == "blob":
            assert faults == []
            return
        assert is_named(faults, table, row, row, "")
        with closing(sqlite3.connect(store)) as connection, connection:
            insert(connection, table, row)
    assert faults_of(store) == []


# Rows that could be, after what is there.
ADDED: dict[str, dict[str, object]] = {
    "tile": {"level": 3, "number": 0, "hashes": bytes(32)},
    "touch": {"subject": "https://nobody.example/p/x/10/1", "idx": 24, "role": "made"},
    "flag": {"idx": 24, "number": 7, "rule": "late", "subject": None, "details": "{}"},
    "seal": {"idx": 24, "first": 24, "time": 0},
    "registry_entry": {"idx": 24},
    "blob": {"name": "attachments/00/" + "0" * 64, "data": b"x"},
}


@pytest.mark.parametrize("name", [*ADDED, "thing", "deed", "entry"])
def test_an_added_row_is_named(store: Path, name: str) -> None:
    table = tables.METADATA.tables[name]
    if name in ADDED:
        row: dict[str, Any] = {"ledger": "test"} | ADDED[name]
    else:
        last = {"thing": "id", "deed": "product", "entry": "idx"}[name]
        row = rows_with(store, table, last)[-1]
        row[last] = row[last] + 1 if name == "entry" else f"{row[last]}x"
        row |= {"leaf": bytes(32)} if name == "entry" else {}
    with closing(sqlite3.connect(store)) as connection, connection:
        insert(connection, table, row)
    fault = only_fault(store)
    assert (fault.table, fault.column) == (name, None)
    assert fault.key == {k.name: row[k.name] for k in table.primary_key if k.name != "ledger"}


def test_a_photo_that_no_event_names_is_named(store: Path) -> None:
    """Its bytes are those of its name; but only what an event names is kept."""
    from hashlib import sha256

    digest = sha256(b"x").hexdigest()
    row = {"ledger": "test", "name": f"attachments/{digest[:2]}/{digest}", "data": b"x"}
    with closing(sqlite3.connect(store)) as connection, connection:
        insert(connection, tables.blob, row)
    assert only_fault(store).why == "no recorded event names it"


def test_all_rows_that_differ_are_counted(store: Path) -> None:
    with closing(sqlite3.connect(store)) as connection, connection:
        altered = connection.execute("UPDATE thing SET maker = 'somebody'").rowcount
    fault = only_fault(store)
    assert (fault.table, fault.column, fault.stored) == ("thing", "maker", "'somebody'")
    assert fault.more == altered - 1 > 100


def insert(connection: sqlite3.Connection, table: Table, row: dict[str, Any]) -> None:
    marks = ", ".join("?" * len(row))
    sql = f"INSERT INTO {table.name} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608
    connection.execute(sql, list(row.values()))


def delete(connection: sqlite3.Connection, table: Table, row: dict[str, Any]) -> None:
    where = " AND ".join(f"{key.name} = ?" for key in table.primary_key)
    keys = [row[key.name] for key in table.primary_key]
    assert connection.execute(f"DELETE FROM {table.name} WHERE {where}", keys).rowcount == 1  # noqa: S608
