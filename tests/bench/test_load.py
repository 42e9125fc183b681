"""The generator sends every request once, gives the answers in order, and hides no failure."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from bench.http_wire import body_of, header, post, status_of
from bench.limits.generator import serving_canned_answers
from bench.load import Address, send_singles, send_streams


@pytest.fixture
def echo() -> Iterator[Address]:
    """Answer every POST with its body, until the tests are over."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=32)

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return  # the tests are over
            threading.Thread(target=_echo, args=(client,), daemon=True).start()

    thread = threading.Thread(target=serve)
    thread.start()
    yield listener.getsockname()
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def _echo(client: socket.socket) -> None:
    # A generator that gave up resets its other connections.
    with suppress(ConnectionResetError), client, client.makefile("rb") as lines:
        while request := lines.readline():
            head = request
            while (line := lines.readline()) != b"\r\n":
                head += line
            body = lines.read(int(header(head, b"content-length") or b"0"))
            if body == b"close":
                return
            client.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)


def requests(count: int) -> list[bytes]:
    return [post("/", b"%d" % n, host="h") for n in range(count)]


def test_answers_of_many_clients_stand_in_the_order_of_the_requests(echo: Address) -> None:
    load = send_singles(echo, requests(500), clients=16)
    assert [int(body_of(answer)) for answer in load.answers] == list(range(500))
    assert len(load.latencies) == 500
    assert all(0 < latency < load.seconds for latency in load.latencies)
    assert load.rate == pytest.approx(500 / load.seconds)


def test_more_clients_than_requests_are_no_trouble(echo: Address) -> None:
    assert len(send_singles(echo, requests(3), clients=64).answers) == 3


def test_a_stream_keeps_its_order_beside_others(echo: Address) -> None:
    every = requests(90)
    load = send_streams(echo, [every[:30], every[30:60], every[60:]])
    assert [int(body_of(answer)) for answer in load.answers] == list(range(90))


def test_a_server_that_hangs_up_is_an_error(echo: Address) -> None:
    dropped = [*requests(20), post("/", b"close", host="h"), *requests(20)]
    with pytest.raises(ConnectionError, match="closed"):
        send_singles(echo, dropped, clients=4)
    with pytest.raises(ConnectionError, match="closed"):
        send_streams(echo, [dropped, requests(5)])


def test_canned_answers_show_the_ceiling() -> None:
    with serving_canned_answers() as address:
        load = send_singles(address, requests(200), clients=8)
    assert {status_of(answer) for answer in load.answers} == {201}
    assert load.cpu > 0
