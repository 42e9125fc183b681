"""The verifier page as a folder: its bytes as they are in git, and this server's pins."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from nguon_api import examples
from nguon_api.documents import answers, refusals
from nguon_api.page_headers import FOLDER_HEADERS, SCAN_HEADERS
from nguon_api.representation import Representation
from nguon_api.routes.discovery import ledgers_document
from nguon_api.service import Service, TheService
from nguon_api.site import INDEX_PAGE, MEDIA_TYPES, REPORT_PAGE, SCAN_PAGE
from nguon_ledger.errors import NguonError

FOLDER = "/verify/"
PINS = "pins.json"
_EXAMPLES: dict[str, object] = {
    "text/html": "<!doctype html>...",
    "application/json": examples.LEDGERS,
    "application/manifest+json": {"name": "Nguon"},
}
# Pages that speak to their own host only.
_AT_HOME = (SCAN_PAGE, REPORT_PAGE)

router = APIRouter(tags=["page"])


@router.get("/", include_in_schema=False)
@router.get("/verify", include_in_schema=False)
async def go_to_page() -> Response:
    """Lead a visitor to the page."""
    return RedirectResponse(FOLDER, status_code=307)


@router.get(f"/{REPORT_PAGE}", include_in_schema=False)
async def read_report_page(request: Request, service: TheService) -> Response:
    """Return the page of the union's report: at the root too, where an address is easily said."""
    return _file(service, REPORT_PAGE).response(request.headers, SCAN_HEADERS)


@router.get(
    "/verify/{path:path}",
    summary="The verifier page's files",
    response_class=Response,
    responses={
        **answers(
            200,
            "A file of the page; pins.json holds this server's ledgers.",
            {media_type: _EXAMPLES.get(media_type, "...") for media_type in MEDIA_TYPES},
        ),
        **refusals("not_found"),
    },
)
async def read_page(request: Request, service: TheService, path: str) -> Response:
    """Return a file of the page, which works as a static folder on any other host too."""
    headers = SCAN_HEADERS if path in _AT_HOME else FOLDER_HEADERS
    return _file(service, path or INDEX_PAGE).response(request.headers, headers)


def _file(service: Service, path: str) -> Representation:
    if path == PINS:
        body = ledgers_document(service).model_dump_json().encode()
        return Representation(body, "application/json")
    if path not in service.site:
        raise NguonError("not_found", f"the page has no file {path[:80]!r}")
    return service.site[path]
