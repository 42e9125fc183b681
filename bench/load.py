"""The load generator: a process of its own that sends what was made before the clock started."""

from __future__ import annotations

import multiprocessing
import resource
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from typing import TypeAlias

from bench.http_wire import RECEIVE, Connection, is_whole

Address: TypeAlias = tuple[str, int]
_FORK = multiprocessing.get_context("fork")  # requests are inherited, not copied through a pipe


@dataclass(frozen=True)
class Load:
    """What came of a load: whole answers in the order of their requests; times in seconds.

    ``cpu`` is what the generator itself used; ``latencies`` run from the last byte handed to the
    socket to the last byte received.
    """

    answers: list[bytes]
    latencies: list[float]
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.answers) / self.seconds


def send_singles(address: Address, requests: Sequence[bytes], *, clients: int) -> Load:
    """Send requests over so many keep-alive connections, one at a time on each."""
    return _in_process(lambda: _multiplexed(address, requests, clients))


def send_streams(address: Address, streams: Sequence[Sequence[bytes]]) -> Load:
    """Send each stream of requests in order over a connection of its own."""
    return _in_process(lambda: _streamed(address, streams))


def _in_process(work: Callable[[], Load]) -> Load:
    receiver, sender = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_run, args=(work, sender))
    process.start()
    sender.close()
    try:
        result: Load | Exception = receiver.recv()
    except EOFError:
        result = RuntimeError("the load generator died")
    process.join()
    if isinstance(result, Exception):
        raise result
    return result


def _run(work: Callable[[], Load], sender: Pipe) -> None:
    try:
        sender.send(work())
    except Exception as e:  # noqa: BLE001 (raised again in the parent)
        sender.send(e)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class _Client:
    """One connection: which request is out, since when, and what came back so far."""

    def __init__(self, address: Address) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.number = -1
        self.since = 0.0
        self.answer = bytearray()

    def send(self, number: int, request: bytes) -> None:
        """Send a request; a statement fits the socket's buffer."""
        self.number = number
        self.answer.clear()
        self.socket.sendall(request)
        self.since = time.perf_counter()


def _multiplexed(address: Address, requests: Sequence[bytes], clients: int) -> Load:
    answers = [b""] * len(requests)
    latencies = [0.0] * len(requests)
    waiting = deque(range(len(requests)))
    selector = selectors.DefaultSelector()
    everyone = [_Client(address) for _ in range(min(clients, len(requests)))]
    for client in everyone:
        selector.register(client.socket, selectors.EVENT_READ, client)
    cpu, start = _cpu(), time.perf_counter()
    for client in everyone:
        number = waiting.popleft()
        client.send(number, requests[number])
    missing = len(requests)
    while missing:
        for key, _ in selector.select():
            client = key.data
            received = client.socket.recv(RECEIVE)
            if not received:
                raise ConnectionError(f"request {client.number}: the server closed")
            client.answer += received
            if not is_whole(client.answer):
                continue
            latencies[client.number] = time.perf_counter() - client.since
            answers[client.number] = bytes(client.answer)
            missing -= 1
            if waiting:
                number = waiting.popleft()
                client.send(number, requests[number])
    seconds = time.perf_counter() - start
    used = _cpu() - cpu
    for client in everyone:
        client.socket.close()
    return Load(answers, latencies, seconds, used)


def _streamed(address: Address, streams: Sequence[Sequence[bytes]]) -> Load:
    connections = [Connection(address) for _ in streams]
    results: list[list[tuple[bytes, float]]] = [[] for _ in streams]
    errors: list[Exception] = []

    def send(number: int) -> None:
        try:
            for request in streams[number]:
                since = time.perf_counter()
                answer = connections[number].exchange(request)
                results[number].append((answer, time.perf_counter() - since))
        except Exception as e:  # noqa: BLE001 (raised again below, in the main thread)
            errors.append(e)

    threads = [threading.Thread(target=send, args=(n,)) for n in range(len(streams))]
    cpu, start = _cpu(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, used = time.perf_counter() - start, _cpu() - cpu
    for connection in connections:
        connection.close()
    if errors:
        raise errors[0]
    every = [pair for stream in results for pair in stream]
    return Load([a for a, _ in every], [t for _, t in every], seconds, used)
