"""What an event takes: quantities of lots, units whole, harvests from what grows."""

from __future__ import annotations

from nguon_ledger.events.event import Listed
from nguon_ledger.rules.case import Case
from nguon_ledger.rules.custody import require_use
from nguon_ledger.rules.quality import find_recall
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.rules.thing import Thing

_SALE = "retail_selling"


def take_all(case: Case) -> None:
    """Take inputs, then what a DELETE lists.

    Raises NguonError ``overdrawn``, ``unit_mismatch``, ``already_spent``, ``input_missing``,
    ``recalled_moved``, or what require_use raises.
    """
    for listed in case.event.inputs:
        _take(case, listed, leaves=False)
    for listed in case.event.removed:
        _take(case, listed, leaves=True)


def harvest_all(case: Case) -> None:
    """Note a harvest on what it grew from. Raises as take_all."""
    for crop in case.event.grown_from:
        found = case.present(crop, "overdrawn")
        if found is None:
            continue
        if case.guarded:
            require_use(case, found, blocked_too=True)
        last = found.harvested_at
        happened = case.event.happened
        case.things.edit(crop.id).harvested_at = happened if last is None else max(last, happened)


def _take(case: Case, listed: Listed, *, leaves: bool) -> None:
    found = case.present(listed.item, "overdrawn")
    if found is None:
        return
    if case.guarded:
        require_use(case, found, packed_too=leaves)
        if leaves and case.event.biz_step == _SALE:
            refuse_recalled(case, found)
    if listed.quantity is not None:
        _take_amount(case, found, listed)
    elif found.gone:
        raise RuleBrokenError("already_spent", found.id)
    else:
        spent = case.things.edit(found.id)
        spent.gone, spent.container = True, None


def _take_amount(case: Case, lot: Thing, listed: Listed) -> None:
    book, quantity = lot.balance, listed.quantity
    assert book is not None and quantity is not None  # noqa: PT018, S101 (it is a lot)
    content = case.content(listed.item)
    amount = book.amount(quantity, content)
    left = book.loose(content) if case.guarded else book.left
    if amount > left:
        raise RuleBrokenError(
            "overdrawn", lot.id, left=left, made=book.made, asked=amount, unit=book.dimension
        )
    case.things.edit(lot.id).balance = book.take(amount)


def refuse_recalled(case: Case, thing: Thing) -> None:
    """Refuse to pass on what is recalled. Raises RuleBrokenError ``recalled_moved``."""
    recalled = find_recall(thing, case.things)
    if recalled is not None:
        raise RuleBrokenError("recalled_moved", thing.id, index=recalled)
