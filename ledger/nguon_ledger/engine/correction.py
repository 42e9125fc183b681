"""Taking an event back (EPCIS 2.0, errorDeclaration): its effects are undone, or it is refused.

What is left must be a history that the door would have admitted without that event. So everything
that it listed is entered again: lots with their balances, units and logistic units by whether
they existed when something was said of them.
"""

from __future__ import annotations

from nguon_ledger.engine.books import Books, Change, LotRow, absent
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import ADD, Event
from nguon_ledger.events.lots import add_to, open_lot, serialise, take_from
from nguon_ledger.registry.state import Registry
from nguon_ledger.statement import UnverifiedStatement
from nguon_ledger.trace.balance import serials_by_lot
from nguon_ledger.trace.corrections import check_correction
from nguon_ledger.trace.recorded import RecordedEvent
from nguon_ledger.trace.touches import Role, Touch, event_subject, event_touches, process_subject


def admit_correction(
    books: Books, registry: Registry, index: int, statement: UnverifiedStatement, event: Event
) -> Change:
    """Return what taking the event back changes.

    Raises NguonError ``correction_unknown``, ``correction_differs``, ``correction_foreign`` or
    ``correction_blocked`` (a later event leans on what would be gone).
    """
    correction = _recorded(index, statement, event, registry)
    original = check_correction(correction, _original(books, registry, event), registry)
    _check_process(books, original)
    for thing in _units(original.event):
        _check_left(books, thing, original.index)
    lots = {
        listed.item.id: _replayed(books, registry, listed.item.id, original.index)
        for listed in original.event.listed
        if listed.item.is_lot
    }
    lots |= {
        lot: _replayed(books, registry, lot, original.index)
        for lot in serials_by_lot(original.event)
    }
    return Change(index, event_touches(index, event), lots, voids=original.index)


def _original(books: Books, registry: Registry, event: Event) -> RecordedEvent | None:
    mentions = books.touches(event_subject(event.event_id))
    found = [t.index for t in mentions if t.role == Role.EVENT]
    if not found:
        return None
    statement = books.statement(found[0])
    return _recorded(found[0], statement, books.event(found[0]), registry)


def _recorded(
    index: int, statement: UnverifiedStatement, event: Event, registry: Registry
) -> RecordedEvent:
    participant = registry.keys[statement.kid].participant
    return RecordedEvent(index, event, statement.payload, statement.kid, participant, 0)


def _check_process(books: Books, original: RecordedEvent) -> None:
    """Refuse while a later event of the same process may be made of what this one put in."""
    if original.event.process is not None:
        parts = books.touches(process_subject(original.event.process))
        later = [part.index for part in parts if part.index > original.index]
        if later:
            raise _blocked(original.event.process, later)


def _units(event: Event) -> list[str]:
    """List what the event made that has no balance: units, logistic units, a filled parent."""
    filled = [event.parent.id] if event.parent and event.action == ADD else []
    return [c.item.id for c in event.created if c.quantity is None] + filled


def _check_left(books: Books, thing: str, without: int) -> None:
    """Refuse if something is left that is about a thing before anything makes it."""
    exists = False
    for touch in books.touches(thing):
        if touch.index != without:
            exists = exists or _makes(books, touch)
            if not exists:
                raise _blocked(thing, [touch.index])


def _makes(books: Books, touch: Touch) -> bool:
    if touch.role == Role.PARENT:
        return books.event(touch.index).action == ADD
    return touch.role == Role.MADE


def _replayed(books: Books, registry: Registry, lot: str, without: int) -> LotRow | None:
    """Keep the lot's book again without one event."""
    row: LotRow | None = None
    left = sorted({t.index for t in books.touches(lot)} - {without})
    for index in left:
        try:
            row = _enter(row, lot, index, books, registry)
        except NguonError:
            raise _blocked(lot, [index]) from None
    return row


def _enter(
    row: LotRow | None, lot: str, index: int, books: Books, registry: Registry
) -> LotRow | None:
    event = books.event(index)
    content = registry.product_at(lot.rpartition("/10/")[0], index).net_content
    participant = registry.keys[books.statement(index).kid].participant
    made = [c.quantity for c in event.created if c.item.id == lot and c.quantity]
    balance = row.balance if row else None
    if not made and balance is None:
        raise absent(lot)
    for listed in (*event.inputs, *event.removed):
        if balance and listed.item.id == lot and listed.quantity:
            balance = take_from(balance, listed.quantity, content)
    for quantity in made:
        balance = add_to(balance, quantity, content) if balance else open_lot(lot, quantity)
    count = serials_by_lot(event)[lot]
    if balance and count:
        balance = serialise(balance, count, content)
    return LotRow(row.maker if row else participant, balance) if balance else None


def _blocked(subject: str, indices: list[int]) -> NguonError:
    shown = ", ".join(map(str, indices[:10]))
    return NguonError(
        "correction_blocked",
        f"later entries ({shown}) use {subject}; take those back first",
        field=subject,
    )
