"""The last catch: an exception that reaches it is a bug, and is logged as one."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nguon_api.problem import unforeseen
from nguon_api.request_record import record_of

_log = logging.getLogger(__name__)


class LastCatch:
    """ASGI middleware that answers ``internal_error`` where an answer is still possible."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; everything but HTTP passes through."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            if started or scope["type"] != "http":
                raise  # half an answer is out: the server logs it and breaks the connection
            where = f"{scope['method']} {scope['path']!r}"
            record = record_of(scope)
            record.code = "internal_error"
            _log.exception("unforeseen failure of request %s: %s", record.id, where)
            await unforeseen()(scope, receive, send)
