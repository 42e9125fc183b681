"""Every refusal: its stable code, its HTTP status, what it means and what to do about it.

One closed table. docs/errors.md is printed from it, problem documents and ``/problems/{code}``
read it, and a test finds every code that the source can raise in here.

How the statuses are chosen:

* 400  it cannot be read: the request, the signed text, or a value in it is malformed
* 403  who signed it may not say it
* 404  nothing of that name is here
* 409  it contradicts what is recorded
* 422  it can be read and contradicts nothing, and a rule or something missing forbids it
* 413, 415, 405, 408  as in RFC 9110; 431 as in RFC 6585, 5
* 429  the key that signed it has sent too much (RFC 6585, 4)
* 503  the ledger cannot record or read now; nothing was acknowledged
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nguon_api.problems import (
    chain,
    custody,
    encoding,
    event,
    evidence,
    moving,
    operation,
    registry,
    request,
    service,
    statement,
    storage,
)
from nguon_api.problems.kind import ProblemKind, Section

SECTIONS: tuple[Section, ...] = (
    request.SECTION,
    statement.SECTION,
    encoding.SECTION,
    registry.SECTION,
    event.SECTION,
    chain.SECTION,
    custody.SECTION,
    service.SECTION,
    operation.SECTION,
    moving.SECTION,
    storage.SECTION,
    evidence.SECTION,
)

PROBLEMS: Mapping[str, ProblemKind] = MappingProxyType(
    {kind.code: kind for section in SECTIONS for kind in section.kinds}
)

__all__ = ["PROBLEMS", "SECTIONS", "ProblemKind", "Section"]
