"""Entering an event: every refusal that needs the things, in the order of docs/rules.md.

The door, a replay and a verifier call this with things of their own. Nothing is changed in the
caller's things if it raises: they hand out private copies.
"""

from __future__ import annotations

from nguon_ledger.events.event import AGGREGATION, OBSERVE
from nguon_ledger.rules.case import Case
from nguon_ledger.rules.making import make_all
from nguon_ledger.rules.observing import observe_all
from nguon_ledger.rules.packing import pack_or_unpack
from nguon_ledger.rules.quality import check_results
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.rules.shipping import is_move, move_all
from nguon_ledger.rules.taking import harvest_all, take_all


def enter(case: Case) -> None:
    """Let the event happen to its things. Raises NguonError with the rule that refuses it."""
    event = case.event
    if case.guarded:
        if event.process is not None:
            _check_process(case, event.process)
        check_results(case)
    if event.type == AGGREGATION:
        pack_or_unpack(case)
    elif event.action == OBSERVE:
        if is_move(case):
            move_all(case)
        observe_all(case)
    else:
        take_all(case)
        harvest_all(case)
        make_all(case)


def _check_process(case: Case, process: str) -> None:
    owner = next((part.participant for part in case.things.process(process)), None)
    if owner is not None and not case.acts_for(owner):
        raise RuleBrokenError("process_foreign", process, holder=case.name(owner))
