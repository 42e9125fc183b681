"""Shipments: sent to somebody named, received by them, refused, or called back."""

from __future__ import annotations

from nguon_ledger.events.event import (
    OBJECT,
    OBSERVE,
    RECEIVING,
    SHIPPING,
    VOID_SHIPPING,
    Listed,
)
from nguon_ledger.rules.case import Case
from nguon_ledger.rules.custody import require_use
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.rules.taking import refuse_recalled
from nguon_ledger.rules.thing import Thing

RETURNED = "returned"


def is_move(case: Case) -> bool:
    """Tell whether an event is about a shipment."""
    event = case.event
    moving = event.biz_step in {SHIPPING, VOID_SHIPPING, RECEIVING}
    return moving and event.type == OBJECT and event.action == OBSERVE


def move_all(case: Case) -> None:
    """Ship, call back or receive what the event lists.

    Raises RuleBrokenError ``receiver_missing``, ``recalled_moved``, ``shipment_partial``,
    ``not_in_transit``, ``not_receiver``, ``already_packed``, ``unit_mismatch``, or what
    require_use raises.
    """
    receiver = _receiver(case) if case.event.biz_step == SHIPPING else None
    for listed in case.event.things:
        match case.event.biz_step:
            case "shipping":
                _ship(case, listed, receiver)
            case "void_shipping":
                _call_back(case, listed)
            case _:
                _receive(case, listed)


def _receiver(case: Case) -> str | None:
    named = case.event.receivers
    if len(named) == 1 and named[0] != case.signer and case.knows(named[0]):
        return named[0]
    if case.guarded:
        raise RuleBrokenError("receiver_missing", None)
    return None


def _ship(case: Case, listed: Listed, receiver: str | None) -> None:
    if not case.guarded:
        _ship_unguarded(case, listed, receiver)
        return
    found = case.present(listed.item, "overdrawn")
    if found is None or receiver is None:
        return
    require_use(case, found)
    if not case.registry.acts_for(receiver, found.maker, case.index):
        refuse_recalled(case, found)
    if listed.quantity is not None:
        _check_whole(case, found, listed)
    _send(case, found, listed, receiver)


def _ship_unguarded(case: Case, listed: Listed, receiver: str | None) -> None:
    """Note what the first version let pass, where it makes sense."""
    found = case.things.get(listed.item.id)
    if found is None or receiver is None or found.gone or found.container is not None:
        return
    if found.receiver is None and case.acts_for(found.holder):
        _send(case, found, listed, receiver)


def _check_whole(case: Case, lot: Thing, listed: Listed) -> None:
    book, quantity = lot.balance, listed.quantity
    assert book is not None and quantity is not None  # noqa: PT018, S101 (it is a lot)
    content = case.content(listed.item)
    asked, loose = book.amount(quantity, content), book.loose(content)
    if asked > loose or (case.things.complete and asked != loose):
        raise RuleBrokenError(
            "shipment_partial", lot.id, loose=loose, asked=asked, unit=book.dimension
        )


def _send(case: Case, thing: Thing, listed: Listed, receiver: str) -> None:
    sent = case.things.edit(thing.id)
    sent.receiver, sent.sent = receiver, case.index
    book, quantity, content = sent.balance, listed.quantity, case.content(listed.item)
    if book is not None and quantity is not None and book.converts(quantity, content):
        sent.shipped = book.amount(quantity, content)


def _call_back(case: Case, listed: Listed) -> None:
    found = case.things.get(listed.item.id)
    if found is None and not case.things.tracks(listed.item.id):
        return
    if found is not None and not case.acts_for(found.holder):
        if case.guarded:
            raise RuleBrokenError("not_holder", found.id, holder=case.name(found.holder))
        return
    if found is not None and found.receiver is not None:
        _arrive(case, found)
    elif case.guarded:
        raise RuleBrokenError("not_in_transit", listed.item.id)


def _receive(case: Case, listed: Listed) -> None:
    found = case.things.get(listed.item.id)
    if found is None and not case.things.tracks(listed.item.id):
        return
    refused = _why_not_received(case, found, listed.item.id)
    if refused is None and found is not None:
        _check_unit(case, found, listed)
        _arrive(case, found)
        if case.event.disposition != RETURNED:
            case.things.edit(found.id).holder = case.signer
    elif refused is not None and case.guarded:
        raise refused


def _check_unit(case: Case, thing: Thing, listed: Listed) -> None:
    if case.guarded and thing.balance is not None and listed.quantity is not None:
        thing.balance.amount(listed.quantity, case.content(listed.item))


def _why_not_received(case: Case, found: Thing | None, thing: str) -> RuleBrokenError | None:
    if found is None:
        return RuleBrokenError("not_in_transit", thing)
    if found.container is not None:
        return RuleBrokenError("already_packed", thing, container=found.container)
    if found.receiver is None:
        return RuleBrokenError("not_in_transit", thing)
    if not case.acts_for(found.receiver):
        return RuleBrokenError("not_receiver", thing, receiver=case.name(found.receiver))
    return None


def _arrive(case: Case, thing: Thing) -> None:
    arrived = case.things.edit(thing.id)
    arrived.receiver = arrived.shipped = arrived.sent = None
