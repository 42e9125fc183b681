"""An in-process HTTP client that may be used from many threads (httpx over ASGI)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.types import ASGIApp

BASE = "http://testserver"


class Client:
    """Sends requests to an application on an event loop of its own.

    An exception that escapes the application is raised here: no test passes over a traceback.
    """

    def __init__(self, portal: BlockingPortal, http: httpx.AsyncClient) -> None:
        self._portal = portal
        self._http = http

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Send one request and read its whole answer."""
        return self._portal.call(partial(self._http.request, method, url, **options))

    def get(self, url: str, **options: Any) -> httpx.Response:
        """Send a GET."""
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Any) -> httpx.Response:
        """Send a POST."""
        return self.request("POST", url, **options)


@contextmanager
def open_client(app: ASGIApp) -> Iterator[Client]:
    """Open a client; it asks for no compression unless a test does."""
    with start_blocking_portal() as portal:
        transport = httpx.ASGITransport(app)
        http = httpx.AsyncClient(
            transport=transport, base_url=BASE, headers={"Accept-Encoding": "identity"}
        )
        yield Client(portal, http)
        portal.call(http.aclose)
