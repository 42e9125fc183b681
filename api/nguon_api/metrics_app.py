"""``GET /metrics`` on a port of its own (docs/adr/0018): never on the public one."""

from __future__ import annotations

from anyio.to_thread import run_sync
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, choose_encoder, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nguon_api.metrics import Metrics


def create_metrics_app(metrics: Metrics) -> Starlette:
    """Make the application that Prometheus scrapes: text, or OpenMetrics where it is asked for."""

    async def read_metrics(request: Request) -> Response:
        try:
            encode, media_type = choose_encoder(request.headers.get("accept", ""))
        except (TypeError, ValueError):  # a version that is none, which the library compares
            encode, media_type = generate_latest, CONTENT_TYPE_PLAIN_0_0_4
        # In a thread: the ledgers are asked, and a store may hang.
        body = await run_sync(encode, metrics.registry)
        return Response(body, headers={"Content-Type": media_type, "Cache-Control": "no-store"})

    return Starlette(routes=[Route("/metrics", read_metrics)])
