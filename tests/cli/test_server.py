"""``nguon serve`` and ``nguon rebuild``."""

from __future__ import annotations

import signal
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from cli.conftest import Call
from cli.place import Place
from cli.running import cheap_keystore, free_port, nguon, server


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path, free_port())
    found.init()
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(place: Place, number: signal.Signals) -> None:
    with server(place.data, place.port) as serving:
        assert serving.ready == {"url": f"http://127.0.0.1:{place.port}", "ledgers": ["ca-mau"]}
        assert httpx.get(f"{place.url}/readyz").status_code == 200
        assert "<html" in httpx.get(place.url, follow_redirects=True).text
        done = serving.stop(number)
    assert (done.code, done.err) == (0, "")
    with sqlite3.connect(place.data / "nguon.db") as database:
        assert database.execute("SELECT count(*) FROM entry").fetchone() == (2,)
    database.close()


def test_a_port_that_is_taken_is_told_before_anything_else(place: Place) -> None:
    with socket.create_server(("127.0.0.1", place.port)):
        done = nguon("serve", "--data", place.data, "--port", place.port)
    assert done.error(1) == "port_in_use"


@pytest.mark.parametrize("address", ["192.0.2.1", "::zz"])
def test_an_address_that_is_not_ours_is_refused(place: Place, call: Call, address: str) -> None:
    done = call("serve", "--data", place.data, "--host", address, "--port", place.port)
    assert done.error(1) == "address_unusable"


def test_without_a_ledger_there_is_nothing_to_serve(call: Call, tmp_path: Path) -> None:
    for command in ("serve", "rebuild"):
        assert call(command, "--data", tmp_path).error(1) == "data_missing"
    assert list(tmp_path.iterdir()) == []


def test_the_server_needs_the_keys_of_every_ledger(place: Place, call: Call) -> None:
    (place.data / "keys" / "server.keys").unlink()
    assert call("serve", "--data", place.data, "--port", "0").error(1) == "file_missing"
    cheap_keystore(place.data / "keys" / "server.keys")
    assert call("serve", "--data", place.data, "--port", "0").error(1) == "keys_missing"


def test_a_file_that_is_no_database_is_told(place: Place, call: Call) -> None:
    (place.data / "nguon.db").write_bytes(b"not a database, but long enough to be read as one" * 9)
    assert call("serve", "--data", place.data, "--port", "0").error(1) == "storage_unavailable"
    assert call("rebuild", "--data", place.data).error(1) == "storage_unavailable"


def test_everything_is_rebuilt_out_of_the_entries(place: Place, call: Call) -> None:
    with closing(sqlite3.connect(place.data / "nguon.db")) as database, database:
        before = database.execute("SELECT * FROM touch ORDER BY 1, 2, 3").fetchall()
        database.execute("DELETE FROM touch")
        database.execute("DELETE FROM tile")
    done = call("rebuild", "--data", place.data, "--json")
    assert (done.code, done.json) == (0, {"ledgers": [{"name": "ca-mau", "entries": 2}]})
    with closing(sqlite3.connect(place.data / "nguon.db")) as database:
        assert database.execute("SELECT * FROM touch ORDER BY 1, 2, 3").fetchall() == before
        assert database.execute("SELECT count(*) FROM tile").fetchone() != (0,)
    assert before
    human = call("rebuild", "--data", place.data, "--ledger", "ca-mau")
    assert human.out.startswith("ca-mau: 2 entries")
    wrong = call("rebuild", "--data", place.data, "--ledger", "x")
    assert wrong.error(1) == "unknown_ledger"


def test_an_entry_that_was_altered_is_named_and_nothing_changes(place: Place, call: Call) -> None:
    with closing(sqlite3.connect(place.data / "nguon.db")) as database, database:
        database.execute("UPDATE entry SET data = CAST(data || 'A' AS BLOB) WHERE idx = 0")
        before = list(database.iterdump())
    done = call("rebuild", "--data", place.data)
    assert done.error(3) == "store_inconsistent"
    assert "entry 0" in done.err
    with closing(sqlite3.connect(place.data / "nguon.db")) as database:
        assert list(database.iterdump()) == before
