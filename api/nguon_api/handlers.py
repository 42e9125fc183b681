"""From exceptions to problem documents."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nguon_api.negotiate import DEFAULT_LANGUAGE, preferred_language
from nguon_api.problem import problem_response
from nguon_api.request_record import record_of
from nguon_api.service import service_of
from nguon_ledger.engine.intake.quota import QuotaExceededError
from nguon_ledger.errors import NguonError

# Only these pass by themselves; a ledger that has stopped waits for a person.
_TRANSIENT = {
    "storage_unavailable",
    "busy",
    "overloaded",
    "checkpoint_stale",
    "writer_missing",
    "lease_lost",
}


def refused(request: Request, error: Exception) -> Response:
    """Answer a request with the refusal that its handler raised."""
    assert isinstance(error, NguonError)  # noqa: S101 (Starlette's signature is wider)
    seconds = _retry_after(error, service_of(request).limits.retry_seconds)
    retry = None if seconds is None else {"Retry-After": str(seconds)}
    language = preferred_language(request.headers)
    return _answer(request, error, retry, language=language)


def add_handlers(app: FastAPI) -> None:
    """Make every refusal of ``app`` a problem document."""
    app.add_exception_handler(NguonError, refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)


def _retry_after(error: NguonError, usual: int) -> int | None:
    if isinstance(error, QuotaExceededError):
        return max(1, ceil(error.retry_after))
    return usual if error.code in _TRANSIENT else None


def _answer(
    request: Request,
    error: NguonError,
    headers: Mapping[str, str] | None = None,
    *,
    language: str = DEFAULT_LANGUAGE,
) -> Response:
    record_of(request.scope).code = error.code
    return problem_response(error, headers, language=language)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return _answer(request, _parameter_error(error.errors()[0]))


def _parameter_error(first: dict[str, Any]) -> NguonError:
    field = str(first["loc"][-1])
    if first["type"] == "missing":
        return NguonError("parameter_missing", f"{field} is missing", field=field)
    return NguonError("parameter_malformed", f"{field}: {first['msg']}", field=field)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    known = "not_found" if error.status_code == 404 else "method_not_allowed"
    code = known if error.status_code in {404, 405} else "request_malformed"
    # Not request.url, which fails over a query that is not UTF-8.
    detail = f"{request.method} {request.scope['path']}"
    return _answer(request, NguonError(code, detail), error.headers)
