"""What a code means: the address that ``type`` of a problem document leads to."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from nguon_api.documents import Meaning, refusals
from nguon_api.negotiate import prefers
from nguon_api.parameters import only
from nguon_api.problems import PROBLEMS, ProblemKind
from nguon_ledger.errors import NguonError
from nguon_ledger.rules.catalog import LANGUAGES, rules

router = APIRouter(prefix="/problems", tags=["problems"], dependencies=[only()])


def meaning_of(kind: ProblemKind) -> dict[str, Any]:
    """Write what a code means; of a rule also its reference and its sentences."""
    rule = rules().get(kind.code)
    said = None
    if rule is not None:
        sentences = {language: rule.sentences[language] for language in LANGUAGES}
        said = {"since": rule.since, "reference": rule.reference, "sentences": sentences}
    return {**vars(kind), "rule": said}


_EXAMPLE = meaning_of(PROBLEMS["overdrawn"])


@router.get(
    "/{code}",
    summary="What a problem's code means",
    response_model=Meaning,
    responses={
        200: {
            "description": "The meaning as JSON, or as text for a person.",
            "content": {
                "application/json": {"example": _EXAMPLE},
                "text/plain": {"schema": {"type": "string"}, "example": _EXAMPLE["title"]},
            },
        },
        **refusals("not_found"),
    },
)
async def read_problem(request: Request, code: str) -> Response:
    """Say in one sentence what a code means, and what to do about it.

    Of a rule also: its reference, and its sentence in four languages.
    """
    kind = PROBLEMS.get(code)
    if kind is None:
        raise NguonError("not_found", f"there is no problem {code[:80]!r}", field="code")
    if prefers(request.headers, "text/html", over="application/json"):
        return PlainTextResponse(_text(kind), headers={"Vary": "Accept"})
    return JSONResponse(meaning_of(kind), headers={"Vary": "Accept"})


def _text(kind: ProblemKind) -> str:
    said = meaning_of(kind)["rule"]
    lines = [kind.code, "", f"{kind.title}.", kind.remedy]
    if said is not None:
        lines += ["", said["reference"], "", *said["sentences"].values()]
    return "\n".join(lines) + "\n"
