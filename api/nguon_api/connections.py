"""Connections of clients that take their time, on purpose or by a bad network.

The server underneath ends a connection that is idle between two requests. This adds what it
leaves open:

* a request's head has to be complete within ``head_seconds`` of its first byte (a new
  connection's: of its opening), and may have at most ``head_bytes``;
* whoever does not read an answer is cut off when none of it has left for ``unread_seconds``;
  until then at most the buffers below are held for it;
* connections beyond ``connections`` are told to come back, and closed;
* what comes behind a request and is none waits for that request's answer: the protocol
  underneath would put its own answer first, and a receipt would be taken for a refusal.

A body's time and size are limited where it is read (body.py).
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from nguon_api.problem import MEDIA_TYPE, problem_document
from nguon_ledger.errors import NguonError

# In the kernel, for each connection: enough for 1 MB/s over 100 ms; small enough that a reader of
# 1 KiB/s moves it along within ``unread_seconds``.
SEND_BUFFER = 128 * 1024
_TICK = 1.0
_RETRY_SECONDS = 5
_PHRASES = {408: "Request Timeout", 431: "Request Header Fields Too Large", 503: "Unavailable"}


@dataclass(frozen=True)
class Patience:
    """How long a connection is waited for, and how much is kept for it meanwhile."""

    head_seconds: float = 10.0
    head_bytes: int = 65_536
    unread_seconds: float = 120.0
    pipelined: int = 64  # requests sent ahead of their answers
    connections: int = 10_000
    tick: float = _TICK


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with patience that ends."""

    patience: ClassVar[Patience] = Patience()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._head_since: float | None = self.loop.time()
        self._head_bytes = 0
        self._unread = 0
        self._moved = self.loop.time()
        self._is_garbled = False
        self._ticking = self.loop.call_later(self.patience.tick, self._look)
        if len(self.connections) > self.patience.connections:
            self._refuse(NguonError("overloaded", "too many connections are open"))

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop looking."""
        self._ticking.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what belongs to a head; the parser calls back when one is complete."""
        if self._is_garbled:
            return
        if self._is_awaiting_head():
            self._head_bytes += len(data)
            if self._head_since is None:
                self._head_since = self.loop.time()
        super().data_received(data)
        if self._head_bytes > self.patience.head_bytes and not self.transport.is_closing():
            self._refuse(NguonError("head_too_large", "the request's head does not end"))

    def on_headers_complete(self) -> None:
        """Begin a request; the next byte behind its body begins another head."""
        self._head_since, self._head_bytes = None, 0
        super().on_headers_complete()
        if len(self.pipeline) > self.patience.pipelined:
            self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request, behind the answers that are owed."""
        if self._is_answering():
            self._is_garbled = True
            self.cycle.keep_alive = False  # of the last that was asked: it closes
        else:
            super().send_400_response(msg)

    def resume_writing(self) -> None:
        """Note that the client reads."""
        self._moved = self.loop.time()
        super().resume_writing()

    def _is_awaiting_head(self) -> bool:
        """Tell whether what comes now belongs to no body."""
        return self.cycle is None or self.cycle.response_complete or not self.cycle.more_body

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _look(self) -> None:
        self._ticking = self.loop.call_later(self.patience.tick, self._look)
        now, unread = self.loop.time(), self.transport.get_write_buffer_size()
        if unread == 0 or unread < self._unread:
            self._moved = now
        self._unread = unread
        if now - self._moved > self.patience.unread_seconds:
            self.transport.abort()
        elif (
            self._head_since is not None
            and now - self._head_since > self.patience.head_seconds
            and not (self._is_answering() or self.transport.is_closing())
        ):
            self._refuse(NguonError("head_too_slow", "the request's head did not come in time"))

    def _refuse(self, error: NguonError) -> None:
        """Answer in place of the application and hang up."""
        if self._is_answering():
            self.transport.abort()  # no second answer fits into the one that is being sent
            return
        document = problem_document(error)
        status, body = document["status"], json.dumps(document).encode()
        head = (
            f"HTTP/1.1 {status} {_PHRASES[status]}\r\nContent-Type: {MEDIA_TYPE}\r\n"
            f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\n"
            f"Retry-After: {_RETRY_SECONDS}\r\nConnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
