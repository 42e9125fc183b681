"""Single entries and their receipts."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from nguon_api import examples
from nguon_api.documents import answers, refusals
from nguon_api.parameters import EntryIndex, only
from nguon_api.routes.log import FOREVER, TEXT
from nguon_api.service import NamedLedger

router = APIRouter(prefix="/log/{ledger}/entries", tags=["entries"], dependencies=[only()])
_REFUSALS = refusals("parameter_malformed", "unknown_ledger", "not_found", "storage_unavailable")


@router.get(
    "/{index}",
    summary="One entry",
    response_class=Response,
    responses={
        **answers(200, "A JWS.", {"application/jose": examples.STATEMENT}),
        **_REFUSALS,
    },
)
def read_entry(ledger: NamedLedger, index: EntryIndex) -> Response:
    """Return the bytes of an entry as they were signed. They never change."""
    return Response(ledger.entry(index), headers={"Content-Type": "application/jose", **FOREVER})


@router.get(
    "/{index}/proof",
    summary="An entry's inclusion proof",
    response_class=Response,
    responses={
        **answers(200, "A tlog-proof.", {"text/plain": examples.PROOF}),
        **_REFUSALS,
    },
)
def read_proof(ledger: NamedLedger, index: EntryIndex) -> Response:
    """Return a proof against the newest checkpoint (c2sp.org/tlog-proof)."""
    headers = {"Content-Type": TEXT, "Cache-Control": "no-store"}
    return Response(ledger.proof(index), headers=headers)
