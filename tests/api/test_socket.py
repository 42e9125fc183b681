"""Through a real server and raw sockets: lies about length, floods, silence, broken lines."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
import uvicorn

from api.conftest import WEB_ROOT
from api.world import CRAB, GTIN, World, harvest, open_world
from nguon_api.app import create_app
from nguon_api.connections import GuardedProtocol
from nguon_api.limits import Limits
from nguon_ledger.receipt import verify_receipt
from nguon_ledger.trace.bundle import MEDIA_TYPE
from nguon_ledger.trace.pins import Pin
from nguon_ledger.trace.verify import examine_bundle

POST = b"POST /log/ca-mau/statements HTTP/1.1\r\nHost: x\r\nContent-Type: application/jose\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
PATIENCE = 60  # seconds that a test waits for the server before it fails
AT_ONCE = 30  # seconds in which it does what it does at once, or after a second or two


@dataclass(frozen=True)
class Server:
    """A running server and its world."""

    world: World
    port: int

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def connected(self) -> Iterator[socket.socket]:
        """Open a raw connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as opened:
            yield opened

    def checkpoint(self) -> bytes:
        """Return the published checkpoint, asked for on a connection of its own."""
        return httpx.get(f"{self.url}/log/ca-mau/checkpoint").content


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = open_world(tmp_path_factory.mktemp("socket") / "ledger.sqlite")
    yield opened
    opened.host.close()


@pytest.fixture(scope="module")
def server(world: World) -> Iterator[Server]:
    with serve(world, Limits()) as running:
        yield running


@pytest.fixture(scope="module")
def impatient(world: World) -> Iterator[Server]:
    """Serve the same world, waiting for a body no longer than a second."""
    with serve(world, Limits(body_seconds=1.0)) as running:
        yield running


@contextmanager
def serve(world: World, limits: Limits) -> Iterator[Server]:
    config = uvicorn.Config(
        create_app(world.host, web_root=WEB_ROOT, limits=limits),
        log_config=None,
        http=GuardedProtocol,
        ws="none",
        lifespan="off",
        timeout_keep_alive=PATIENCE,
    )
    running = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=running.run, args=([listening],))
        thread.start()
        yield Server(world, listening.getsockname()[1])
        running.should_exit = True
        thread.join(timeout=PATIENCE)
        assert not thread.is_alive()


def with_length(body: bytes, length: int) -> bytes:
    return POST + f"Content-Length: {length}\r\n\r\n".encode() + body


def read_answer(connection: socket.socket) -> tuple[int, dict[str, object]]:
    """Read one answer: its status, and its body as JSON."""
    status, body = read_raw(connection)
    return status, json.loads(body)


def read_raw(connection: socket.socket) -> tuple[int, bytes]:
    stream = connection.makefile("rb")
    with stream:
        status = int(stream.readline().split()[1])
        length = 0
        while (line := stream.readline()) not in {b"\r\n", b""}:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return status, stream.read(length)


def is_closed(connection: socket.socket) -> bool:
    """Tell whether the server hangs up, sooner than an idle connection ends (PATIENCE)."""
    connection.settimeout(AT_ONCE)
    try:
        while connection.recv(65_536):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True


def test_record_and_verify_over_the_network(server: Server) -> None:
    statement = server.world.sign(harvest("NET"))
    with httpx.Client(base_url=server.url) as client:
        answer = client.post(
            "/log/ca-mau/statements",
            content=statement,
            headers={"Content-Type": "application/jose"},
        )
        assert answer.status_code == 201
        log = server.world.ledger.log
        proof = answer.json()["proof"].encode()
        verify_receipt(statement=statement, proof=proof, log_verifier=log)
        scanned = client.get(f"/01/{GTIN}/10/NET", headers={"Accept": MEDIA_TYPE})
        assert scanned.headers["Content-Encoding"] == "gzip"
        report = examine_bundle(scanned.content, pins=[Pin(log)], asked=f"{CRAB}/10/NET")
        assert report.verdict == "verified"


def test_a_length_that_promises_more_stores_nothing(server: Server) -> None:
    before = server.checkpoint()
    statement = server.world.sign(harvest("CUT"))
    with server.connected() as connection:
        connection.sendall(with_length(statement, len(statement) + 100))
        time.sleep(0.1)
    assert server.checkpoint() == before


def test_a_length_that_promises_less_cuts_the_statement(server: Server) -> None:
    before = server.checkpoint()
    statement = server.world.sign(harvest("SHORT"))
    with server.connected() as connection:
        connection.sendall(with_length(statement, len(statement) - 50))
        status, problem = read_answer(connection)
        assert (status, problem["code"]) in {(400, "jws_malformed"), (403, "signature_bad")}
        connection.sendall(b"\r\n\r\n")
        assert is_closed(connection)  # the rest of the statement is no request
    assert server.checkpoint() == before


def test_an_announced_flood_is_refused_and_cut_off(server: Server) -> None:
    with server.connected() as connection:
        connection.sendall(with_length(b"", 10**15))
        status, problem = read_answer(connection)
        assert (status, problem["code"]) == (413, "statement_too_large")
        assert is_closed(connection)


@pytest.mark.parametrize("size", [70_000, 900_000])
def test_a_body_that_is_only_too_large_leaves_the_connection_usable(
    server: Server, size: int
) -> None:
    chunk = f"{size:x}\r\n".encode() + b"x" * size + b"\r\n0\r\n\r\n"
    for request in (with_length(b"x" * size, size), CHUNKED + chunk):
        with server.connected() as connection:
            connection.sendall(request)
            assert read_answer(connection)[0] == 413
            connection.sendall(with_length(b"junk", 4))
            assert read_answer(connection)[0] == 400


