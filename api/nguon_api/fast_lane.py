"""The busiest routes, without what the framework puts around each handler.

A statement's way through routing, exit stacks and exception layers cost several times what reading
and answering it does. The routes are FastAPI's all the same: it documents them, and their
functions are what runs here.
"""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from nguon_api.handlers import refused
from nguon_ledger.errors import NguonError


class FastLane:
    """ASGI: serves the POSTs of a router whose functions take the request alone.

    Their paths have one parameter, the ledger. Everything else goes to the application.
    """

    def __init__(self, app: FastAPI, router: APIRouter) -> None:
        self._app = app
        routes = [route for route in router.routes if isinstance(route, APIRoute)]
        posts = [route for route in routes if "POST" in (route.methods or ())]
        self._routes = {_shape(route.path): route for route in posts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        route = self._route(scope)
        if route is None:
            await self._app(scope, receive, send)
            return
        parameters = {"ledger": scope["path"].split("/", 3)[2]}
        scope.update(app=self._app, route=route, path_params=parameters)
        request = Request(scope, receive)
        try:
            response: ASGIApp = await route.endpoint(request)
        except NguonError as error:
            response = refused(request, error)
        await response(scope, receive, send)

    def _route(self, scope: Scope) -> APIRoute | None:
        if scope["type"] != "http" or scope["method"] != "POST":
            return None
        return self._routes.get(_shape(scope["path"]))


def _shape(path: str) -> tuple[str, str]:
    """Return what stands before and behind the ledger in a path."""
    parts = path.split("/", 3)
    return ("", "") if len(parts) < 4 or not parts[2] else (parts[1], parts[3])
