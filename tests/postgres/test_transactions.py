"""What the database package promises of transactions, seen on a real PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event, text

from engine.workbench import Workbench, rows_of
from migrations.earlier import put_into
from nguon_ledger.engine.fsck.readmission import Readmission
from nguon_ledger.errors import NguonError
from nguon_ledger.store import tables
from nguon_ledger.store.blobs.table import TableBlobs
from nguon_ledger.store.database import (
    connect_database,
    open_database,
    reading,
    retrying,
    transactions,
    writing,
)
from nguon_ledger.store.database.postgres import limit_idling
from nguon_ledger.store.insert_new import insert_new
from nguon_ledger.store.migrations import migrate
from nguon_ledger.store.migrations.version import check_version
from support.postgres import PostgresServer

READ = text("SELECT size FROM head WHERE ledger = 'a'")
RAISE = text("UPDATE head SET size = size + 1 WHERE ledger = 'a'")


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    opened = open_database(postgres_url)
    with writing(opened) as connection:
        connection.execute(text("INSERT INTO head VALUES ('a', 0, ''), ('b', 0, '')"))
    yield opened
    opened.dispose()


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "FIRST_PAUSE", 0.0)


def size(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.execute(READ).scalar_one())


def test_a_reader_sees_one_snapshot(engine: Engine) -> None:
    with reading(engine) as connection:
        before = connection.execute(READ).scalar_one()
        with writing(engine) as other:
            other.execute(RAISE)
        assert connection.execute(READ).scalar_one() == before
    assert size(engine) == before + 1


def test_a_reader_cannot_write(engine: Engine) -> None:
    with pytest.raises(NguonError, match="read-only"), reading(engine) as connection:
        connection.execute(RAISE)


def test_of_two_that_write_what_both_have_read_one_fails(engine: Engine) -> None:
    with (  # noqa: PT012 (the error comes from within)
        pytest.raises(NguonError, match=r"storage_unavailable: .*could not serialize"),
        writing(engine) as connection,
    ):
        connection.execute(READ)
        with writing(engine) as other:
            other.execute(RAISE)
        connection.execute(RAISE)
    assert size(engine) == 1


def test_what_fails_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:  # noqa: PT012
        connection.execute(RAISE)
        raise ZeroDivisionError
    assert size(engine) == 0


class Work:
    """Raises the size; another writer comes in between as often as it is told."""

    def __init__(self, engine: Engine, conflicts: int) -> None:
        self.engine, self.conflicts, self.runs = engine, conflicts, 0

    def __call__(self, connection: Connection) -> int:
        self.runs += 1
        before: int = connection.execute(READ).scalar_one()
        if self.runs <= self.conflicts:
            with writing(self.engine) as other:
                other.execute(RAISE)
        connection.execute(RAISE)
        return before


def test_a_conflict_is_run_again_from_what_is_there_then(engine: Engine) -> None:
    work = Work(engine, conflicts=3)
    assert retrying(engine, work) == 3
    assert (work.runs, size(engine)) == (4, 4)


def test_conflicts_without_end_are_given_up(engine: Engine) -> None:
    work = Work(engine, conflicts=100)
    with pytest.raises(NguonError, match="storage_unavailable"):
        retrying(engine, work)
    assert work.runs == transactions.ATTEMPTS


def test_a_deadlock_is_run_again(engine: Engine) -> None:
    runs = 0

    def work(connection: Connection) -> None:
        nonlocal runs
        runs += 1
        connection.execute(RAISE)
        if runs == 1:  # as the server says it
            connection.execute(
                text("DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$")
            )

    retrying(engine, work)
    assert (runs, size(engine)) == (2, 1)


def test_any_other_failure_is_not_run_again(engine: Engine) -> None:
    runs = 0

    def work(connection: Connection) -> None:
        nonlocal runs
        runs += 1
        connection.execute(text("INSERT INTO head VALUES ('a', 0, '')"))

    with pytest.raises(NguonError, match="storage_unavailable"):
        retrying(engine, work)
    assert runs == 1


def test_a_commit_whose_answer_was_lost_is_not_run_again(engine: Engine) -> None:
    """It took place: run again, the size would be raised twice."""
    runs = 0

    def work(connection: Connection) -> None:
        nonlocal runs
        runs += 1
        connection.execute(RAISE)

    def lose(connection: Connection) -> None:
        raw = connection.connection.driver_connection
        assert isinstance(raw, psycopg.Connection)
        raw.commit()
        with psycopg.connect(raw.info.dsn, autocommit=True) as killer:
            killer.execute("SELECT pg_terminate_backend(%s)", [raw.info.backend_pid])
        connection.exec_driver_sql("SELECT 1")  # what SQLAlchemy would send, and nobody answers

    event.listen(engine, "commit", lose)
    with pytest.raises(NguonError, match="storage_unavailable"):
        retrying(engine, work)
    event.remove(engine, "commit", lose)
    assert (runs, size(engine)) == (1, 1)


def test_who_stands_still_in_a_transaction_loses_its_locks(engine: Engine) -> None:
    with (  # noqa: PT012
        pytest.raises(NguonError, match="storage_unavailable"),
        writing(engine, idle_seconds=1) as connection,
    ):
        connection.execute(RAISE)
        time.sleep(0.1)
        with writing(engine) as other:  # waits for the row, and gets it
            other.execute(RAISE)
        connection.execute(RAISE)
    assert size(engine) == 1


def test_who_stands_still_while_it_sends_rows_loses_its_locks(engine: Engine) -> None:
    """In a pipeline the server waits for more, and that is not idle to it."""
    with (  # noqa: PT012
        pytest.raises(NguonError, match="storage_unavailable"),
        writing(engine, idle_seconds=1, whole_seconds=1.5) as connection,
    ):
        sender: psycopg.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        with sender.pipeline():
            sender.execute(str(RAISE).encode())
            sender.pgconn.send_flush_request()
            sender.pgconn.flush()
            with writing(engine) as other:  # waits for the row, and gets it
                other.execute(RAISE)
    assert size(engine) == 1


def test_who_puts_a_blob_while_another_does_is_told_that_it_is_there(engine: Engine) -> None:
    """PostgreSQL has no snapshot in which it is there: it calls that a conflict."""
    blobs, row = TableBlobs(engine, "a"), {"ledger": "a", "name": "one", "data": b"same"}
    with ThreadPoolExecutor(1) as threads:
        with writing(engine) as first:
            assert insert_new(first, tables.blob, row)
            second = threads.submit(blobs.put, "one", b"same")
            wait_until_locked(engine)
        assert second.result(60) is False
    assert blobs.get("one") == b"same"


def wait_until_locked(engine: Engine) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with reading(engine) as connection:
            if connection.execute(waiting).scalar_one():
                return
    raise TimeoutError


def lose_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server end a transaction after a sixth of the time that it is told."""
    monkeypatch.setattr(transactions, "limit_idling", lambda c, s: limit_idling(c, s / 6))


