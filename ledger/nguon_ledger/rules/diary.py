"""Flags about what was written of a lot: copied diaries, results beyond limits, short receipts."""

from __future__ import annotations

from collections.abc import Iterator

from nguon_ledger.encoding.rfc3339 import parse_offset
from nguon_ledger.events.event import OBJECT, OBSERVE, RECEIVING, Event
from nguon_ledger.events.quantities import plain
from nguon_ledger.rules.case import Case
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.timing import DAY, MINUTE


def judge_diary(case: Case) -> Iterator[Finding]:
    """Yield ``diary_copied``: the same work on the same day on two plots is no copy."""
    event = case.event
    if event.diary is None:
        return
    for earlier in case.things.diaries(event.diary):
        if is_copy(event, earlier.event):
            yield Finding("diary_copied", case.index, earlier.event.things[0].item.id)
            return


def is_copy(event: Event, earlier: Event) -> bool:
    """Tell whether two entries of the same text are about other lots, on other days."""
    mine = {listed.item.id for listed in event.things}
    if any(listed.item.id in mine for listed in earlier.things):
        return False
    return _local_day(event) != _local_day(earlier)


def _local_day(event: Event) -> int:
    return (event.happened + parse_offset(event.offset) * MINUTE) // DAY


def judge_receipt(case: Case) -> Iterator[Finding]:
    """Yield ``received_differs``."""
    event = case.event
    if event.type != OBJECT or event.action != OBSERVE or event.biz_step != RECEIVING:
        return
    for listed in event.things:
        found = case.things.get(listed.item.id)
        if found is None or found.balance is None or found.shipped is None or not listed.quantity:
            continue
        content = case.content(listed.item)
        if not found.balance.converts(listed.quantity, content):
            continue  # refused when it is entered
        received = found.balance.amount(listed.quantity, content)
        if received != found.shipped:
            values = {"shipped": plain(found.shipped), "received": plain(received)}
            yield Finding("received_differs", case.index, listed.item.id, values)


def judge_results(case: Case) -> Iterator[Finding]:
    """Yield ``limit_exceeded``; its subject is the first thing, if the event lists things."""
    subject = next((listed.item.id for listed in case.event.things), None)
    for result in case.event.results:
        if result.is_outside:
            values = {
                "test": result.test,
                "value": plain(result.value),
                "limit": plain(result.limit),
            }
            yield Finding("limit_exceeded", case.index, subject, values)
