"""Observations that change what is known of a thing: diary, inspection, recall, release."""

from __future__ import annotations

from nguon_ledger.events.event import OBJECT, OBSERVE
from nguon_ledger.rules.case import Case
from nguon_ledger.rules.custody import actual_holder, containers_of, require_holder
from nguon_ledger.rules.quality import (
    fails_inspection,
    passes_inspection,
    recall,
    release_block,
    release_recall,
)
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.rules.thing import Thing


def observe_all(case: Case) -> None:
    """Note what is observed of each thing that is there, in order.

    Raises RuleBrokenError ``not_holder``, ``inspection_foreign`` or ``release_foreign``.
    """
    event = case.event
    if event.type != OBJECT or event.action != OBSERVE:
        return
    for listed in event.things:
        found = case.things.get(listed.item.id)
        if found is not None:
            _observe(case, found)


def _observe(case: Case, thing: Thing) -> None:
    event = case.event
    if event.is_work:
        if case.guarded:
            require_holder(case, thing)
        if event.isolation:
            _isolate(case, thing)
    if fails_inspection(event):
        _block(case, thing)
    elif passes_inspection(event):
        release_block(case, thing)
    if event.releases:
        release_recall(case, thing)
    if event.is_recall:
        recall(case, thing)


def _isolate(case: Case, thing: Thing) -> None:
    until = case.event.happened + case.event.isolation
    if until > thing.closed_until:
        case.things.edit(thing.id).closed_until = until


def _block(case: Case, thing: Thing) -> None:
    if not case.judges and not case.acts_for(actual_holder(thing, case.things)):
        if case.guarded:
            raise RuleBrokenError("inspection_foreign", thing.id)
        return
    for blocked in (thing, *list(containers_of(thing, case.things))):
        case.things.edit(blocked.id).blocked = case.index
