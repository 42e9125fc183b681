"""The service over a host of ledgers."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from nguon_api import openapi
from nguon_api.cors import PublicReads
from nguon_api.envelope import Envelope
from nguon_api.fast_lane import FastLane
from nguon_api.handlers import add_handlers
from nguon_api.in_flight import InFlight
from nguon_api.last_catch import LastCatch
from nguon_api.limits import Limits
from nguon_api.metrics import Metrics
from nguon_api.routes import (
    attachments,
    discovery,
    entries,
    flags,
    health,
    log,
    page,
    problems,
    recall_scope,
    report,
    scan,
    statements,
    trace,
)
from nguon_api.service import Service
from nguon_api.site import load_site
from nguon_api.unread import Unread
from nguon_api.watch import Watch
from nguon_api.web_root import resolve_web_root
from nguon_ledger.engine.host import Host

_ROUTERS = (
    statements.router,
    log.router,
    entries.router,
    attachments.router,
    trace.router,
    recall_scope.router,
    report.router,
    flags.router,
    scan.router,
    discovery.router,
    page.router,
    problems.router,
    health.router,
)


def create_app(
    host: Host,
    *,
    web_root: Path | None = None,
    limits: Limits | None = None,
    metrics: Metrics | None = None,
) -> ASGIApp:
    """Make the service over ``host``, whose opening and closing stay with the caller.

    ``web_root`` is the verifier page's folder; by default the one that came with the package.
    ``metrics`` counts for this application alone; the one that the host was opened with, where
    the engine is to be counted too. Raises FileNotFoundError if the page is not there.
    """
    limits, metrics = limits or Limits(), metrics or Metrics()
    metrics.watch(host, stale_seconds=limits.stale_seconds)
    app = FastAPI(
        title="Nguon",
        version=_version(),
        description=openapi.DESCRIPTION,
        # The interactive pages would load scripts from a third party.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # one address, one answer
        middleware=[Middleware(LastCatch)],  # inside of what Starlette itself would answer
    )
    app.state.service = Service(host, load_site(web_root or resolve_web_root()), limits)
    add_handlers(app)
    for router in _ROUTERS:
        app.include_router(router)
    openapi.describe(app)
    return _surrounded(FastLane(app, statements.router), limits, metrics)


def _surrounded(app: ASGIApp, limits: Limits, metrics: Metrics) -> ASGIApp:
    """Put the layers around it, the innermost first."""
    app = InFlight(LastCatch(app), limits=limits)
    return Envelope(Watch(PublicReads(Unread(app)), metrics=metrics))


def _version() -> str:
    try:
        return version("nguon")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"
