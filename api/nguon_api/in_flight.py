"""A bound on the requests that are served at once: the next one is told to come back, at once."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from nguon_api.body_memory import BodyMemory, Share
from nguon_api.limits import Limits
from nguon_api.problem import problem_response
from nguon_api.request_record import record_of
from nguon_ledger.errors import NguonError

# Whoever watches the server has to see that it is full, not that it is silent.
_EXEMPT = {"/healthz", "/readyz"}


class InFlight:
    """ASGI middleware that lets ``limits.requests_in_flight`` requests in."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self._limits = limits
        self._memory = BodyMemory(limits.large_bytes)
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; everything but HTTP passes through."""
        if scope["type"] != "http" or scope["path"] in _EXEMPT:
            await self.app(scope, receive, send)
        elif self._inside >= self._limits.requests_in_flight:
            await self._turn_away(scope, receive, send)
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        share = Share(self._memory, free=self._limits.statement_bytes + 1)
        record_of(scope).share = share
        self._inside += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._inside -= 1
            share.release()

    async def _turn_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        full = NguonError("overloaded", f"{self._inside} requests are being served")
        record_of(scope).code = full.code
        retry = {"Retry-After": str(self._limits.retry_seconds)}
        await problem_response(full, retry)(scope, receive, send)
