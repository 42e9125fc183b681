"""Inspections, laboratory results, and recalls: what stops a thing, and who may let it go."""

from __future__ import annotations

from collections.abc import Iterator

from nguon_ledger.events.event import Event
from nguon_ledger.rules.case import Case
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.rules.thing import Thing, Things

_CONFORMANT, _NON_CONFORMANT = "conformant", "non_conformant"


def find_block(thing: Thing, things: Things) -> int | None:
    """Return the inspection that blocks a thing, its lot, or something in it."""
    for found in _with_contents(thing, things):
        if found.blocked is not None:
            return found.blocked
        lot = things.get(found.lot) if found.lot is not None else None
        if lot is not None and lot.blocked is not None:
            return lot.blocked
    return None


def find_recall(thing: Thing, things: Things) -> int | None:
    """Return the recall in force of a thing or its lot."""
    if thing.recalled is not None or thing.lot is None:
        return thing.recalled
    lot = things.get(thing.lot)
    return lot.recalled if lot is not None else None


def _with_contents(thing: Thing, things: Things) -> Iterator[Thing]:
    seen, waiting = {thing.id}, [thing]
    while waiting:
        current = waiting.pop()
        yield current
        inside = things.inside(current.id) if current.is_container else []
        new = [each for each in inside if each.id not in seen]
        seen.update(each.id for each in new)
        waiting.extend(reversed(new))


def fails_inspection(event: Event) -> bool:
    """Tell whether an event finds what it lists unfit."""
    return event.disposition == _NON_CONFORMANT or any(r.is_outside for r in event.results)


def check_results(case: Case) -> None:
    """Refuse to call fit what has a result outside its limit."""
    event = case.event
    if event.disposition != _CONFORMANT or not event.things:
        return
    for result in event.results:
        if result.is_outside:
            raise RuleBrokenError(
                "result_contradicts",
                event.things[0].item.id,
                test=result.test,
                value=result.value,
                limit=result.limit,
            )


def passes_inspection(event: Event) -> bool:
    """Tell whether an event finds what it lists fit."""
    return event.disposition == _CONFORMANT and event.biz_step == "inspecting"


def release_block(case: Case, thing: Thing) -> None:
    """Let a blocked thing go. Raises RuleBrokenError ``release_foreign``."""
    if thing.blocked is None:
        return
    if case.judges:
        case.things.edit(thing.id).blocked = None
    elif case.guarded:
        raise RuleBrokenError("release_foreign", thing.id)


def recall(case: Case, thing: Thing) -> None:
    """Note a recall; who may recall was asked before."""
    recalled = case.things.edit(thing.id)
    recalled.recalled, recalled.recaller = case.index, case.signer


def release_recall(case: Case, thing: Thing) -> None:
    """Take a recall back. Raises RuleBrokenError ``release_foreign``."""
    if thing.recalled is None or thing.recaller is None:
        return
    if may_release(case, thing.recaller):
        released = case.things.edit(thing.id)
        released.recalled = released.recaller = None
    elif case.guarded:
        raise RuleBrokenError("release_foreign", thing.id)


def may_release(case: Case, recaller: str) -> bool:
    """Tell whether the signer may take back a recall; the operator's only the operator."""
    people = case.registry.participants
    if people[case.signer].is_operator:
        return True
    return not people[recaller].is_operator and case.acts_for(recaller)
