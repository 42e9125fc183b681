"""A real server, told to stop under load: whoever got a receipt has it in the log."""

from __future__ import annotations

import json
import random
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import httpx
import pytest

from api.held import writer_of
from api.world import World, harvest, open_world
from cli.running import PASSPHRASE, cheap_keystore, environment, free_port, server
from nguon_cli.data_folder import DataFolder, log_key_name, seal_key_name
from nguon_cli.passphrases import Passphrase
from nguon_cli.serving import GRACE_SECONDS
from nguon_ledger.log.note import Verifier
from nguon_ledger.receipt import verify_receipt
from nguon_signer.keystore import Keystore

PATH = "/log/ca-mau/statements"
JOSE = {"Content-Type": "application/jose"}


@dataclass(frozen=True)
class Folder:
    """A data folder that ``nguon serve`` opens."""

    path: Path
    world: World

    @property
    def log(self) -> Verifier:
        return self.world.ledger.log

    def statements(self, count: int) -> list[bytes]:
        """Sign what its ledger would take."""
        return [self.world.sign(harvest(f"L{number}")) for number in range(count)]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    world = open_world(tmp_path / "nguon.db")
    _keep_keys(world, tmp_path / "keys" / "server.keys")
    world.host.close()
    return Folder(tmp_path, world)


def _keep_keys(world: World, path: Path) -> None:
    keys = writer_of(world.ledger)._setting.keys
    store = Keystore.open(cheap_keystore(path), passphrase=PASSPHRASE.encode())
    store.add(log_key_name("ca-mau"), keys.log)
    store.add(seal_key_name("ca-mau"), keys.seal)


@dataclass
class Sender:
    """One client that sends what it gets, and remembers what it was answered."""

    port: int
    work: Iterator[bytes]
    lock: threading.Lock
    lines: int
    receipts: dict[bytes, dict[str, object]] = field(default_factory=dict)
    torn: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Send until the server has gone."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        while (statements := self._next()) and self._send(connection, statements):
            pass
        connection.close()

    def _next(self) -> list[bytes]:
        with self.lock:
            return [s for s, _ in zip(self.work, range(self.lines), strict=False)]

    def _send(self, connection: HTTPConnection, statements: list[bytes]) -> bool:
        path = PATH if self.lines == 1 else f"{PATH}/batch"
        try:
            connection.request("POST", path, b"\n".join(statements), JOSE)
            answer = connection.getresponse()
        except OSError:  # no answer: nothing was promised
            return False
        self._keep(answer, statements)
        return not answer.will_close

    def _keep(self, answer: HTTPResponse, statements: list[bytes]) -> None:
        """Read an answer that has begun: from here on it must be whole."""
        try:
            found = [json.loads(line) for line in answer.read().splitlines()]
        except Exception as e:  # noqa: BLE001 (whatever it is, an answer was torn)
            self.torn.append(repr(e))
            return
        for statement, outcome in zip(statements, found, strict=True):
            if "proof" in outcome:
                self.receipts[statement] = outcome
            else:
                self.torn.append(repr(outcome))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_every_receipt_that_was_given_under_load_is_kept(
    folder: Folder, number: signal.Signals
) -> None:
    statements = folder.statements(2500)
    port, work, lock = free_port(), iter(statements), threading.Lock()
    with server(folder.path, port) as serving, ThreadPoolExecutor(10) as threads:
        senders = [Sender(port, work, lock, lines) for lines in [1] * 8 + [25] * 2]
        running = [threads.submit(sender.run) for sender in senders]
        while sum(len(sender.receipts) for sender in senders) < 150:
            time.sleep(0.01)
        time.sleep(random.Random(number).random() / 10)
        done = serving.stop(number)
        for one in running:
            one.result(timeout=60)
    assert (done.code, done.err) == (0, "")
    assert [sender.torn for sender in senders if sender.torn] == []
    receipts = {s: r for sender in senders for s, r in sender.receipts.items()}
    assert 150 <= len(receipts) < len(statements), "it was stopped in the middle"
    host = DataFolder(folder.path).open_ledgers(_Known())
    try:
        ledger = host.ledgers["ca-mau"]
        for statement, receipt in receipts.items():
            proof = str(receipt["proof"]).encode()
            kept = verify_receipt(statement=statement, proof=proof, log_verifier=folder.log)
            assert ledger.entry(kept.index) == statement
        assert ledger.head()[0] > max(int(str(r["index"])) for r in receipts.values())
    finally:
        host.close()


