"""Logistic units: what goes in, what comes out."""

from __future__ import annotations

from nguon_ledger.events.event import ADD, AGGREGATION, DELETE, Listed
from nguon_ledger.events.gs1 import Item
from nguon_ledger.rules.case import Case
from nguon_ledger.rules.custody import actual_holder, require_use
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.rules.thing import Thing


def pack_or_unpack(case: Case) -> None:
    """Do what an aggregation says.

    Raises NguonError ``input_missing``, ``overdrawn``, ``unit_mismatch``, ``overpacked``,
    ``not_packed``, or what require_use raises.
    """
    event = case.event
    if event.type != AGGREGATION or event.parent is None:
        return
    if event.action == ADD:
        _pack(case, event.parent)
    elif event.action == DELETE:
        _unpack(case, event.parent)


def _pack(case: Case, parent: Item) -> None:
    container = case.things.get(parent.id)
    if container is not None and case.guarded:
        require_use(case, container)
    for child in case.event.children:
        found = case.present(child.item, "overdrawn")
        if found is None:
            continue
        if case.guarded:
            require_use(case, found)
        if child.quantity is not None:
            _pack_amount(case, found, child)
        else:
            case.things.edit(found.id).container = parent.id
    if container is None and case.things.tracks(parent.id):
        case.things.begin(Thing(parent.id, case.signer, case.signer, case.event.happened))


def _pack_amount(case: Case, lot: Thing, child: Listed) -> None:
    book, quantity = lot.balance, child.quantity
    assert book is not None and quantity is not None  # noqa: PT018, S101 (it is a lot)
    content = case.content(child.item)
    if not case.guarded and not book.converts(quantity, content):
        return  # the first version did not count what was packed
    amount = book.amount(quantity, content)
    if case.guarded and amount > (left := book.loose(content)):
        raise RuleBrokenError(
            "overpacked", lot.id, left=left, made=book.made, asked=amount, unit=book.dimension
        )
    case.things.edit(lot.id).balance = book.pack(amount)


def _unpack(case: Case, parent: Item) -> None:
    container = case.present(parent, "input_missing")
    if container is not None and case.guarded:
        require_use(case, container, packed_too=True)
    container = case.things.get(parent.id)  # whoever goes on with its holder's work holds it now
    holder = actual_holder(container, case.things) if container is not None else None
    for child in case.event.children:
        found = case.present(child.item, "overdrawn")
        if found is None:
            continue
        if child.quantity is not None:
            _unpack_amount(case, found, child, parent)
        else:
            _release(case, found, parent, holder)
    if not case.event.children:
        for inside in list(case.things.inside(parent.id)):
            _release(case, inside, parent, holder)


def _unpack_amount(case: Case, lot: Thing, child: Listed, parent: Item) -> None:
    book, quantity = lot.balance, child.quantity
    assert book is not None and quantity is not None  # noqa: PT018, S101 (it is a lot)
    content = case.content(child.item)
    if not case.guarded and not book.converts(quantity, content):
        return
    amount = book.amount(quantity, content)
    if amount > book.packed:
        if case.guarded:
            raise RuleBrokenError("not_packed", lot.id, container=parent.id)
        amount = book.packed
    if case.acts_for(lot.holder):
        case.things.edit(lot.id).balance = book.pack(-amount)


def _release(case: Case, thing: Thing, parent: Item, holder: str | None) -> None:
    if thing.container == parent.id:
        freed = case.things.edit(thing.id)
        freed.container, freed.holder = None, holder or freed.holder
    elif case.guarded:
        raise RuleBrokenError("not_packed", thing.id, container=parent.id)
