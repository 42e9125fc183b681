"""Trace bundles by identifier."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nguon_api import examples
from nguon_api.documents import Downstream, answers, refusals
from nguon_api.parameters import ThingQuery, only
from nguon_api.representation import Representation
from nguon_api.service import NamedLedger
from nguon_ledger.trace.bundle import MEDIA_TYPE

router = APIRouter(prefix="/log/{ledger}", tags=["trace"])


@router.get(
    "/trace",
    summary="Everything that proves where a lot or unit comes from",
    response_class=Response,
    dependencies=[only("id")],
    responses={
        **answers(200, "A trace bundle (docs/formats.md, 9).", {MEDIA_TYPE: examples.TRACE}),
        **refusals(
            "parameter_missing",
            "unknown_parameter",
            "identifier_malformed",
            "check_digit",
            "unknown_ledger",
            "unknown_id",
            "trace_too_large",
            "storage_unavailable",
        ),
    },
)
def read_trace(
    request: Request,
    ledger: NamedLedger,
    thing: ThingQuery,
) -> Response:
    """Return the evidence about a lot, unit or logistic unit, checkable without the network."""
    return trace_response(request, ledger.trace(thing))


@router.get(
    "/downstream",
    summary="Everything that was made from a lot: one step forward, to the end",
    response_model=Downstream,
    dependencies=[only("id")],
    responses={
        200: {"content": {"application/json": {"example": examples.DOWNSTREAM}}},
        **refusals(
            "parameter_missing",
            "unknown_parameter",
            "identifier_malformed",
            "check_digit",
            "unknown_ledger",
            "unknown_id",
            "storage_unavailable",
        ),
    },
)
def read_downstream(
    ledger: NamedLedger,
    thing: ThingQuery,
) -> JSONResponse:
    """Name the lots, units and logistic units that have it in them, by the time of making.

    This is the server's word; the evidence of each of them proves it.
    """
    answer = {"id": thing, "things": ledger.downstream(thing)}
    return JSONResponse(answer, headers={"Cache-Control": "no-cache"})


def trace_response(request: Request, bundle: bytes, *, vary: str | None = None) -> Response:
    """Answer with a bundle; it is asked for again each time, and sent only if it changed."""
    headers = {"Cache-Control": "no-cache"} | ({"Vary": vary} if vary else {})
    return Representation(bundle, MEDIA_TYPE).response(request.headers, headers)