class _Known(Passphrase):
    def __init__(self) -> None:
        super().__init__(None, "")

    def ask(self) -> bytes:
        return PASSPHRASE.encode()


def test_a_body_that_is_half_here_is_waited_for_and_nothing_new_begins(folder: Folder) -> None:
    port, statement = free_port(), folder.statements(1)[0]
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/jose\r\n"
    announced = f"{head}Expect: 100-continue\r\nContent-Length: {len(statement)}\r\n\r\n".encode()
    with server(folder.path, port) as serving:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            connection.sendall(announced + statement[:100])
            assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
            serving.process.send_signal(signal.SIGTERM)
            assert refuses_soon(port)
            connection.sendall(statement[100:])
            answer = HTTPResponse(connection)
            answer.begin()
            assert answer.status == 201
            assert answer.headers["Connection"] == "close"
            proof = json.loads(answer.read())["proof"].encode()
        out, err = serving.process.communicate(timeout=60)
    assert (serving.process.returncode, out, err) == (0, "", "")
    verify_receipt(statement=statement, proof=proof, log_verifier=folder.log)


def refuses_soon(port: int) -> bool:
    """Tell whether nobody listens any more, sooner than those who are owed an answer are left."""
    deadline = time.monotonic() + GRACE_SECONDS / 2
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionRefusedError:
            return True
        time.sleep(0.05)
    return False


def test_idle_connections_do_not_hold_it_up(folder: Folder) -> None:
    port = free_port()
    with server(folder.path, port) as serving, httpx.Client() as client:
        assert client.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        with socket.create_connection(("127.0.0.1", port)):
            started = time.monotonic()
            done = serving.stop()
    assert (done.code, done.err) == (0, "")
    assert time.monotonic() - started < GRACE_SECONDS / 2


def test_metrics_and_logs_of_a_real_server(folder: Folder) -> None:
    """Through ``nguon serve``: a port for Prometheus, and a line a request in JSON on stderr."""
    port, metrics_port = free_port(), free_port()
    quota = ("--quota", "0.1", "--quota-burst", "2")
    more = ("--metrics-port", str(metrics_port), "--log-level", "info", *quota)
    url = f"http://127.0.0.1:{port}{PATH}"
    with server(folder.path, port, *more) as serving:
        metrics_url = f"http://127.0.0.1:{metrics_port}/metrics"
        assert serving.ready["metrics"] == metrics_url
        answers = [httpx.post(url, content=s, headers=JOSE) for s in folder.statements(3)]
        text = httpx.get(metrics_url).text
        done = serving.stop()
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert 'nguon_batch_statements_count{ledger="ca-mau"} 2.0' in text
    assert 'nguon_statements_refused_total{code="quota_exceeded",ledger="ca-mau"} 1.0' in text
    assert "process_resident_memory_bytes" in text
    lines = [json.loads(line) for line in done.err.splitlines()]
    told = [line for line in lines if line["logger"] == "nguon.access"]
    assert [line["request_id"] for line in told] == [a.headers["X-Request-Id"] for a in answers]
    assert [line.get("code") for line in told] == [None, None, "quota_exceeded"]
    assert done.code == 0


def test_a_metrics_port_that_is_taken_is_told(folder: Folder) -> None:
    from cli.running import nguon

    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        options = ("--data", folder.path, "--port", 0, "--metrics-port", taken)
        done = nguon("serve", *options, env=environment())
    assert done.error(1) == "port_in_use"
    assert "--metrics-port" in done.err
