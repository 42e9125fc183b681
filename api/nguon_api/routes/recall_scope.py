"""What a recall reaches, and what is on its way: who has what now, in the ledger's word."""

from __future__ import annotations

import json
import time
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nguon_api import examples
from nguon_api.documents import refusals
from nguon_api.holdings import (
    RecallScopeDocument,
    ShipmentsDocument,
    scope_document,
    shipments_document,
)
from nguon_api.parameters import ParticipantQuery, ThingQuery, only
from nguon_api.representation import Representation
from nguon_api.service import NamedLedger

router = APIRouter(prefix="/log/{ledger}", tags=["custody"])
_NO_CACHE = {"Cache-Control": "no-cache"}


@router.get(
    "/recall-scope",
    summary="What a recall of a thing reaches, and who has it now",
    response_model=RecallScopeDocument,
    dependencies=[only("id")],
    responses={
        200: {"content": {"application/json": {"example": examples.RECALL_SCOPE}}},
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
def read_recall_scope(request: Request, ledger: NamedLedger, thing: ThingQuery) -> Response:
    """Name everything that was made from it, given serials or packed with it inside.

    Nothing is recalled by asking: this is also the drill. It is the server's word; the evidence
    of each thing proves it.
    """
    begin = time.perf_counter()
    scope = ledger.recall_scope(thing)
    taken = (time.perf_counter() - begin) * 1000
    body = json.dumps(scope_document(scope, milliseconds=taken), ensure_ascii=False)
    return Representation(body.encode(), "application/json").response(request.headers, _NO_CACHE)


@router.get(
    "/shipments",
    summary="What was sent and not received yet",
    response_model=ShipmentsDocument,
    dependencies=[only("participant", "older_than_hours")],
    responses={
        200: {"content": {"application/json": {"example": examples.SHIPMENTS}}},
        **refusals(
            "unknown_parameter",
            "parameter_malformed",
            "unknown_ledger",
            "unknown_participant",
            "storage_unavailable",
        ),
    },
)
def read_shipments(
    ledger: NamedLedger,
    participant: ParticipantQuery = None,
    older_than_hours: Annotated[
        str | None,
        Query(
            pattern="^(0|[1-9][0-9]{0,5})$",
            description="Only what was sent so many hours ago, or longer.",
            examples=["48"],
        ),
    ] = None,
) -> JSONResponse:
    """Name every thing on its way, the oldest first: a receiver who does not confirm is seen."""
    hours = int(older_than_hours) if older_than_hours is not None else None
    found = ledger.shipments(participant=participant, older_than_hours=hours)
    return JSONResponse(shipments_document(found), headers=_NO_CACHE)
