"""One line in the log and one count for every request.

What a visitor asked for stays out of it: no query, no body, no address; the path only as the
route's template. The line is told after the last byte was handed to the HTTP server.
"""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nguon_api.metrics import Metrics
from nguon_api.request_record import record_of

_METHODS = {"GET", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"}  # a HEAD is served as its GET
_UNMATCHED = "unmatched"
_log = logging.getLogger("nguon.access")


class Watch:
    """ASGI middleware, right inside of the envelope."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; everything but HTTP passes through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, started = 0, time.perf_counter()

        async def counted() -> Message:
            message = await receive()
            self._metrics.received(len(message.get("body", b"")))
            return message

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with self._metrics.in_flight():
            try:
                await self.app(scope, counted, noted)
            finally:
                self._tell(scope, status, time.perf_counter() - started)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = getattr(scope.get("route"), "path", _UNMATCHED)
        code = record_of(scope).code
        self._metrics.served(method, route, status, seconds, code=code)
        if _log.isEnabledFor(logging.INFO):
            fields = {
                "method": method,
                "route": route,
                "status": status,
                "milliseconds": round(seconds * 1000, 1),
                "ledger": _ledger_of(scope),
                "code": code,
            }
            _log.info("request", extra={k: v for k, v in fields.items() if v is not None})


def _ledger_of(scope: Scope) -> str | None:
    """Return the ledger in the path, if it is one that this server has."""
    name = scope.get("path_params", {}).get("ledger")
    return name if name in scope["app"].state.service.host.ledgers else None
