"""Problem documents (RFC 9457): every failure leaves as one."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse

from nguon_api.negotiate import DEFAULT_LANGUAGE
from nguon_api.problems import PROBLEMS
from nguon_ledger.errors import NguonError
from nguon_ledger.rules.catalog import find_rule
from nguon_ledger.rules.refusal import RuleBrokenError

MEDIA_TYPE = "application/problem+json"
_MAX_TEXT = 500  # a detail may quote what was sent
_BUG = NguonError("internal_error", "the server's log has it under the X-Request-Id")
_log = logging.getLogger(__name__)


class ProblemResponse(JSONResponse):
    """A problem document. It is never cached: what is missing now may be there in a second."""

    media_type = MEDIA_TYPE


def problem_document(error: NguonError, language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
    """Write a refusal as ``{type, title, status, detail, code, field?}``.

    That of a rule also has ``{rule, values, sentence}``, the sentence in ``language``.
    A code that is not in the table, or that only a verifier reports, is a bug of the server: it
    is logged and becomes ``internal_error``.
    """
    kind = PROBLEMS.get(error.code)
    if kind is None or kind.status is None:
        _log.error("a refusal that the server does not answer with", exc_info=error)
        return unforeseen_document()
    document: dict[str, Any] = {
        "type": f"/problems/{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": _shown(error.detail),
        "code": kind.code,
    }
    if error.field:
        document["field"] = _shown(error.field)
    if isinstance(error, RuleBrokenError):
        values = {name: _shown(value) for name, value in error.values.items()}
        document["rule"] = error.code
        document["values"] = values
        document["sentence"] = find_rule(error.code).sentence(language, values)
    return document


def problem_response(
    error: NguonError,
    headers: Mapping[str, str] | None = None,
    *,
    language: str = DEFAULT_LANGUAGE,
) -> JSONResponse:
    """Answer with a refusal."""
    document = problem_document(error, language)
    return ProblemResponse(
        document,
        status_code=document["status"],
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def unforeseen() -> JSONResponse:
    """Answer for an exception that is a bug; whoever caught it has logged it."""
    return problem_response(_BUG)


def unforeseen_document() -> dict[str, Any]:
    """Describe an exception that is a bug; whoever caught it has logged it."""
    return problem_document(_BUG)


def _shown(text: str) -> str:
    """Cut long quotes, and show what JSON cannot carry (half surrogate pairs)."""
    return text[:_MAX_TEXT].encode("utf-8", "backslashreplace").decode()
