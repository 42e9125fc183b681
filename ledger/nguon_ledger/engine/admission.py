"""What may enter: an event against the registry and the books (docs/formats.md, 7).

The checks and codes are those of docs/verification.md, steps 8 to 10, made at the door, where
everything is known. A refusal changes nothing.
"""

from __future__ import annotations

from nguon_ledger.engine.books import Books, Change, LotRow, absent
from nguon_ledger.engine.correction import admit_correction
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import ADD, ADDING, Event, Listed
from nguon_ledger.events.gs1 import Item, check_location, parse_item
from nguon_ledger.events.lots import add_to, open_lot, serialise, take_from
from nguon_ledger.events.quantities import Quantity
from nguon_ledger.events.roles import check_owner, check_role
from nguon_ledger.registry.state import Registry
from nguon_ledger.statement import UnverifiedStatement
from nguon_ledger.trace.balance import serials_by_lot
from nguon_ledger.trace.touches import Role, event_subject, event_touches, process_subject
from nguon_ledger.trace.verify import FUTURE_GRACE

# What brings a unit or logistic unit into being. Nothing but an ADD fills one that is not there
# (_check_known), so the first PARENT that is live is an ADD.
_MAKING = {Role.MADE, Role.PARENT}


class EventAdmission:
    """Decides on one event at the index that it would get; ``time`` is when it is recorded."""

    def __init__(self, *, registry: Registry, books: Books, index: int, time: int) -> None:
        self._registry = registry
        self._books = books
        self._index = index
        self._time = time
        self._lots: dict[str, LotRow | None] = {}

    def admit(self, statement: UnverifiedStatement, event: Event) -> Change:
        """Return what the event changes. Raises NguonError with the code of the first refusal."""
        signer = self._registry.signer_at(statement.kid, self._index)
        if event.happened > self._time + FUTURE_GRACE:
            raise NguonError("future_event", "eventTime is in the future", field="eventTime")
        if not event.is_correction:
            check_role(event, self._registry.participants[signer.participant])
        self._check_registered(event, signer.participant)
        if event.is_correction:
            return admit_correction(self._books, self._registry, self._index, statement, event)
        if self._books.roles(event_subject(event.event_id)) & {Role.EVENT, Role.VOID}:
            raise NguonError(
                "event_exists", f"{event.event_id} is recorded already", field="eventID"
            )
        self._check_recall(event, signer.participant)
        self._check_known(event)
        self._check_packing(event)
        self._take_all(event)
        self._make_all(event, signer.participant)
        return Change(self._index, event_touches(self._index, event), dict(self._lots))

    def _check_registered(self, event: Event, participant: str) -> None:
        for listed in event.listed:
            if listed.item.product is not None:
                self._registry.product_at(listed.item.product, self._index)
        check_owner(event, participant, self._registry, self._index)
        for place in event.places:
            if not place.startswith("geo:"):
                check_location(place)
                self._registry.location_at(place, self._index)

    def _check_recall(self, event: Event, participant: str) -> None:
        if not event.is_recall or self._registry.participants[participant].is_operator:
            return
        for listed in event.things:
            if self._maker_of(listed.item) not in {None, participant}:
                raise NguonError(
                    "recall_foreign",
                    f"{listed.item.id} was made by somebody else; they or the operator recall it",
                    field="epcList",
                )

    def _maker_of(self, item: Item) -> str | None:
        if item.is_lot:
            row = self._books.lot(item.id)
            return row.maker if row else None
        makers = [t.index for t in self._books.touches(item.id) if t.role in _MAKING]
        if not makers:
            return None
        return self._registry.keys[self._books.statement(makers[0]).kid].participant

    def _check_known(self, event: Event) -> None:
        """Everything that the event does not create must be recorded."""
        created = {listed.item.id for listed in event.created}
        for listed in event.listed:
            if listed.item.id not in created and not self._exists(listed.item):
                raise absent(listed.item.id, _list_of(event, listed))
        for crop in event.grown_from:
            if not self._exists(crop):
                raise absent(crop.id, "nguon:grownFrom")
        for lot in serials_by_lot(event):
            if self._books.lot(lot) is None:  # the lot comes first, in an event of its own
                raise absent(lot, "ilmd")
        if event.parent and event.action != ADD and not self._exists(event.parent):
            raise absent(event.parent.id, "parentID")
        if event.process and not event.inputs and not self._has_begun(event.process):
            raise absent(event.process, "transformationID")

    def _has_begun(self, process: str) -> bool:
        return Role.PROCESS in self._books.roles(process_subject(process))

    def _exists(self, item: Item) -> bool:
        if item.is_lot:
            return self._books.lot(item.id) is not None
        return bool(self._books.roles(item.id) & _MAKING)

    def _check_packing(self, event: Event) -> None:
        """Refuse to pack a container into what it holds."""
        parent = event.parent
        if parent is None or event.action != ADD or not self._exists(parent):
            return
        if parent.id in self._books.upstream(child.item.id for child in event.children):
            raise _cycle(parent.id, "parentID")

    def _take_all(self, event: Event) -> None:
        for listed in (*event.inputs, *event.removed):
            thing = listed.item.id
            if listed.quantity is not None:
                row = self._lot(thing)
                balance = take_from(row.balance, listed.quantity, self._content(listed.item))
                self._lots[thing] = LotRow(row.maker, balance)
            elif Role.TAKEN in self._books.roles(thing):
                raise NguonError("already_spent", f"{thing} left before", field=thing)

    def _make_all(self, event: Event, participant: str) -> None:
        for listed in event.created:
            if listed.quantity is None:
                if Role.MADE in self._books.roles(listed.item.id):
                    raise _exists_already(listed.item.id)
            else:
                self._make(event, listed, listed.quantity, participant)
        for lot, count in serials_by_lot(event).items():
            row = self._lot(lot)
            content = self._content(parse_item(lot))
            self._lots[lot] = LotRow(row.maker, serialise(row.balance, count, content))

    def _make(self, event: Event, listed: Listed, quantity: Quantity, participant: str) -> None:
        lot = listed.item.id
        row = self._lots.get(lot) or self._books.lot(lot)
        if row is None:
            self._lots[lot] = LotRow(participant, open_lot(lot, quantity))
            return
        if event.biz_step != ADDING or row.maker != participant:
            raise _exists_already(lot)
        sources = [listed.item.id for listed in event.inputs] + [c.id for c in event.grown_from]
        if event.process:
            sources += self._books.inputs_of(event.process, until=self._index)
        if lot in self._books.upstream(sources):
            raise _cycle(lot, lot)
        balance = add_to(row.balance, quantity, self._content(listed.item))
        self._lots[lot] = LotRow(row.maker, balance)

    def _lot(self, lot: str) -> LotRow:
        row = self._lots.get(lot) or self._books.lot(lot)
        if row is None:
            raise absent(lot)
        return row

    def _content(self, item: Item) -> Quantity | None:
        if item.product is None:
            return None
        return self._registry.product_at(item.product, self._index).net_content


def _cycle(thing: str, field: str) -> NguonError:
    return NguonError("cycle", f"{thing} would be made out of itself", field=field)


def _exists_already(thing: str) -> NguonError:
    return NguonError("lot_exists", f"{thing} was made before", field=thing)


def _list_of(event: Event, listed: Listed) -> str:
    """Name the list that an identifier stands in, for the person who has to mend it."""
    kind = "QuantityList" if listed.item.is_lot else "EPCList"
    if listed in event.inputs:
        return f"input{kind}"
    if listed in event.children:
        return "childQuantityList" if listed.item.is_lot else "childEPCs"
    return "quantityList" if listed.item.is_lot else "epcList"
