"""A server that lies, fails or dawdles: the honest service, with some answers exchanged."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from nguon_ledger.trace.bundle import MEDIA_TYPE

PINS = "/verify/pins.json"
_SCANNED = ("/01/", "/00/", "/p/")


@dataclass(frozen=True)
class Answer:
    """What is answered instead; ``seconds`` of silence come first."""

    body: bytes
    media_type: str = MEDIA_TYPE
    status: int = 200
    seconds: float = 0.0


@dataclass
class Impostor:
    """ASGI application around the honest one.

    ``evidence`` replaces every trace bundle (never the page at the same address), ``files`` the
    answers at other paths.
    """

    app: ASGIApp
    evidence: Answer | None = None
    files: dict[str, Answer] = field(default_factory=dict)

    def reset(self) -> None:
        """Be honest again."""
        self.evidence = None
        self.files.clear()

    def pin(self, pins: Any) -> None:
        """Answer with these pins."""
        self.files[PINS] = Answer(json.dumps(pins).encode(), "application/json")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        answer = self._instead(scope) if scope["type"] == "http" else None
        if answer is None:
            await self.app(scope, receive, send)
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(_gone(receive), answer.seconds)
        response = Response(answer.body, answer.status, media_type=answer.media_type)
        await response(scope, receive, send)

    def _instead(self, scope: Scope) -> Answer | None:
        path: str = scope["path"]
        if path.startswith(_SCANNED):
            wants_evidence = MEDIA_TYPE in Headers(scope=scope).get("accept", "")
            return self.evidence if wants_evidence else None
        return self.files.get(path)


async def _gone(receive: Receive) -> None:
    """Return when the client has given up."""
    while (await receive())["type"] != "http.disconnect":
        pass
