"""What an event brings into being: lots, more of a lot, units, serials of a lot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from nguon_ledger.events.event import Event, Listed
from nguon_ledger.events.gs1 import parse_item
from nguon_ledger.events.lots import open_lot, pieces
from nguon_ledger.rules.case import Case
from nguon_ledger.rules.custody import require_use
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.rules.thing import Thing

_NO_SERIALS: Mapping[str, int] = {}


def make_all(case: Case) -> None:
    """Make what the event creates, then number pieces of lots.

    Raises NguonError ``unit_mismatch``, ``lot_number_missing``, ``overserialised``, or what
    require_use raises.
    """
    for listed in case.event.created:
        if case.things.tracks(listed.item.id):
            if listed.quantity is None:
                _make_unit(case, listed)
            else:
                _make_lot(case, listed)
    if case.event.lot_number is not None:
        for lot, count in serials_by_lot(case.event).items():
            _number(case, lot, count)


def serials_by_lot(event: Event) -> Mapping[str, int]:
    """Count the units that an event creates as serials of each lot."""
    if event.lot_number is None:
        return _NO_SERIALS
    lots = (event.serial_lot(c.item) for c in event.created if c.quantity is None)
    return Counter(lot for lot in lots if lot is not None)


def _make_unit(case: Case, listed: Listed) -> None:
    lot = case.event.serial_lot(listed.item)
    if lot is None and case.guarded:
        raise RuleBrokenError("lot_number_missing", listed.item.id)
    unit = Thing(listed.item.id, case.signer, case.signer, case.event.happened, lot=lot)
    case.things.begin(unit)


def _make_lot(case: Case, listed: Listed) -> None:
    lot, quantity = listed.item.id, listed.quantity
    assert quantity is not None  # noqa: S101 (it is a lot)
    found = case.things.get(lot)
    if found is None or found.balance is None:
        book = open_lot(lot, quantity)
        case.things.begin(Thing(lot, case.signer, case.signer, case.event.happened, book))
        return
    if case.guarded:
        require_use(case, found)
    amount = found.balance.amount(quantity, case.content(listed.item))
    case.things.edit(lot).balance = found.balance.add(amount)


def _number(case: Case, lot: str, count: int) -> None:
    item = parse_item(lot)
    found = case.present(item, "overserialised")
    if found is None or found.balance is None:
        return
    if case.guarded:
        require_use(case, found, takes_over=False)
    content = case.content(item)
    book = found.balance.number(count)
    room = (
        book.loose(content)
        if case.guarded
        else book.made - book.amount(pieces(book.serials), content)
    )
    if room < 0:
        raise RuleBrokenError(
            "overserialised", lot, serials=book.serials, made=book.made, unit=book.dimension
        )
    case.things.edit(lot).balance = book
