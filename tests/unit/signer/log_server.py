"""A small ledger over real HTTP: it takes any bytes, keeps a real Merkle log, and misbehaves.

It knows nothing of statements; what it answers with are real inclusion proofs of a checkpoint
that it signs. ``plan`` says how to misbehave at the next requests, one word each; after that it
behaves. Requests are handled one at a time, so the order in ``entries`` is the order of arrival.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from nguon_ledger.encoding.base64s import b64_encode
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from nguon_ledger.log.merkle import Span, leaf_hash, prove_inclusion, root_of
from nguon_ledger.log.note import ED25519, Verifier
from nguon_ledger.log.tlog_proof import format_proof

ORIGIN = "ledger.example/log/cm"
_SLOW = 30.0


class Log:
    """A log in memory, signed by one key."""

    def __init__(self, key: Ed25519SigningKey | None = None) -> None:
        self.key = key or Ed25519SigningKey.from_seed(bytes(range(32)))
        self.entries: list[bytes] = []

    @property
    def vkey(self) -> str:
        return Verifier(ORIGIN, ED25519, self.key.public.raw).vkey

    def add(self, entry: bytes) -> tuple[int, bool]:
        """Return the entry's index and whether it is new."""
        if entry in self.entries:
            return self.entries.index(entry), False
        self.entries.append(entry)
        return len(self.entries) - 1, True

    def receipt(self, index: int) -> dict[str, Any]:
        leaves = [leaf_hash(entry) for entry in self.entries]

        def read(span: Span) -> bytes:
            return root_of(leaves[slice(*span)])

        checkpoint = Checkpoint(ORIGIN, len(leaves), root_of(leaves))
        hashes = prove_inclusion(index=index, size=len(leaves), read=read)
        note = sign_checkpoint(checkpoint, self.key)
        proof = format_proof(index=index, hashes=hashes, checkpoint_note=note)
        return {"index": index, "leaf_hash": b64_encode(leaves[index]), "proof": proof.decode()}


class LogServer(ThreadingHTTPServer):
    """Serves one Log at ``url``; misbehaves as ``plan`` says."""

    daemon_threads = True

    def __init__(self, log: Log) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.log = log
        self.plan: deque[str] = deque()
        self.arrived: list[bytes] = []
        self.stored = threading.Semaphore(0)
        self.one_at_a_time = threading.Lock()
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a killed client breaks the pipe, and that is the test."""


class _Handler(BaseHTTPRequestHandler):
    server: LogServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing on stderr."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:  # its sender was killed in the midst of it
            return
        with self.server.one_at_a_time:
            self.server.arrived.append(body)
            word = self.server.plan.popleft() if self.server.plan else "answer"
            _ANSWERS[word](self, body)

    def record(self, body: bytes) -> tuple[int, dict[str, Any]]:
        index, is_new = self.server.log.add(body)
        self.server.stored.release()
        return (201 if is_new else 200), self.server.log.receipt(index)

    def send(self, status: int, value: object, media_type: str = "application/json") -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _answer(handler: _Handler, body: bytes) -> None:
    handler.send(*handler.record(body))


def _drop_before(handler: _Handler, _: bytes) -> None:
    handler.close_connection = True
    handler.connection.close()


def _drop_after(handler: _Handler, body: bytes) -> None:
    handler.record(body)
    _drop_before(handler, body)


def _half(handler: _Handler, body: bytes) -> None:
    status, value = handler.record(body)
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    data = json.dumps(value).encode()
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data[: len(data) // 2])
    handler.wfile.flush()
    _drop_before(handler, body)


def _hang_before(handler: _Handler, _: bytes) -> None:
    handler.server.stored.release()  # tells the test: it is here, nothing is stored
    handler.server.closing.wait(_SLOW)


def _hang_after(handler: _Handler, body: bytes) -> None:
    handler.record(body)
    handler.server.closing.wait(_SLOW)


def _busy(handler: _Handler, _: bytes) -> None:
    problem = {"status": 503, "code": "busy", "detail": "too many at once"}
    handler.send(503, problem, "application/problem+json")


def _refuse(handler: _Handler, _: bytes) -> None:
    problem = {"status": 409, "code": "overdrawn", "detail": "more than there is", "field": "x"}
    handler.send(409, problem, "application/problem+json")


def _lie(handler: _Handler, body: bytes) -> None:
    status, value = handler.record(body)
    handler.send(status, value | {"proof": Log(Ed25519SigningKey.generate()).vkey})


_ANSWERS: dict[str, Callable[[_Handler, bytes], None]] = {
    "answer": _answer,
    "drop_before": _drop_before,
    "drop_after": _drop_after,
    "half": _half,
    "hang_before": _hang_before,
    "hang_after": _hang_after,
    "busy": _busy,
    "refuse": _refuse,
    "lie": _lie,
}


@contextmanager
def serving(log: Log) -> Iterator[LogServer]:
    server = LogServer(log)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
