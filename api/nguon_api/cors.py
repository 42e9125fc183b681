"""Public reads for pages of other hosts (Fetch Standard, 3.2).

Anybody may verify, from any page: reads of the log, of evidence and of the page itself are open
to every origin. They carry no cookies, so nothing of a visitor's is given away. Writing stays
with pages of this server and with programs: a signature is the only permission to write, so
opening it would break nothing, but it would let any web page spend its visitors' connections on
filling the intake, and nobody needs it yet.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PUBLIC = ("/log/", "/01/", "/p/", "/00/", "/.well-known/", "/verify/", "/problems/")
_READS = {"GET", "HEAD"}
_PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class PublicReads:
    """ASGI middleware that opens reads under the public paths to every origin."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer preflights, mark reads, and leave everything else alone."""
        if scope["type"] != "http" or not scope["path"].startswith(_PUBLIC):
            await self.app(scope, receive, send)
        elif scope["method"] in _READS:
            await self.app(scope, receive, _marking(send))
        elif (asked := _preflight_of(scope)) is not None:
            allowed = _PREFLIGHT if asked in _READS else {}
            await Response(status_code=204, headers=allowed)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _preflight_of(scope: Scope) -> str | None:
    """Return the method that a browser asks for before its request, if this is such a question."""
    if scope["method"] != "OPTIONS":
        return None
    return Headers(scope=scope).get("access-control-request-method")


def _marking(send: Send) -> Send:
    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Access-Control-Expose-Headers"] = "ETag, X-Request-Id, Retry-After"
        await send(message)

    return marked
