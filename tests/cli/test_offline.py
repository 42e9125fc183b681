"""A cooperative without a network loses nothing."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cli.conftest import Call
from cli.place import Place, step_arguments
from cli.running import PROGRAM, free_port, nguon, server
from nguon_signer.outbox import Outbox


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Make a ledger and a member, and stop the server."""
    place = Place(tmp_path_factory.mktemp("away"), free_port())
    place.init()
    with server(place.data, place.port):
        place.join()
        place.register()
    return place


def _states(place: Place) -> list[str]:
    with Outbox(place.home / "outbox.db") as outbox:
        return [entry.state for entry in outbox.entries()]


def test_a_step_is_kept_offline_and_sent_later_once(away: Place, call: Call) -> None:
    before = len(_states(away))
    steps = [("harvest", "--out", "/p/crab/10/C1=120kg"), ("harvest", "--out", "/p/crab/10/C1=1kg")]
    kept = nguon(*step_arguments(*steps[0]), env=away.env())
    assert kept.code == 4
    assert kept.out == ""
    assert "will be sent by nguon submit" in kept.err
    assert "ledger_unreachable" in kept.err
    again = call(*step_arguments(*steps[1]), "--json", home=away.home)
    assert (again.code, again.json["state"]) == (4, "kept")
    assert [earlier["state"] for earlier in again.json["earlier"]] == ["kept"]
    assert call("submit", home=away.home).code == 4
    assert _states(away)[before:] == ["queued", "queued"]

    with server(away.data, away.port):
        sent = nguon("submit", "--json", env=away.env())
        assert [o["state"] for o in sent.json["outcomes"]] == ["recorded", "refused"]
        refused = sent.json["outcomes"][1]
        assert refused["code"] == "lot_exists"
        assert sent.code == 1
        nothing = call("submit", home=away.home)
        assert (nothing.code, nothing.out) == (0, "Nothing is waiting.\n")
        retried = call("submit", "--retry-refused", home=away.home)
        assert retried.code == 1
        assert "lot_exists: " in retried.err
        found = call("trace", "/p/crab/10/C1", "--json", home=away.home).json
    assert len(found["journey"]) == 1
    assert _states(away)[before:] == ["recorded", "refused"]


def test_a_trace_without_a_server_could_not_be_checked(away: Place, call: Call) -> None:
    done = call("trace", "/p/crab/10/C1", home=away.home)
    assert done.error(4) == "ledger_unreachable"
    assert done.out == ""


def test_a_dry_run_prints_the_event_and_keeps_nothing(away: Place, call: Call) -> None:
    before = _states(away)
    step = step_arguments("harvest", "--out", "/p/crab/10/C9=1.5kg", "--dry-run")
    done = call(*step, "--json", home=away.home)
    assert done.code == 0
    assert done.json["quantityList"] == [
        {"epcClass": away.id("/p/crab/10/C9"), "quantity": 1.5, "uom": "KGM"}
    ]
    assert json.loads(call(*step, home=away.home).out)["type"] == "ObjectEvent"
    assert _states(away) == before


def test_interrupting_a_slow_server_keeps_the_step(away: Place) -> None:
    """A server that takes the connection and never answers."""
    with socket.create_server(("127.0.0.1", away.port)):
        before = len(_states(away))
        process = subprocess.Popen(
            [*PROGRAM, *map(str, step_arguments("harvest", "--out", "/p/crab/10/C7=7kg"))],
            env=away.env(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while len(_states(away)) == before:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "")
    assert _states(away)[-1] == "queued"


@contextmanager
def _liar(port: int, answer: bytes) -> Iterator[None]:
    """Serve 201 with the same receipt for every statement."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(201)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    listening = HTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


def test_a_receipt_that_does_not_hold_is_wrong_and_the_step_is_kept(
    away: Place, call: Call
) -> None:
    with Outbox(away.home / "outbox.db") as outbox:
        recorded = outbox.entries(state="recorded")[0]
    assert recorded.proof is not None
    answer = {
        "index": recorded.index,
        "leaf_hash": "A" * 43 + "=",
        "proof": recorded.proof.decode(),
    }
    with _liar(away.port, json.dumps(answer).encode()):
        done = call(*step_arguments("harvest", "--out", "/p/crab/10/C8=8kg"), home=away.home)
    assert done.code == 3
    assert "receipt_bad" in done.err
    assert _states(away)[-1] == "queued"
