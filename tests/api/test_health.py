"""Alive, ready, and what a store that fails looks like from outside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from api.client import Client
from api.world import World, harvest
from nguon_ledger.store.database import sqlite

STATEMENTS = "/log/ca-mau/statements"
JOSE = {"Content-Type": "application/jose"}


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold SQLite's write lock, as a stuck backup would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)


def test_alive_and_ready(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"status": "ready", "ledgers": ["ca-mau"]}


def test_a_locked_store_is_a_503_and_nothing_is_acknowledged(
    client: Client, world: World, tmp_path: Path
) -> None:
    before = client.get("/log/ca-mau/checkpoint").content
    statement = world.sign(harvest("A"))
    with locked(tmp_path / "ledger.sqlite"):
        answer = client.post(STATEMENTS, content=statement, headers=JOSE)
        assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert int(answer.headers["Retry-After"]) > 0
        lines = client.post(
            f"{STATEMENTS}/batch", content=statement, headers={"Content-Type": "text/plain"}
        )
        assert '"status":503' in lines.text
        assert client.get("/log/ca-mau/checkpoint").content == before  # reading goes on
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["field"]) == (503, "ca-mau")
        assert client.get("/healthz").status_code == 200
    again = client.post(STATEMENTS, content=statement, headers=JOSE)
    assert again.status_code == 201
    assert client.get("/readyz").status_code == 200


def test_a_full_disk_is_a_503_and_nothing_is_acknowledged(client: Client, world: World) -> None:
    before = client.get("/log/ca-mau/checkpoint").content
    engine = world.ledger._engine
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def cramped(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(engine, "checkout", cramped)
    statement = world.sign(harvest("A") | {"nguon:reason": "x" * 900})
    full = [world.sign(harvest(f"L{n}") | {"nguon:reason": "y" * 900}) for n in range(40)]
    body = b"\n".join([statement, *full])
    answer = client.post(
        f"{STATEMENTS}/batch", content=body, headers={"Content-Type": "text/plain"}
    )
    assert answer.text.count('"status":503') == 41
    assert answer.text.count('"code":"storage_unavailable"') == 41
    assert client.get("/log/ca-mau/checkpoint").content == before
    event.remove(engine, "checkout", cramped)
    engine.dispose()
    assert client.post(STATEMENTS, content=statement, headers=JOSE).status_code == 201
