"""Clients that take their time, through raw sockets and a real server, on both event loops."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from nguon_api.connections import SEND_BUFFER, GuardedProtocol, Patience

HEALTH = b"GET /small HTTP/1.1\r\nHost: x\r\n\r\n"
BIG = b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n"
BIG_BYTES = 8 * 2**20


PATIENCE = 60  # seconds that a test, and a server that no test hurries, waits before it gives up
SOON = 30  # seconds in which a server that is in a hurry has given up


class Unhurried(GuardedProtocol):
    """Small buffers, and time for a client that a busy machine holds up."""

    patience = Patience(
        head_seconds=PATIENCE,
        head_bytes=8192,
        unread_seconds=PATIENCE,
        pipelined=8,
        connections=6,
        tick=0.1,
    )


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer small or big, after the body."""
    assert scope["type"] == "http"
    body = await Request(scope, receive).body()
    answer = b"x" * BIG_BYTES if scope["path"] == "/big" else b"%d" % len(body)
    await Response(answer)(scope, receive, send)


@dataclass(frozen=True)
class Server:
    port: int
    running: uvicorn.Server

    @contextmanager
    def connected(self) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as opened:
            yield opened

    def open_connections(self) -> int:
        return len(self.running.server_state.connections)


@contextmanager
def serve(application: ASGIApp, loop: str) -> Iterator[Server]:
    config = uvicorn.Config(
        application,
        http=Unhurried,
        loop=loop,
        ws="none",
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_keep_alive=PATIENCE,
        timeout_graceful_shutdown=5,
    )
    running = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=running.run, args=([listening],))
        thread.start()
        yield Server(listening.getsockname()[1], running)
        running.should_exit = True
        thread.join(timeout=PATIENCE)
        assert not thread.is_alive()


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with serve(app, request.param) as running:
        yield running


@pytest.fixture(autouse=True)
def _alone(server: Server) -> Iterator[None]:
    """Begin each test without the connections of the one before."""
    yield
    deadline = time.monotonic() + PATIENCE
    while server.open_connections():
        assert time.monotonic() < deadline, "a connection is held for ever"
        time.sleep(0.02)


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the server's patience end soon in the one thing that a test is about."""

    def change(**seconds: Any) -> None:
        monkeypatch.setattr(Unhurried, "patience", replace(Unhurried.patience, **seconds))

    return change


def read_all(connection: socket.socket) -> bytes:
    """Read until the server hangs up."""
    found = b""
    try:
        while chunk := connection.recv(65_536):
            found += chunk
    except ConnectionResetError:
        pass
    return found


def read_until(connection: socket.socket, end: bytes) -> bool:
    found = b""
    while not found.endswith(end) and (chunk := connection.recv(4096)):
        found += chunk
    return found.endswith(end)


def is_answered(connection: socket.socket) -> bool:
    connection.sendall(HEALTH)
    return read_until(connection, b"\r\n\r\n0")


def code_of(answer: bytes) -> str:
    return str(json.loads(answer.partition(b"\r\n\r\n")[2])["code"])


@pytest.mark.parametrize("sent", [b"", b"GET", HEALTH[:-2]])
def test_a_head_that_does_not_end_is_given_up(
    server: Server, hurry: Callable[..., None], sent: bytes
) -> None:
    hurry(head_seconds=0.6)
    started = time.monotonic()
    with server.connected() as connection:
        connection.sendall(sent)
        answer = read_all(connection)
        assert 0.5 < time.monotonic() - started < SOON
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert code_of(answer) == "head_too_slow"


def test_a_dripping_head_gains_no_time(server: Server, hurry: Callable[..., None]) -> None:
    hurry(head_seconds=0.6)
    with server.connected() as connection:
        started = time.monotonic()
        connection.sendall(HEALTH[:-2])
        connection.settimeout(0.05)
        answer = b""
        while not answer and time.monotonic() - started < SOON:
            connection.sendall(b"a: b\r\n")
            try:
                answer = connection.recv(4096)
            except TimeoutError:
                continue
        assert answer.startswith(b"HTTP/1.1 408 ")


def test_a_second_head_has_to_end_too(server: Server, hurry: Callable[..., None]) -> None:
    with server.connected() as connection:
        assert is_answered(connection)
        hurry(head_seconds=0.6)
        connection.sendall(HEALTH[:-2])
        assert read_all(connection).startswith(b"HTTP/1.1 408 ")