def test_an_unannounced_flood_is_cut_off(server: Server) -> None:
    before = server.checkpoint()
    with server.connected() as connection:
        connection.sendall(CHUNKED)
        answer, sent, is_reset = b"", 0, False
        connection.setblocking(False)  # noqa: FBT003 (the name is the standard library's)
        while not answer and not is_reset and sent < 2**26:
            try:
                sent += connection.send(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")
                answer = connection.recv(12)
            except BlockingIOError:
                time.sleep(0.001)
            except ConnectionResetError:  # closed on unread bytes: the answer may be lost with it
                is_reset = True
        assert is_reset or answer == b"HTTP/1.1 413"
        assert sent < 2**24  # the kernel's buffers hold some MiB
        connection.setblocking(True)  # noqa: FBT003
        assert is_reset or is_closed(connection)
    assert server.checkpoint() == before


def test_a_body_where_none_belongs_does_not_keep_the_connection(server: Server) -> None:
    with server.connected() as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n")
        started = time.monotonic()
        assert read_answer(connection)[0] == 200
        assert time.monotonic() - started < AT_ONCE
        assert is_closed(connection)


def test_a_statement_in_tiny_chunks_is_read(server: Server) -> None:
    statement = server.world.sign(harvest("CHUNKS"))
    pieces = [statement[at : at + 7] for at in range(0, len(statement), 7)]
    chunks = b"".join(f"{len(p):x}\r\n".encode() + p + b"\r\n" for p in pieces)
    with server.connected() as connection:
        connection.sendall(CHUNKED + chunks + b"0\r\n\r\n")
        status, _ = read_answer(connection)
        assert status == 201


@pytest.mark.parametrize("sent", [b"", b"eyJ"])
def test_a_silent_client_is_given_up(impatient: Server, sent: bytes) -> None:
    before = impatient.checkpoint()
    started = time.monotonic()
    with impatient.connected() as connection:
        connection.sendall(with_length(sent, 1000))
        status, problem = read_answer(connection)
        assert (status, problem["code"]) == (408, "body_too_slow")
        assert 0.8 < time.monotonic() - started < AT_ONCE
        assert is_closed(connection)
    assert impatient.checkpoint() == before


def test_a_dripping_client_is_given_up(impatient: Server) -> None:
    with impatient.connected() as connection:
        connection.sendall(CHUNKED)
        connection.settimeout(0.05)
        answer = b""
        deadline = time.monotonic() + AT_ONCE
        while not answer and time.monotonic() < deadline:
            connection.sendall(b"1\r\nx\r\n")
            try:
                answer = connection.recv(4096)
            except TimeoutError:
                continue
        assert answer.startswith(b"HTTP/1.1 408")


def test_whoever_hangs_up_after_sending_is_recorded_all_the_same(server: Server) -> None:
    statement = server.world.sign(harvest("GONE"))
    with server.connected() as connection:
        connection.sendall(with_length(statement, len(statement)))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.world.ledger.submit(statement).result(timeout=60).is_new is False:
            break
    entry = server.world.ledger.submit(statement).result(timeout=60)
    assert httpx.get(f"{server.url}/log/ca-mau/entries/{entry.index}").content == statement


def test_a_refusal_leaves_the_connection_usable(server: Server) -> None:
    statement = server.world.sign(harvest("AGAIN"))
    with server.connected() as connection:
        connection.sendall(with_length(b"junk", 4))
        assert read_answer(connection)[0] == 400
        connection.sendall(with_length(statement, len(statement)))
        assert read_answer(connection)[0] == 201


def test_head_has_no_body_on_the_wire(server: Server) -> None:
    with server.connected() as connection:
        connection.sendall(b"HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        head = connection.recv(4096)
        assert head.startswith(b"HTTP/1.1 200")
        assert head.endswith(b"\r\n\r\n")
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert read_answer(connection) == (200, {"status": "alive"})


def test_a_client_that_asks_first_is_told_to_go_on_or_why_not(server: Server) -> None:
    expect = b"Expect: 100-continue\r\n"
    statement = server.world.sign(harvest("ASKED"))
    with server.connected() as connection:
        head, _, _ = with_length(b"", len(statement)).rpartition(b"\r\n")
        connection.sendall(head + expect + b"\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 100")
        connection.sendall(statement)
        assert read_answer(connection)[0] == 201
    with server.connected() as connection:
        head, _, _ = with_length(b"", 10**9).rpartition(b"\r\n")
        connection.sendall(head + expect + b"\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (b"/verify/../../pyproject.toml", 404),
        (b"/verify/%2e%2e/%2e%2e/pyproject.toml", 404),
        (b"/verify//etc/passwd", 404),
        (b"/log/ca-mau/tile/0/../../../../../etc/passwd", 400),
        (b"/log/ca-mau/../../etc/passwd", 404),
        (b"//evil.example/verify", 404),
    ],
)
def test_a_path_that_climbs_leads_nowhere(server: Server, path: bytes, status: int) -> None:
    with server.connected() as connection:
        connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        found, problem = read_answer(connection)
        assert (found, problem["status"]) == (status, status)


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n\r\n\x00\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        POST + b"Content-Length: -1\r\n\r\n",
        POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        CHUNKED + b"zz\r\n",
    ],
)
def test_what_is_not_http_is_refused_and_the_server_lives(server: Server, garbage: bytes) -> None:
    with server.connected() as connection:
        connection.sendall(garbage)
        connection.shutdown(socket.SHUT_WR)
        assert is_closed(connection)
    assert httpx.get(f"{server.url}/healthz").status_code == 200
