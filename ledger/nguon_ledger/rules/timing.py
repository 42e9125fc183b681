"""Flags about time: late records, steps out of order, harvests in the waiting time."""

from __future__ import annotations

from collections.abc import Iterator

from nguon_ledger.events.event import Event
from nguon_ledger.rules.case import Case
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.making import serials_by_lot

MINUTE = 60_000_000  # microseconds
HOUR = 60 * MINUTE
DAY = 24 * HOUR
LATE = 72 * HOUR


def judge_time(case: Case) -> Iterator[Finding]:
    """Yield ``late``, ``out_of_order`` and ``isolation``."""
    event = case.event
    behind = case.recorded.recorded - event.happened
    if behind > LATE:
        yield Finding("late", case.index, None, {"hours": str(behind // HOUR)})
    for thing in dict.fromkeys(used_things(event)):
        found = case.things.get(thing)
        if found is not None and event.happened < found.made_at:
            yield Finding("out_of_order", case.index, thing)
    if event.grown_from or event.isolation:
        yield from _judge_isolation(case)


def used_things(event: Event) -> list[str]:
    """Return the things that an event needs to be there, in the order of docs/rules.md."""
    used = [listed.item.id for listed in event.used]
    if event.grown_from:
        used += [crop.id for crop in event.grown_from]
    if event.lot_number is not None:
        used += serials_by_lot(event)
    return used


def _judge_isolation(case: Case) -> Iterator[Finding]:
    event = case.event
    for crop in event.grown_from:
        found = case.things.get(crop.id)
        if found is not None and event.happened < found.closed_until:
            yield _too_early(case, crop.id, found.closed_until - event.happened)
    if not event.isolation or not event.is_work:
        return
    until = event.happened + event.isolation
    for listed in event.things:
        found = case.things.get(listed.item.id)
        last = found.harvested_at if found is not None else None
        if last is not None and event.happened <= last < until:
            yield _too_early(case, listed.item.id, until - last)


def _too_early(case: Case, crop: str, missing: int) -> Finding:
    return Finding("isolation", case.index, crop, {"days": str(-(-missing // DAY))})
