"""Parameters of addresses, read strictly: one spelling, and nothing silently ignored."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query
from fastapi.params import Depends as DependsMark
from starlette.requests import Request

from nguon_api import examples
from nguon_ledger.encoding.rfc3339 import parse_offset, parse_time, written_offset
from nguon_ledger.engine.report.period import Period, make_period
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
    if not request.scope["query_string"]:
        return
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

_FROM = Query(alias="from", description="RFC 3339, inclusive.", examples=[examples.FROM])
_TO = Query(alias="to", description="RFC 3339, exclusive.", examples=[examples.TO])


async def _period(since: Annotated[str, _FROM], until: Annotated[str, _TO]) -> Period:
    first, end = _time(since, "from"), _time(until, "to")
    offset = written_offset(since)
    return make_period(first, end, offset=parse_offset(offset) if offset is not None else 0)


PeriodQuery = Annotated[Period, Depends(_period)]

Times = tuple[int | None, int | None]


async def _times(
    since: Annotated[str | None, _FROM] = None, until: Annotated[str | None, _TO] = None
) -> Times:
    first = _time(since, "from") if since is not None else None
    end = _time(until, "to") if until is not None else None
    if first is not None and end is not None:
        make_period(first, end)
    return first, end


TimesQuery = Annotated[Times, Depends(_times)]


def _time(text: str, name: str) -> int:
    try:
        return parse_time(text)
    except NguonError as error:
        hint = "; in an address + is written %2B" if " " in text else ""
        raise NguonError("parameter_malformed", error.detail + hint, field=name) from None
