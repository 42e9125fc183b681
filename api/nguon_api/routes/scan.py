"""What a QR code leads to: the page for a browser, the evidence for a verifier.

A browser gets the page for any such path: it reads the path itself, and says what is wrong with
it in the buyer's language. It also ignores the query, which messengers like to add to.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from nguon_api import examples
from nguon_api.documents import Responses, answers, refusals
from nguon_api.negotiate import prefers
from nguon_api.page_headers import SCAN_HEADERS
from nguon_api.parameters import refuse_parameters
from nguon_api.routes.trace import trace_response
from nguon_api.service import Service, TheService
from nguon_api.site import SCAN_PAGE
from nguon_ledger.engine.ledger import Ledger
from nguon_ledger.errors import NguonError
from nguon_ledger.events.gs1 import scanned
from nguon_ledger.trace.bundle import MEDIA_TYPE

HTML = "text/html"
_ACCEPT = {"Vary": "Accept"}

router = APIRouter(tags=["scan"])


def _described(summary: str) -> dict[str, Any]:
    responses: Responses = {
        **answers(
            200,
            "The evidence, or the page that checks it, as Accept says.",
            {MEDIA_TYPE: examples.TRACE, HTML: "<!doctype html>..."},
        ),
        **refusals(
            "identifier_malformed",
            "check_digit",
            "lot_missing",
            "unknown_id",
            "trace_too_large",
            "storage_unavailable",
        ),
    }
    return {"summary": summary, "response_class": Response, "responses": responses}


@router.get("/01/{path:path}", **_described("A GS1 Digital Link"))
def scan_gs1(request: Request, service: TheService, path: str) -> Response:  # noqa: ARG001
    """Answer for ``/01/{GTIN}[/22/{cpv}][/10/{lot}][/21/{serial}]``; a serial means the unit."""
    return _scan(request, service)


@router.get("/p/{path:path}", **_described("A code on an own-domain product"))
def scan_own(request: Request, service: TheService, path: str) -> Response:  # noqa: ARG001
    """Answer for ``/p/{name}[/10/{lot}][/21/{serial}]``; a serial means the unit."""
    return _scan(request, service)


@router.get("/00/{path:path}", **_described("A code on a carton or pallet"))
def scan_sscc(request: Request, service: TheService, path: str) -> Response:  # noqa: ARG001
    """Answer for ``/00/{SSCC}``."""
    return _scan(request, service)


def _scan(request: Request, service: Service) -> Response:
    if not prefers(request.headers, MEDIA_TYPE, over=HTML):
        return service.site[SCAN_PAGE].response(request.headers, SCAN_HEADERS | _ACCEPT)
    refuse_parameters(request)
    return trace_response(request, _trace(_raw_path(request), service), vary="Accept")


def _trace(path: str, service: Service) -> bytes:
    """Return the bundle from the first ledger that knows what the path names."""
    for ledger in service.host.ledgers.values():
        try:
            return ledger.trace(_asked(path, ledger))
        except NguonError as error:
            if error.code != "unknown_id":
                raise
    raise NguonError("unknown_id", f"no ledger here has recorded {path}")


def _asked(path: str, ledger: Ledger) -> str:
    found = scanned(path, host=ledger.origin.partition("/")[0])
    if found is None:
        raise NguonError("lot_missing", f"{path} names no lot and no unit")
    return found.asked


def _raw_path(request: Request) -> str:
    """Return the path as it was sent: an identifier has no percent-encoding."""
    raw = request.scope.get("raw_path")
    return raw.decode("latin-1") if raw else str(request.scope["path"])
