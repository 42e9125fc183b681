"""``nguon publish``: beside the server, without its keys; once, or until it is told to stop."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from cli.conftest import Call, call
from cli.place import Place
from cli.running import PROGRAM, environment, free_port, server
from nguon_ledger.log.note import ED25519, Verifier
from nguon_signer.keystore import Keystore
from store.bucket_server import BUCKET, Bucket, in_the_environment
from store.plain_client import read_log

__all__ = ["call"]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path, free_port())
    found.init()
    return found


def vkey(place: Place) -> str:
    passphrase = environment()["NGUON_PASSPHRASE"].encode()
    store = Keystore.open(place.data / "keys" / "server.keys", passphrase=passphrase)
    origin = f"{place.host}/log/ca-mau"
    return Verifier(origin, ED25519, store.key("ca-mau.log").public.raw).vkey


def test_the_log_is_copied_without_the_keys(place: Place, call: Call) -> None:
    key, site = vkey(place), place.folder / "site"
    (place.data / "keys" / "server.keys").unlink()
    done = call("publish", "--data", place.data, "--to", site, "--once", "--collect", "--json")
    said = {"name": "ca-mau", "entries": 2, "files": 2, "deleted": 0}
    assert (done.code, done.json) == (0, {"ledgers": [said]})
    log = read_log(lambda path: (site / "ca-mau" / path).read_bytes(), key)
    with closing(sqlite3.connect(place.data / "nguon.db")) as database:
        rows = database.execute("SELECT data FROM entry ORDER BY idx").fetchall()
    assert log.entries == [data for (data,) in rows]
    again = call("publish", "--data", place.data, "--to", site, "--once")
    assert (again.code, again.out) == (
        0,
        "ca-mau: 2 entries are published; 0 new files, 0 deleted\n",
    )


@contextmanager
def publishing(place: Place, site: Path) -> Iterator[subprocess.Popen[str]]:
    """Run ``nguon publish`` while the block runs, a minute at most."""
    running = subprocess.Popen(
        [*PROGRAM, "publish", "--data", str(place.data), "--to", site.as_uri(), "--json"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    patience = threading.Timer(60, running.kill)
    patience.start()
    try:
        yield running
    finally:
        patience.cancel()
        running.kill()
        running.communicate()


def test_it_publishes_beside_a_server_until_it_is_told_to_stop(place: Place) -> None:
    key, site = vkey(place), place.folder / "site"
    with server(place.data, place.port), publishing(place, site) as running:
        assert running.stdout is not None
        first = json.loads(running.stdout.readline())
        assert first == {"name": "ca-mau", "entries": 2, "files": 2}
        place.join()
        said = json.loads(running.stdout.readline())
        running.send_signal(signal.SIGTERM)
        _, err = running.communicate(timeout=30)
        assert (running.returncode, err) == (0, "")
    log = read_log(lambda path: (site / "ca-mau" / path).read_bytes(), key)
    assert log.size >= said["entries"] > 2


def test_the_log_is_published_to_an_object_store(
    place: Place, call: Call, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_environment(monkeypatch, bucket)
    done = call("publish", "--data", place.data, "--to", f"s3://{BUCKET}/log", "--once", "--json")
    assert done.code == 0
    log = read_log(lambda path: bucket.objects.get(f"log/ca-mau/{path}"), vkey(place))
    assert log.size == 2


def test_another_log_in_the_place_is_told(place: Place, call: Call, tmp_path: Path) -> None:
    other = Place(tmp_path / "other", place.port)
    other.folder.mkdir()
    other.init()
    site = tmp_path / "site"
    assert call("publish", "--data", other.data, "--to", site, "--once").code == 0
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    for arguments in (("--once",), ()):  # the loop ends when no ledger is left
        done = call("publish", "--data", place.data, "--to", site, *arguments)
        assert done.code == 3
        assert "publish_forked" in done.err
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--to", "ftp://x/y"), "store_address_malformed"),
        (("--to", "site", "--ledger", "none"), "unknown_ledger"),
    ],
)
def test_what_cannot_be_done_is_told(
    place: Place,
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: str,
) -> None:
    monkeypatch.chdir(place.folder)
    done = call("publish", "--data", place.data, "--once", *arguments)
    assert done.error(1) == code
    assert not (place.folder / "site").exists()


def test_without_a_ledger_there_is_nothing_to_publish(call: Call, tmp_path: Path) -> None:
    done = call("publish", "--data", tmp_path, "--to", tmp_path / "site", "--once")
    assert done.error(1) == "data_missing"
    assert list(tmp_path.iterdir()) == []