def test_an_idle_connection_ends_without_a_word(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.running.config, "timeout_keep_alive", 1)
    started = time.monotonic()
    with server.connected() as connection:
        assert is_answered(connection)
        assert read_all(connection) == b""
        assert 0.5 < time.monotonic() - started < SOON


@pytest.mark.parametrize(
    "head",
    [
        HEALTH[:-2] + b"a: " + b"x" * 20_000,
        HEALTH[:-2] + b"a: b\r\n" * 3_000,
        b"GET /" + b"x" * 20_000,
    ],
)
def test_a_head_without_end_is_refused(server: Server, head: bytes) -> None:
    with server.connected() as connection:
        connection.sendall(head)
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert code_of(answer) == "head_too_large"


def test_a_head_without_end_behind_an_unread_answer_is_cut_off(
    server: Server, hurry: Callable[..., None]
) -> None:
    with server.connected() as connection:
        connection.sendall(BIG)
        hurry(unread_seconds=1.0)
        time.sleep(0.2)
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            flood(connection, b"a: " + b"x" * 10_000)


def flood(connection: socket.socket, piece: bytes) -> None:
    for _ in range(10_000):
        connection.sendall(piece)


def test_what_is_no_request_does_not_overtake_the_answer_before_it(server: Server) -> None:
    post = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"
    with server.connected() as connection:
        connection.sendall(post + b"12345" + b"no request\r\n\r\n")
        found = read_all(connection)
    assert found.startswith(b"HTTP/1.1 200")
    assert found.endswith(b"\r\n\r\n5")
    with server.connected() as connection:
        connection.sendall(b"no request\r\n\r\n")
        assert read_all(connection).startswith(b"HTTP/1.1 400")


def test_a_large_body_is_no_head(server: Server) -> None:
    body = b"y" * 300_000
    post = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)
    with server.connected() as connection:
        for _ in range(3):
            connection.sendall(post + body)
            assert read_until(connection, b"300000")


def test_a_slow_body_is_not_the_head_s_matter(server: Server, hurry: Callable[..., None]) -> None:
    with server.connected() as connection:
        head = b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
        connection.sendall(head)
        assert read_until(connection, b"100 Continue\r\n\r\n")
        hurry(head_seconds=0.6)
        for _ in range(5):
            time.sleep(0.3)
            connection.sendall(b"z")
        assert read_until(connection, b"\r\n\r\n5")


def test_requests_sent_ahead_are_answered_up_to_a_bound(server: Server) -> None:
    with server.connected() as connection:
        connection.sendall(HEALTH * 8)
        deadline, found = time.monotonic() + PATIENCE, b""
        while found.count(b"HTTP/1.1 200") < 8 and time.monotonic() < deadline:
            found += connection.recv(4096)
        assert found.count(b"HTTP/1.1 200") == 8
    with server.connected() as connection:
        connection.sendall(HEALTH * 2000)
        assert read_all(connection).count(b"HTTP/1.1 200") < 20


def test_whoever_does_not_read_is_cut_off(server: Server, hurry: Callable[..., None]) -> None:
    with server.connected() as connection:
        connection.sendall(BIG)
        deadline = time.monotonic() + SOON
        while not server.open_connections():
            time.sleep(0.01)
        hurry(unread_seconds=1.0)
        while server.open_connections():
            assert time.monotonic() < deadline, "its answer is held for ever"
            time.sleep(0.05)
        assert len(read_all(connection)) < BIG_BYTES


def test_whoever_reads_slowly_gets_everything(server: Server, hurry: Callable[..., None]) -> None:
    hurry(unread_seconds=2.0)
    with server.connected() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        connection.sendall(BIG)
        found, started = 0, time.monotonic()
        while found < BIG_BYTES:
            chunk = len(connection.recv(2**20))
            assert chunk, "cut off while reading"
            found += chunk
            if time.monotonic() - started < 2.5:
                time.sleep(0.2)
        assert time.monotonic() - started > 2.5


def test_one_connection_too_many_is_told(server: Server) -> None:
    with ExitStack() as opened:
        first = [opened.enter_context(server.connected()) for _ in range(6)]
        for connection in first:
            assert is_answered(connection)
        answer = read_all(opened.enter_context(server.connected()))
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: 5\r\n" in answer
        assert code_of(answer) == "overloaded"
        assert is_answered(first[0])