def slowly(work: Callable[..., Any]) -> Callable[..., Any]:
    def run(*values: Any) -> Any:
        time.sleep(0.8)  # longer than a usual transaction may stand still then
        return work(*values)

    return run


def test_a_rebuild_that_computes_for_long_is_not_cut_off(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.host.ledgers.pop(bench.name).close()
    lose_patience(monkeypatch)
    monkeypatch.setattr(Readmission, "finish", slowly(Readmission.finish))
    assert bench.host.rebuild(bench.name) == len(rows_of(bench.path)["entry"])


def test_a_migration_that_computes_for_long_is_not_cut_off(
    template: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = put_into("0001", template, tmp_path / "old")
    lose_patience(monkeypatch)
    monkeypatch.setattr(migrate, "check_version", slowly(check_version))
    found = connect_database(old.path)
    assert migrate.migrate(found) == "0001"
    found.dispose()


def test_a_lock_is_not_waited_for_for_ever(engine: Engine) -> None:
    with reading(engine) as connection:
        assert connection.execute(text("SHOW lock_timeout")).scalar_one() == "5s"
        assert connection.execute(text("SHOW TimeZone")).scalar_one() == "UTC"


@pytest.mark.parametrize(
    ("said", "made"), [("off", "on"), ("local", "on"), ("remote_apply", "remote_apply")]
)
def test_commits_wait_for_the_disk_whatever_the_server_is_used_to(
    postgres_server: PostgresServer, postgres_url: str, said: str, made: str
) -> None:
    name = postgres_url.rsplit("@/", maxsplit=1)[-1].split("?", maxsplit=1)[0]
    postgres_server.execute(f"ALTER DATABASE {name} SET synchronous_commit = {said}")
    opened = open_database(postgres_url)
    with reading(opened) as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == made
    opened.dispose()


def test_a_server_that_does_not_write_to_disk_is_refused() -> None:
    server = PostgresServer()
    try:
        server.halt()
        server.start("fsync=off")
        with pytest.raises(NguonError, match=r"store_not_durable: .*fsync=off"):
            open_database(server.url("postgres"))
    finally:
        server.stop()


def test_a_connection_to_a_server_that_was_restarted_is_not_handed_out() -> None:
    server = PostgresServer()
    try:
        opened = open_database(server.create())
        server.halt()
        with pytest.raises(NguonError, match="storage_unavailable"), reading(opened):
            pass
        server.start()
        with reading(opened) as connection:
            assert connection.execute(text("SELECT count(*) FROM entry")).scalar_one() == 0
        opened.dispose()
    finally:
        server.stop()


@pytest.mark.parametrize(
    "where",
    ["mysql://root:secret@localhost/x", "nguon.db", "sqlite:///", "postgresql://u:secret@h:port/x"],
)
def test_another_url_is_refused_without_showing_it(where: str) -> None:
    with pytest.raises(NguonError, match="database_unsupported") as refusal:
        open_database(where)
    assert "secret" not in refusal.value.detail
