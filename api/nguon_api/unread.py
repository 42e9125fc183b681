"""What happens to a body that nobody read: an answer before its end must still arrive.

Closing a connection while the client sends resets it, and the refusal is lost on the way; reading
on for ever is what a flood wants. So a little of the rest is read and thrown away, and then the
server hangs up (RFC 9112, 9.6).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BYTES = 2**20
_SECONDS = 2.0
_TOO_SLOW = 408  # has been waited for already


class Unread:
    """ASGI middleware that ends requests whose body was not read to its end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; everything but HTTP with a body passes through."""
        if scope["type"] != "http" or not _has_body(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        body = _Body(receive, asks_first="expect" in Headers(scope=scope))
        await self.app(scope, body.receive, _ending(send, body.end))


class _Body:
    def __init__(self, receive: Receive, *, asks_first: bool) -> None:
        self._receive = receive
        self._ended = False
        self._untouched = asks_first  # the client waits for a sign before it sends anything

    async def receive(self) -> Message:
        self._untouched = False
        message = await self._receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            self._ended = True
        return message

    async def end(self, status: int) -> bool:
        """Read what is left within limits; tell whether that was all."""
        if not (self._ended or self._untouched or status == _TOO_SLOW):
            with anyio.move_on_after(_SECONDS):
                left = _BYTES
                while left > 0 and not self._ended:
                    left -= len((await self.receive()).get("body", b""))
        return self._ended


def _has_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _ending(send: Send, end: Callable[[int], Awaitable[bool]]) -> Send:
    async def ending(message: Message) -> None:
        if message["type"] == "http.response.start" and not await end(message["status"]):
            MutableHeaders(scope=message)["Connection"] = "close"
        await send(message)

    return ending
