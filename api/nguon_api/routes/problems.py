"""What a code means: the address that ``type`` of a problem document leads to."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from nguon_api.documents import Meaning, refusals
from nguon_api.negotiate import prefers
from nguon_api.parameters import only
from nguon_api.problems import PROBLEMS
from nguon_ledger.errors import NguonError

router = APIRouter(prefix="/problems", tags=["problems"], dependencies=[only()])
_EXAMPLE = Meaning(**vars(PROBLEMS["overdrawn"])).model_dump()


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
    """Say in one sentence what a code means, and what to do about it."""
    kind = PROBLEMS.get(code)
    if kind is None:
        raise NguonError("not_found", f"there is no problem {code[:80]!r}", field="code")
    if prefers(request.headers, "text/html", over="application/json"):
        text = f"{kind.code}\n\n{kind.title}.\n{kind.remedy}\n"
        return PlainTextResponse(text, headers={"Vary": "Accept"})
    return JSONResponse(vars(kind), headers={"Vary": "Accept"})
