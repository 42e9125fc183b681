"""A statement that a dead server left unanswered is sent again, and none is sent in vain."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from bench.load import Address
from bench.steady_load import CLIENTS, SteadyLoad

Answer = tuple[int, object]
PATIENCE = 30.0


@contextmanager
def server(answer: Callable[[bytes], Answer | None]) -> Iterator[Address]:
    """Answer each statement with a status and JSON; None: close the connection instead."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=32)
    threads = []

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return  # the test is over
            threads.append(threading.Thread(target=serve, args=(client,)))
            threads[-1].start()

    def serve(client: socket.socket) -> None:
        with client, client.makefile("rb") as lines:
            while lines.readline():
                length = 0
                while (line := lines.readline()) != b"\r\n":
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                said = answer(lines.read(length))
                if said is None:
                    return
                body = json.dumps(said[1]).encode()
                head = b"HTTP/1.1 %d X\r\ncontent-length: %d\r\n\r\n" % (said[0], len(body))
                client.sendall(head + body)

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield listener.getsockname()
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (accepting, *threads):
            thread.join()


def await_(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_what_a_dead_server_did_not_answer_is_acknowledged_by_another() -> None:
    lost: list[bytes] = []
    asked: dict[bytes, int] = {}

    def dying(statement: bytes) -> None:
        lost.append(statement)

    def living(statement: bytes) -> Answer:
        asked[statement] = asked.get(statement, 0) + 1
        busy = asked[statement] == 1
        return (503, {"code": "busy"}) if busy else (200, {"index": len(asked)})

    load = SteadyLoad()
    with server(dying) as first, server(living) as second:
        load.send_to(first)
        await_(lambda: len(lost) == CLIENTS)
        load.deliver_new(second)
        load.settle(second)
    assert len(load.receipts) == len(set(lost)) + 1  # a client may lose what another one owed
    assert set(lost) < load.receipts.keys() == asked.keys()
    assert set(asked.values()) == {2}


def test_clients_send_until_the_load_is_settled_and_keep_every_receipt() -> None:
    asked: list[bytes] = []

    def living(statement: bytes) -> Answer:
        asked.append(statement)
        return 201, {"index": len(asked)}

    load = SteadyLoad()
    with server(living) as address:
        load.send_to(address)
        await_(lambda: len(asked) > 4 * CLIENTS)
        load.settle(address)
    assert sorted(asked) == sorted(load.receipts)
    assert len({receipt["index"] for receipt in load.receipts.values()}) == len(asked)


def test_a_refusal_stops_the_run() -> None:
    asked: list[bytes] = []

    def refusing(statement: bytes) -> Answer:
        asked.append(statement)
        return 409, {"code": "overdrawn"}

    load = SteadyLoad()
    with server(refusing) as address:
        load.send_to(address)
        await_(lambda: len(asked) == CLIENTS)
        with pytest.raises(RuntimeError, match=r"refused: .*409"):
            load.settle(address)
        with pytest.raises(RuntimeError, match=r"refused: .*overdrawn"):
            load.deliver_new(address)
    assert load.receipts == {}
