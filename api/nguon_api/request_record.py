"""What the layers around a request tell each other: one record a request, in its scope."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any, cast

from nguon_api.body_memory import Share

_KEY = "nguon.record"


@dataclass
class RequestRecord:
    """``code`` is that of the problem answered with; ``share`` what the body may take of memory."""

    id: str
    code: str | None = None
    share: Share | None = None


def begin_record(scope: MutableMapping[str, Any], request_id: str) -> None:
    """Begin a request's record."""
    scope[_KEY] = RequestRecord(request_id)


def record_of(scope: MutableMapping[str, Any]) -> RequestRecord:
    """Return the record that the outermost layer began."""
    return cast("RequestRecord", scope[_KEY])
