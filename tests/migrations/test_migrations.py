"""A database of any earlier program comes up to today's tables with all that was recorded."""

from __future__ import annotations

import re
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from engine.workbench import NAME, Workbench, rows_of
from migrations.earlier import PHOTO, PHOTO_NAME, clear, opened, put_into
from nguon_ledger.engine.host import Host
from nguon_ledger.errors import NguonError
from nguon_ledger.store import migrations
from nguon_ledger.store.database import open_database, reading, writing
from nguon_ledger.store.migrations.migrate import migrate, upgrade
from nguon_ledger.store.migrations.version import NEWEST, stored_version
from nguon_ledger.store.tables import METADATA
from support.stores import Stores, execute
from support.story import UNIT

TRUTH = ("ledger", "entry", "head", "checkpoint")


def brought_up(old: Workbench) -> str | None:
    with opened(old.path) as engine:
        return migrate(engine)


@pytest.mark.parametrize("noted", [True, False], ids=["noted", "made_before_revisions"])
@pytest.mark.parametrize("revision", ["0001", "0002"])
@pytest.mark.usefixtures("stores")
def test_what_an_earlier_program_recorded_is_all_there(
    told: Workbench, tmp_path: Path, revision: str, *, noted: bool
) -> None:
    old = put_into(revision, told, tmp_path / "nguon.db", noted=noted)
    with pytest.raises(NguonError, match=r"schema_outdated: .* run nguon migrate"):
        Host(old.path)
    assert brought_up(old) == (revision if noted else "0001")
    before, now = rows_of(told.path), rows_of(old.path)
    assert {name: now[name] for name in TRUTH} == {name: before[name] for name in TRUTH}
    assert now["blob"] == [(NAME, f"attachments/{PHOTO_NAME[:2]}/{PHOTO_NAME}", PHOTO)]
    old.host = Host(old.path, now=old.clock)
    assert old.host.rebuild(NAME) == len(now["entry"])
    old.open()
    rebuilt = rows_of(old.path, without=["blob"])
    assert rebuilt == rows_of(told.path, without=["blob"])
    old.check_log()
    assert old.verified(UNIT)
    for index, data in old.sent.items():  # sent again: the same entry, and a proof that holds
        assert old.recorded(data).index == index
    old.close()


@pytest.mark.usefixtures("stores")
def test_a_migrated_database_is_the_one_that_is_made_today(tmp_path: Path) -> None:
    empty = Workbench(tmp_path / "nguon.db")
    empty.host.close()
    clear(empty.path)
    with opened(empty.path) as engine:
        with writing(engine) as connection:
            upgrade(connection)
        with reading(engine) as connection:
            assert stored_version(connection) == NEWEST
            assert differences(connection) == []
    open_database(empty.path).dispose()


def differences(connection: object) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})  # type: ignore[arg-type]
    return list(compare_metadata(context, METADATA))


def test_the_migrated_file_is_that_of_today_to_the_last_word(tmp_path: Path) -> None:
    """Rows without a rowid, conditions of indices: what the comparison does not look at."""
    with opened(tmp_path / "old.db") as engine, writing(engine) as connection:
        upgrade(connection)
    open_database(tmp_path / "new.db").dispose()
    assert described(tmp_path / "old.db") == described(tmp_path / "new.db")


def described(file: Path) -> dict[str, set[str]]:
    """Return the words of each table and index, which are not always in the same order."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {
            name: {part.strip().replace('"', "") for part in re.split(r",|\n", sql)} - {""}
            for name, sql in rows
        }


def test_the_newest_revision_is_the_one_that_the_program_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [NEWEST]


@pytest.mark.usefixtures("stores")
def test_tables_of_a_newer_program_are_left_alone(tmp_path: Path) -> None:
    bench = Workbench(tmp_path / "nguon.db")
    bench.close()
    execute(bench.path, "UPDATE alembic_version SET version_num = '0004'")
    with pytest.raises(NguonError, match="schema_newer"):
        Host(bench.path)
    with pytest.raises(NguonError, match="schema_newer"):
        brought_up(bench)


@pytest.mark.usefixtures("stores")
def test_a_database_of_today_is_not_changed(tmp_path: Path) -> None:
    bench = Workbench(tmp_path / "nguon.db")
    bench.close()
    assert brought_up(bench) == NEWEST


@pytest.mark.usefixtures("stores")
def test_a_migration_that_fails_leaves_the_old_tables(told: Workbench, tmp_path: Path) -> None:
    old = put_into("0001", told, tmp_path / "nguon.db")
    execute(old.path, "CREATE TABLE intake (in_the_way INTEGER)")
    with pytest.raises(NguonError, match="storage_unavailable"):
        brought_up(old)
    with opened(old.path) as engine, reading(engine) as connection:
        assert stored_version(connection) == "0001"
        assert connection.execute(text("SELECT count(*) FROM lot")).scalar_one() == 0
        assert connection.execute(text("SELECT data FROM attachment")).scalar_one() == PHOTO
    execute(old.path, "DROP TABLE intake")
    assert brought_up(old) == "0001"


def test_processes_that_start_together_find_one_set_of_tables(
    stores: Stores, tmp_path: Path
) -> None:
    where = stores.new(tmp_path / "nguon.db")
    start, failures = threading.Barrier(4), []

    def begin() -> None:
        start.wait()
        try:
            open_database(where).dispose()
        except NguonError as e:
            failures.append(e)

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert not any(rows_of(where).values())
