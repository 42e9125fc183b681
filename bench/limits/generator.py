"""How fast the load generator is by itself: against a socket that always says the same."""

from __future__ import annotations

import multiprocessing
import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from bench.http_wire import RECEIVE

_FORK = multiprocessing.get_context("fork")
_ANSWER = b"HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"


@contextmanager
def serving_canned_answers() -> Iterator[tuple[str, int]]:
    """Answer every request with the same bytes, from a process of its own.

    A request has to arrive in one piece, as those of a few kilobytes do on the loopback.
    """
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    process = _FORK.Process(target=_answer, args=(listener,), daemon=True)
    process.start()
    try:
        yield listener.getsockname()
    finally:
        process.terminate()
        process.join()
        listener.close()


def _answer(listener: socket.socket) -> None:
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fileobj is listener:
                client, _ = listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                selector.register(client, selectors.EVENT_READ, client)
            elif key.data.recv(RECEIVE):
                key.data.sendall(_ANSWER)
            else:
                selector.unregister(key.data)
                key.data.close()
