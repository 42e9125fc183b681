"""Inspections, laboratory results, and recalls: what stops a thing, and who may let it go."""

from __future__ import annotations

from collections.abc import Iterator

from nguon_ledger.events.event import Event
from nguon_ledger.registry.state import Registry
from nguon_ledger.rules.case import Case
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.rules.thing import Thing, Things
from nguon_ledger.trace.recorded import RecordedEvent

_CONFORMANT, _NON_CONFORMANT = "conformant", "non_conformant"


def find_block(thing: Thing, things: Things) -> int | None:
    """Return the inspection that blocks a thing, its lot, or something in it."""
    block = _own_block(thing, things)
    if block is not None or not thing.is_container:
        return block
    blocks = (_own_block(inside, things) for inside in _contents(thing, things))
    return next((block for block in blocks if block is not None), None)


def _own_block(thing: Thing, things: Things) -> int | None:
    if thing.blocked is not None or thing.lot is None:
        return thing.blocked
    lot = things.get(thing.lot)
    return lot.blocked if lot is not None else None


def find_recall(thing: Thing, things: Things) -> int | None:
    """Return the recall in force of a thing or its lot."""
    if thing.recalled is not None or thing.lot is None:
        return thing.recalled
    lot = things.get(thing.lot)
    return lot.recalled if lot is not None else None


def _contents(container: Thing, things: Things) -> Iterator[Thing]:
    seen, waiting = {container.id}, [container.id]
    while waiting:
        for inside in things.inside(waiting.pop()):
            if inside.id not in seen:
                seen.add(inside.id)
                yield inside
                if inside.is_container:
                    waiting.append(inside.id)


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
    """Note a recall; who may recall was asked before.

    What the operator recalled stays the operator's: others could release it by recalling it
    once more.
    """
    people = case.registry.participants
    stands = thing.recaller is not None and people[thing.recaller].is_operator
    if stands and not people[case.signer].is_operator:
        return
    recalled = case.things.edit(thing.id)
    recalled.recalled, recalled.recaller = case.index, case.signer


def release_recall(case: Case, thing: Thing) -> None:
    """Take a recall back; the first version knew no release.

    Raises RuleBrokenError ``release_foreign``.
    """
    if not case.guarded or thing.recaller is None:
        return
    if not may_release(case.registry, case.recorded, thing.recaller):
        raise RuleBrokenError("release_foreign", thing.id)
    released = case.things.edit(thing.id)
    released.recalled = released.recaller = None


def may_release(registry: Registry, release: RecordedEvent, recaller: str) -> bool:
    """Tell whether a release may take back a recall; the operator's only the operator."""
    people, signer = registry.participants, release.participant
    if people[signer].is_operator:
        return True
    if people[recaller].is_operator:
        return False
    return registry.acts_for(signer, recaller, release.index)
