"""Recorded flags: what the rules made readers aware of, a page at a time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse

from nguon_api import examples
from nguon_api.documents import refusals
from nguon_api.negotiate import preferred_language
from nguon_api.parameters import ParticipantQuery, TimesQuery, only
from nguon_api.report_document import FlagsDocument, flags_document
from nguon_api.service import NamedLedger
from nguon_ledger.engine.report.flags import FIRST, FlagQuestion, Place
from nguon_ledger.errors import NguonError
from nguon_ledger.rules.catalog import FLAG, rules

MOST = 1000
router = APIRouter(prefix="/log/{ledger}", tags=["report"])
_NUMBER = "(0|[1-9][0-9]{0,14})"


@router.get(
    "/flags",
    summary="Recorded flags, in the order of the log",
    response_model=FlagsDocument,
    dependencies=[only("from", "to", "rule", "participant", "after", "limit")],
    responses={
        200: {"content": {"application/json": {"example": examples.FLAGS}}},
        **refusals(
            "unknown_parameter",
            "parameter_malformed",
            "period_empty",
            "unknown_ledger",
            "unknown_participant",
            "storage_unavailable",
        ),
    },
)
def read_flags(
    request: Request,
    ledger: NamedLedger,
    times: TimesQuery,
    rule: Annotated[
        str | None, Query(description="Only of this rule (docs/rules.md).", examples=["late"])
    ] = None,
    participant: ParticipantQuery = None,
    after: Annotated[
        str | None,
        Query(pattern=f"^{_NUMBER}-{_NUMBER}$", description="The next of an answer, to read on."),
    ] = None,
    limit: Annotated[
        str, Query(pattern="^([1-9][0-9]{0,2}|1000)$", description=f"At most {MOST} at once.")
    ] = "100",
) -> JSONResponse:
    """Name every flag that was recorded with an event, with its sentence.

    Flags of events that were taken back are gone. ``signer_ended`` is not among them: it is judged
    when evidence is read, since later statements decide on it.
    """
    question = FlagQuestion(*times, rule=_checked(rule), participant=participant)
    asked = int(limit)
    found = ledger.flags(question, after=_place(after), limit=asked + 1)
    more = found[asked - 1].place if len(found) > asked else None
    document = flags_document(
        found[:asked], after=more, language=preferred_language(request.headers)
    )
    return JSONResponse(document, headers={"Cache-Control": "no-cache", "Vary": "Accept-Language"})


def _checked(rule: str | None) -> str | None:
    known = [found.id for found in rules().values() if found.severity == FLAG]
    if rule is None or rule in known:
        return rule
    what = f"{rule[:80]!r} flags nothing (known: {', '.join(known)})"
    raise NguonError("parameter_malformed", what, field="rule")


def _place(after: str | None) -> Place:
    if after is None:
        return FIRST
    entry, _, number = after.partition("-")
    return Place(int(entry), int(number))
