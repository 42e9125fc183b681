"""Many rows at once on PostgreSQL: written, replaced, and asked for by an array."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, Table, event, insert, select

from nguon_ledger.errors import NguonError
from nguon_ledger.store import tables
from nguon_ledger.store.database import open_database, reading, writing
from nguon_ledger.store.lookup import rows_by
from nguon_ledger.store.rows import Row, insert_rows, upsert_rows

STRANGE = "Ba khía \\N \t\n\r\"'{},%s NULL \U0001f980"
# The first row has nothing where others have something, and the other way round.
INTAKE: list[Row] = [
    ("a", "1", "sender", 1, b"data", b"", None, None, None),
    ("a", "2", STRANGE, -1, b"\x00\xff\\x\n", b"v" * 32, 0, True, STRANGE),
    ("a", "3", "", 2**63 - 1, b"", b"v", 2**15, False, ""),
    ("a", "4", "s" * 64, -(2**63), bytes(range(256)) * 999, b"v", 2**31, None, "refused"),
]


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    opened = open_database(postgres_url)
    yield opened
    opened.dispose()


def stored(engine: Engine, table: Table) -> list[Row]:
    with reading(engine) as connection:
        rows = connection.execute(select(table).order_by(*table.primary_key)).all()
    return [tuple(row) for row in rows]


def thing(ledger: str, number: int, holder: str) -> Row:
    values: dict[str, Any] = {"ledger": ledger, "id": f"lot {number}", "holder": holder}
    values |= {"maker": "m", "made_at": number, "gone": False, "closed_until": 0}
    return tuple(values.get(column.name) for column in tables.thing.columns)


@pytest.mark.parametrize("rows", [INTAKE, INTAKE[::-1]])
def test_every_value_is_stored_as_it_is(engine: Engine, rows: list[Row]) -> None:
    with writing(engine) as connection:
        insert_rows(connection, tables.intake, rows)
    assert stored(engine, tables.intake) == INTAKE


def test_a_row_that_is_there_refuses_all_in_the_words_of_an_insert(engine: Engine) -> None:
    for rows in ([INTAKE[2]], [INTAKE[3], INTAKE[2], INTAKE[1]]):
        with writing(engine) as connection:
            connection.execute(tables.intake.delete())
            connection.execute(insert(tables.intake).values(INTAKE[2]))
        with (
            pytest.raises(NguonError, match=r"storage_unavailable: .*duplicate key value"),
            writing(engine) as connection,
        ):
            insert_rows(connection, tables.intake, rows)
        assert stored(engine, tables.intake) == [INTAKE[2]]


@pytest.mark.parametrize("count", [1, 2, 1500])
def test_rows_are_replaced_and_those_of_another_ledger_stay(engine: Engine, count: int) -> None:
    theirs = [thing("b", number, "before") for number in range(count)]
    before = [thing("a", number, "before") for number in range(0, count + 2, 2)]
    after = [thing("a", number, "after") for number in range(count)]
    with writing(engine) as connection:
        for rows in (theirs, before, after):
            upsert_rows(connection, tables.thing, rows)
    kept = [row for row in before if row[1] not in {row[1] for row in after}]
    assert stored(engine, tables.thing) == sorted([*after, *kept, *theirs], key=lambda row: row[:2])


def test_of_two_that_replace_the_same_rows_one_fails(engine: Engine) -> None:
    rows = [thing("a", number, "before") for number in range(3)]
    with writing(engine) as connection:
        upsert_rows(connection, tables.thing, rows)
    with (  # noqa: PT012 (the error comes from within)
        pytest.raises(NguonError, match=r"storage_unavailable: .*could not serialize"),
        writing(engine) as connection,
    ):
        assert len(connection.execute(select(tables.thing)).all()) == len(rows)
        with writing(engine) as other:
            upsert_rows(other, tables.thing, rows)
        upsert_rows(connection, tables.thing, rows)
    assert stored(engine, tables.thing) == rows


@pytest.mark.parametrize("count", [1, 3, 512, 1300])
def test_rows_are_found_by_text_and_by_number_in_their_ledger_alone(
    engine: Engine, count: int
) -> None:
    table = tables.touch.c
    rows = [("a", f"{STRANGE} {number}", number * 10**9, "made", None) for number in range(1400)]
    with writing(engine) as connection:
        insert_rows(connection, tables.touch, rows + [("b", *row[1:]) for row in rows])
    asked = rows[50 : 50 + count]
    with reading(engine) as connection:
        for by, place in ((table.subject, 1), (table.idx, 2)):
            values: list[Any] = [*[row[place] for row in asked], "none" if place == 1 else -1]
            found = rows_by(connection, "a", by, values, tuple(table))
            assert sorted(tuple(row) for row in found) == sorted(asked)


def test_however_many_are_asked_for_it_is_one_statement_to_be_kept_prepared(
    engine: Engine,
) -> None:
    seen: list[str] = []
    event.listen(engine, "do_execute", lambda _cursor, said, *_: seen.append(said))
    with reading(engine) as connection:
        before = len(seen)
        for count in (1, 3, 600):
            names = [str(number) for number in range(count)]
            assert not list(
                rows_by(connection, "a", tables.thing.c.id, names, (tables.thing.c.id,))
            )
    assert (len(seen[before:]), len(set(seen[before:]))) == (4, 1)


def test_rows_are_sent_by_statements_that_the_limits_of_a_transaction_reach(
    engine: Engine,
) -> None:
    """Not by COPY: in the midst of one the server waits for its client, and keeps its locks."""
    seen: set[str] = set()
    event.listen(engine, "do_executemany", lambda _cursor, said, *_: seen.add(said.split()[0]))
    with writing(engine) as connection:
        insert_rows(connection, tables.intake, INTAKE)
        upsert_rows(connection, tables.thing, [thing("a", number, "h") for number in range(3)])
    assert seen == {"INSERT"}
