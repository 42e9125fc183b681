"""Parameters of addresses, read strictly: one spelling, and nothing silently ignored."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query
from fastapi.params import Depends as DependsMark
from starlette.requests import Request

from nguon_api import examples
from nguon_ledger.errors import NguonError
from nguon_ledger.events.gs1 import parse_item

_MAX_SAFE_DIGITS = 16  # indices are below 2^53


def only(*names: str) -> DependsMark:
    """Make a dependency that refuses query parameters other than ``names``, or a repeat."""

    async def check(request: Request) -> None:
        refuse_parameters(request, *names)

    mark: DependsMark = Depends(check)
    return mark


def refuse_parameters(request: Request, *known: str) -> None:
    """Raise NguonError ``unknown_parameter`` or ``repeated_parameter``."""
    seen: set[str] = set()
    for name, _ in request.query_params.multi_items():
        if name not in known:
            listed = ", ".join(known) or "none"
            raise NguonError("unknown_parameter", f"{name!r} (known: {listed})", field=name)
        if name in seen:
            raise NguonError("repeated_parameter", f"{name} stands twice", field=name)
        seen.add(name)


_IndexText = Annotated[
    str,
    Path(
        pattern=rf"^(0|[1-9][0-9]{{0,{_MAX_SAFE_DIGITS - 1}}})$",
        description="The entry's index: decimal digits, the first entry is 0.",
        examples=["17"],
    ),
]


async def _index(index: _IndexText) -> int:
    return int(index)


EntryIndex = Annotated[int, Depends(_index)]


_ThingText = Annotated[
    str,
    Query(alias="id", description="A lot, unit or logistic unit.", examples=[examples.LOT]),
]


async def _thing(identifier: _ThingText) -> str:
    try:
        return parse_item(identifier).id
    except NguonError as error:
        raise NguonError(error.code, error.detail, field="id") from None


ThingQuery = Annotated[str, Depends(_thing)]

ParticipantQuery = Annotated[
    str | None,
    Query(description="A participant's identifier.", examples=[examples.COOPERATIVE]),
]
