"""What goes around every answer: a request id, safe headers, and HEAD."""

from __future__ import annotations

from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from nguon_api.request_record import begin_record

REQUEST_ID = "X-Request-Id"
_ID = REQUEST_ID.lower().encode()
_ALWAYS = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))


class Envelope:
    """ASGI middleware, the outermost."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; everything but HTTP passes through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Made here, never taken from the request: nobody writes into the log through it.
        request_id = uuid4().hex
        # A HEAD is answered as its GET; the HTTP server leaves the body out (RFC 9110, 9.3.2).
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        inner = {**scope, "method": method}
        begin_record(inner, request_id)
        with bound_contextvars(request_id=request_id):  # every line about it says so
            await self.app(inner, receive, _enveloped(send, request_id))


def _enveloped(send: Send, request_id: str) -> Send:
    async def enveloped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message["headers"]
            given = {name for name, _ in headers}
            added = [(name, value) for name, value in _ALWAYS if name not in given]
            message["headers"] = [*headers, (_ID, request_id.encode()), *added]
        await send(message)

    return enveloped
