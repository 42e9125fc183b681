"""Photos and papers that recorded events name by their hash."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nguon_api import examples
from nguon_api.body import check_media_type, read_body
from nguon_api.documents import AttachmentKept, answers, refusals
from nguon_api.parameters import only
from nguon_api.routes.log import FOREVER
from nguon_api.service import NamedLedger, TheService

BYTES = "application/octet-stream"
# Whatever was uploaded must never run as a page of this server.
_INERT = {"Content-Type": BYTES, "Content-Security-Policy": "default-src 'none'; sandbox"}
_KEPT = {"application/json": {"example": examples.ATTACHMENT}}

router = APIRouter(prefix="/log/{ledger}/attachments", tags=["attachments"], dependencies=[only()])


@router.post(
    "",
    status_code=201,
    response_model=AttachmentKept,
    summary="Keep a photo or paper",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {BYTES: {"schema": {"type": "string"}, "example": "the bytes"}},
        }
    },
    responses={
        201: {
            "description": "Kept.",
            "headers": {"Location": {"schema": {"type": "string"}}},
            "content": _KEPT,
        },
        200: {"model": AttachmentKept, "description": "It was there.", "content": _KEPT},
        **refusals(
            "unknown_ledger",
            "body_too_slow",
            "attachment_too_large",
            "unsupported_media_type",
            "attachment_unknown",
            "storage_unavailable",
        ),
    },
)
async def keep_attachment(request: Request, service: TheService, ledger: NamedLedger) -> Response:
    """Keep at most 2 MiB of bytes whose SHA-256 a recorded event names: record the event first."""
    check_media_type(request, BYTES)
    data = await read_body(
        request,
        limit=service.limits.attachment_bytes,
        seconds=service.limits.body_seconds,
        too_large="attachment_too_large",
    )
    is_new = await run_sync(ledger.keep_attachment, data)
    digest = sha256(data).hexdigest()
    location = {"Location": f"/log/{ledger.name}/attachments/{digest}"}
    return JSONResponse({"sha256": digest}, 201 if is_new else 200, location)


@router.get(
    "/{sha256}",
    summary="A photo or paper",
    response_class=Response,
    responses={
        **answers(200, "Its bytes; their media type is in the event.", {BYTES: "the bytes"}),
        **refusals("parameter_malformed", "unknown_ledger", "not_found", "storage_unavailable"),
    },
)
def read_attachment(
    ledger: NamedLedger,
    digest: Annotated[
        str,
        Path(
            alias="sha256",
            pattern="^[0-9a-f]{64}$",
            description="The SHA-256 in the signed event.",
            examples=[examples.ATTACHMENT["sha256"]],
        ),
    ],
) -> Response:
    """Return the bytes with this SHA-256. Whoever shows them hashes them first."""
    return Response(ledger.attachment(digest), headers=_INERT | FOREVER)
