"""Submitting signed statements: the signature is the permission."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from nguon_api import examples
from nguon_api.batch import split_lines
from nguon_api.body import check_media_type, read_body
from nguon_api.documents import NDJSON, Receipt, answers, refusals
from nguon_api.negotiate import preferred_language
from nguon_api.outcome import outcome_lines, receipt, status_of
from nguon_api.parameters import refuse_parameters
from nguon_api.service import LEDGER, Service, service_of
from nguon_ledger.engine.ledger import Ledger

JOSE = "application/jose"
_NOT_RECORDED = (
    "quota_exceeded",
    "busy",
    "overloaded",
    "storage_unavailable",
    "store_inconsistent",
    "store_rolled_back",
    "ledger_frozen",
    "clock_reversed",
)

# Without FastAPI's dependencies: resolving them anew for each request costs more than all that a
# statement needs of HTTP, and these are the busiest routes.
router = APIRouter(prefix="/log/{ledger}/statements", tags=["statements"])


def _text_body(*media_types: str, example: str) -> dict[str, object]:
    content = {m: {"schema": {"type": "string"}, "example": example} for m in media_types}
    return {"parameters": [LEDGER], "requestBody": {"required": True, "content": content}}


@router.post(
    "",
    status_code=201,
    response_model=Receipt,
    summary="Record one statement",
    openapi_extra=_text_body(JOSE, example=examples.STATEMENT),
    responses={
        201: {
            "description": "Recorded: durable, and under the checkpoint in the proof.",
            "headers": {"Location": {"schema": {"type": "string"}}},
            "content": {"application/json": {"example": examples.RECEIPT}},
        },
        200: {
            "model": Receipt,
            "description": "These bytes were recorded before; the index is the first one's.",
            "content": {"application/json": {"example": examples.RECEIPT}},
        },
        **refusals(
            "jws_malformed",
            "header_malformed",
            "schema_violation",
            "check_digit",
            "unknown_key",
            "signature_bad",
            "role_missing",
            "unknown_ledger",
            "body_too_slow",
            "lot_exists",
            "overdrawn",
            "statement_too_large",
            "unsupported_media_type",
            "input_missing",
            "future_event",
            "not_holder",
            "in_transit",
            "blocked",
            "receiver_missing",
            *_NOT_RECORDED,
        ),
    },
)
async def record_statement(request: Request) -> Response:
    """Record one JWS in compact serialization, at most 65,535 bytes; one final newline may follow.

    The answer comes when the entry is durable and a published checkpoint covers it. Sending the
    same bytes again is safe, and answers with the first index.
    """
    service, ledger = _addressed(request)
    check_media_type(request, JOSE)
    limits = service.limits
    body = await read_body(
        request,
        limit=limits.statement_bytes + 1,
        seconds=limits.body_seconds,
        too_large="statement_too_large",
    )
    entry = await service.gate(ledger).submit(body.removesuffix(b"\n"))
    location = {"Location": f"/log/{ledger.name}/entries/{entry.index}"}
    return JSONResponse(receipt(entry), status_of(entry), location)


@router.post(
    "/batch",
    summary="Record many statements, one a line",
    openapi_extra=_text_body(JOSE, "text/plain", example=examples.STATEMENT + "\n"),
    response_class=StreamingResponse,
    responses={
        **answers(200, "One outcome a line, in order.", {NDJSON: examples.outcome_lines()}),
        **refusals(
            "batch_empty",
            "body_too_slow",
            "unknown_ledger",
            "batch_too_large",
            "unsupported_media_type",
            "overloaded",
        ),
    },
)
async def record_batch(request: Request) -> Response:
    """Record up to 4,096 lines (16 MiB) in their order; each has an outcome of its own.

    A later line may rest on an earlier one. Lines that are refused do not stop the others. If the
    connection breaks, send the same lines again.
    """
    service, ledger = _addressed(request)
    check_media_type(request, JOSE, "text/plain")
    limits = service.limits
    body = await read_body(
        request, limit=limits.batch_bytes, seconds=limits.body_seconds, too_large="batch_too_large"
    )
    lines = split_lines(body, limit=limits.batch_lines)
    answers = await service.gate(ledger).submit_in_order(lines)
    language = preferred_language(request.headers)
    return StreamingResponse(_pieces(outcome_lines(answers, language)), media_type=NDJSON)


async def _pieces(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Hand chunks over one by one, here and not in a thread: each takes a millisecond."""
    for chunk in chunks:
        yield chunk


def _addressed(request: Request) -> tuple[Service, Ledger]:
    refuse_parameters(request)
    service = service_of(request)
    return service, service.ledger(request.path_params["ledger"])
