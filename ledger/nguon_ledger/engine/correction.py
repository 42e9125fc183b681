"""Taking an event back (EPCIS 2.0, errorDeclaration): its effects are undone, or it is refused."""

from __future__ import annotations

from nguon_ledger.engine.books import Books, Change, LotRow
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import Event
from nguon_ledger.events.lots import LotBalance, add_to, open_lot, serialise, take_from
from nguon_ledger.registry.state import Registry
from nguon_ledger.statement import UnverifiedStatement
from nguon_ledger.trace.balance import serials_by_lot
from nguon_ledger.trace.corrections import check_correction
from nguon_ledger.trace.recorded import RecordedEvent
from nguon_ledger.trace.touches import Role, event_touches

_LEANS_ON = {Role.TAKEN, Role.GROWN, Role.SERIAL, Role.CHILD}


def admit_correction(
    books: Books, registry: Registry, index: int, statement: UnverifiedStatement, event: Event
) -> Change:
    """Return what taking the event back changes.

    Raises NguonError ``correction_unknown``, ``correction_differs``, ``correction_foreign`` or
    ``correction_blocked`` (a later event leans on what would be gone).
    """
    correction = _recorded(index, statement, event, registry)
    original = check_correction(correction, _original(books, registry, event), registry)
    _check_leaning(books, original)
    lots = {
        listed.item.id: _replayed(books, registry, listed.item.id, original.index)
        for listed in original.event.listed
        if listed.item.is_lot
    }
    lots |= {
        lot: _replayed(books, registry, lot, original.index)
        for lot in serials_by_lot(original.event)
    }
    return Change(event_touches(index, event), lots, voids=original.index)


def _original(books: Books, registry: Registry, event: Event) -> RecordedEvent | None:
    found = [t.index for t in books.touches(event.event_id) if t.role == Role.EVENT]
    if not found:
        return None
    statement = books.statement(found[0])
    return _recorded(found[0], statement, books.event(found[0]), registry)


def _recorded(
    index: int, statement: UnverifiedStatement, event: Event, registry: Registry
) -> RecordedEvent:
    participant = registry.keys[statement.kid].participant
    return RecordedEvent(index, event, statement.payload, statement.kid, participant, 0)


def _check_leaning(books: Books, original: RecordedEvent) -> None:
    """Units and processes: refuse if a later event used what this one made or took in."""
    event = original.event
    subjects = [c.item.id for c in event.created if c.quantity is None]
    blocking = {*_LEANS_ON, Role.PROCESS}
    for subject in [*subjects, *([event.process] if event.process else [])]:
        _refuse_if_used(books, subject, original.index, blocking)


def _refuse_if_used(books: Books, subject: str, index: int, blocking: set[Role]) -> None:
    later = [t.index for t in books.touches(subject) if t.index > index and t.role in blocking]
    if later:
        raise _blocked(subject, later)


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
    balance: LotBalance | None = row.balance if row else None
    participant = registry.keys[books.statement(index).kid].participant
    for listed in (*event.inputs, *event.removed):
        if listed.item.id == lot and listed.quantity is not None:
            balance = take_from(_present(balance, lot), listed.quantity, content)
    for listed in event.created:
        if listed.item.id == lot and listed.quantity is not None:
            old = balance
            balance = (
                add_to(old, listed.quantity, content) if old else open_lot(lot, listed.quantity)
            )
    count = serials_by_lot(event)[lot]
    if count:
        balance = serialise(_present(balance, lot), count, content)
    if lot in {c.id for c in event.grown_from} | {c.item.id for c in event.children}:
        _present(balance, lot)
    return LotRow(row.maker if row else participant, balance) if balance else None


def _present(balance: LotBalance | None, lot: str) -> LotBalance:
    if balance is None:
        raise NguonError("input_missing", f"{lot} would not exist")
    return balance


def _blocked(subject: str, indices: list[int]) -> NguonError:
    shown = ", ".join(map(str, indices[:10]))
    return NguonError(
        "correction_blocked",
        f"later entries ({shown}) use {subject}; take those back first",
        field=subject,
    )
