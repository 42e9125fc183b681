"""One HTTP exchange: bounded in size and time, no redirects, every failure with a code."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx

from nguon_ledger.encoding.strict_json import Json, parse_object
from nguon_ledger.errors import NguonError

PROBLEM = "application/problem+json"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_SECONDS = re.compile(r"[0-9]{1,6}")
_MAX_DETAIL = 500
# Answers about the address or the connection; the statement is not at fault (docs/errors.md).
_NOT_THE_STATEMENT = {
    "not_found",
    "unknown_ledger",
    "method_not_allowed",
    "unsupported_media_type",
    "request_malformed",
    "unknown_parameter",
    "body_incomplete",
    "body_too_slow",
}
_LATER = {408, 425, 429}


class TryLater(NguonError):  # noqa: N818 (the name says what to do)
    """Nothing is known to be wrong with what was sent: send the same bytes again.

    ``retry_after`` is what the server asked for, in seconds.
    """

    def __init__(self, code: str, detail: str, *, retry_after: float | None = None) -> None:
        super().__init__(code, detail)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Answer:
    """A response of status 2xx."""

    status: int
    media_type: str
    body: bytes


@dataclass(frozen=True)
class Transport:
    """Sends requests through ``http``; ``seconds`` bounds a whole exchange, dripping included."""

    http: httpx.Client
    seconds: float
    clock: Callable[[], float] = time.monotonic

    def exchange(self, request: httpx.Request, *, max_bytes: int) -> Answer:
        """Send a request and read the whole answer.

        Raises TryLater ``ledger_unreachable``, ``redirect_refused``, ``answer_too_large``,
        ``answer_unreadable`` or ``ledger_unavailable``, or NguonError with the code of the
        problem document (RFC 9457) that the server answered.
        """
        try:
            response = self.http.send(request, stream=True, follow_redirects=False)
            try:
                body = self._read(response, max_bytes)
            finally:
                response.close()
        except (httpx.HTTPError, httpx.StreamError) as e:
            what = f"{request.url.host}: {str(e) or type(e).__name__}"
            raise TryLater("ledger_unreachable", what) from None
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if response.is_success:
            return Answer(response.status_code, media_type, body)
        raise _failure(response, media_type, body)

    def _read(self, response: httpx.Response, max_bytes: int) -> bytes:
        end = self.clock() + self.seconds
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            size += len(part)
            if size > max_bytes:
                raise TryLater("answer_too_large", f"the answer has more than {max_bytes} bytes")
            if self.clock() > end:
                raise TryLater("ledger_unreachable", "the answer did not end in time")
            parts.append(part)
        return b"".join(parts)


def problem_error(problem: dict[str, Json]) -> NguonError | None:
    """Read ``{status, code, detail, field}`` into an error; None if it does not have that form.

    ``sentence`` is the detail in the reader's language, and goes before it. TryLater where the
    statement is not at fault.
    """
    status, code = problem.get("status"), problem.get("code")
    detail = problem.get("sentence", problem.get("detail"))
    if not isinstance(status, int) or not isinstance(code, str) or not _CODE.fullmatch(code):
        return None
    sentence = detail[:_MAX_DETAIL] if isinstance(detail, str) else "the ledger gave no detail"
    if status in _LATER or status >= 500 or code in _NOT_THE_STATEMENT:
        return TryLater(code, sentence)
    field = problem.get("field")
    return NguonError(code, sentence, field=field if isinstance(field, str) else None)


def _failure(response: httpx.Response, media_type: str, body: bytes) -> NguonError:
    status, after = response.status_code, _retry_after(response)
    if response.is_redirect:
        where = response.headers.get("location", "")[:200]
        return TryLater("redirect_refused", f"the server points elsewhere: {where}")
    found = _problem(status, body) if media_type == PROBLEM else None
    if isinstance(found, TryLater):
        return TryLater(found.code, found.detail, retry_after=after)
    if found is not None:
        return found
    # A captive portal or a proxy answers in the ledger's place: that says nothing about us.
    code = "ledger_unavailable" if status in _LATER or status >= 500 else "answer_unreadable"
    return TryLater(code, f"status {status} without a problem document", retry_after=after)


def _problem(status: int, body: bytes) -> NguonError | None:
    try:
        return problem_error({**parse_object(body), "status": status})
    except NguonError:
        return None


def _retry_after(response: httpx.Response) -> float | None:
    """Read Retry-After (RFC 9110, 10.2.3); a date counts from the answer's own Date."""
    value = response.headers.get("retry-after", "")
    if _SECONDS.fullmatch(value):
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        now = parsedate_to_datetime(response.headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return None
