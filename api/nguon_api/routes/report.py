"""The union's report of a period: JSON for the page, CSV and a spreadsheet for people."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from nguon_api import examples
from nguon_api.documents import Responses, answers, refusals
from nguon_api.negotiate import preferred_language
from nguon_api.parameters import PeriodQuery, only
from nguon_api.report_csv import write_csv
from nguon_api.report_document import ReportDocument, report_document
from nguon_api.report_tables import TABLES, report_table
from nguon_api.report_xlsx import MEDIA_TYPE as XLSX
from nguon_api.report_xlsx import write_xlsx
from nguon_api.representation import Representation
from nguon_api.service import NamedLedger
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.engine.report.period import Period

CSV = "text/csv; charset=utf-8"
router = APIRouter(prefix="/log/{ledger}", tags=["report"])
_HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
_REFUSALS = refusals(
    "parameter_missing",
    "parameter_malformed",
    "unknown_parameter",
    "period_empty",
    "unknown_ledger",
    "storage_unavailable",
)
_TableName = Annotated[
    str,
    Query(
        alias="table",
        pattern=f"^({'|'.join(TABLES)})$",
        description=f"One of {', '.join(TABLES)}.",
        examples=["cooperatives"],
    ),
]
_JSON: Responses = {200: {"content": {"application/json": {"example": examples.REPORT}}}}


@router.get(
    "/report",
    summary="What was recorded in a period, by whom and of what",
    response_model=ReportDocument,
    dependencies=[only("from", "to")],
    responses={**_JSON, **_REFUSALS},
)
def read_report(request: Request, ledger: NamedLedger, period: PeriodQuery) -> Response:
    """Count events, volumes, late records and flags per cooperative, product and commune.

    Also: flags by rule, cooperatives that recorded nothing, certificates that end. Events count
    by the time of their recording; what was taken back does not count. Days are those of the
    offset that ``from`` is written with.
    """
    document = report_document(ledger.report(period), preferred_language(request.headers))
    return _answer(request, json.dumps(document, ensure_ascii=False).encode(), "application/json")


@router.get(
    "/report.csv",
    summary="One table of the report as CSV",
    response_class=Response,
    dependencies=[only("from", "to", "table")],
    responses={**answers(200, "RFC 4180, UTF-8.", {"text/csv": examples.CSV}), **_REFUSALS},
)
def read_csv(
    request: Request, ledger: NamedLedger, period: PeriodQuery, table: _TableName
) -> Response:
    """Write a table with a line for its columns; text never begins like a formula."""
    found = report_table(table, ledger.report(period), preferred_language(request.headers))
    return _answer(request, write_csv(found), CSV, name=_file_name(period, f"-{table}.csv"))


@router.get(
    "/report.xlsx",
    summary="The report as a spreadsheet",
    response_class=Response,
    dependencies=[only("from", "to")],
    responses={**answers(200, "A sheet a table.", {XLSX: "PK..."}), **_REFUSALS},
)
def read_xlsx(request: Request, ledger: NamedLedger, period: PeriodQuery) -> Response:
    """Write all tables, with headings in the language of Accept-Language."""
    report, language = ledger.report(period), preferred_language(request.headers)
    tables = [report_table(name, report, language) for name in TABLES]
    body = write_xlsx(tables, language=language, made=period.until)
    return _answer(request, body, XLSX, name=_file_name(period, ".xlsx"), compressible=False)


def _answer(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    name: str | None = None,
    compressible: bool = True,
) -> Response:
    headers: dict[str, Any] = dict(_HEADERS)
    if name is not None:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Representation(body, media_type, compressible).response(request.headers, headers)


def _file_name(period: Period, ending: str) -> str:
    """Name a file after its period, by the day in UTC."""
    first, last = format_time(period.since)[:10], format_time(period.until)[:10]
    return f"nguon-report-{first}-{last}{ending}"
