"""What may enter: an event against the registry and the books (docs/formats.md, 7).

The checks and codes are those of docs/verification.md, steps 8 to 10, made at the door, where
everything is known. A refusal changes nothing.
"""

from __future__ import annotations

from nguon_ledger.engine.admission.books import Books, absent
from nguon_ledger.engine.admission.change import Change
from nguon_ledger.engine.admission.correction import admit_correction
from nguon_ledger.engine.admission.deeds import deeds_of
from nguon_ledger.engine.admission.draft import Draft
from nguon_ledger.events.event import ADD, ADDING, Event, Listed
from nguon_ledger.events.gs1 import Item, check_location
from nguon_ledger.events.roles import check_owner, check_role
from nguon_ledger.registry.state import Registry
from nguon_ledger.rules.case import Case, open_case
from nguon_ledger.rules.enter import enter
from nguon_ledger.rules.flags import judge
from nguon_ledger.rules.making import serials_by_lot
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.trace.recorded import RecordedEvent
from nguon_ledger.trace.touches import Role, event_subject, event_touches, process_subject
from nguon_ledger.trace.verify import FUTURE_GRACE


class EventAdmission:
    """Decides on one event at the index that it would get; ``time`` is when it is recorded."""

    def __init__(self, *, registry: Registry, books: Books, index: int, time: int) -> None:
        self._registry = registry
        self._books = books
        self._index = index
        self._time = time

    def admit(self, event: Event, *, data: bytes, kid: str) -> Change:
        """Return what the event of a statement changes, signed with the key ``kid``.

        Raises NguonError with the code of the first refusal.
        """
        signer = self._registry.signer_at(kid, self._index).participant
        if event.happened > self._time + FUTURE_GRACE:
            raise RuleBrokenError("future_event", event.event_id, field="eventTime")
        if not event.is_correction:
            check_role(event, self._registry.participants[signer])
        self._check_registered(event, signer)
        recorded = RecordedEvent(self._index, event, data, kid, signer, self._time)
        if event.is_correction:
            return admit_correction(self._books, self._registry, recorded)
        return self._admit(recorded)

    def _admit(self, recorded: RecordedEvent) -> Change:
        event, index = recorded.event, recorded.index
        if self._books.mentions.roles(event_subject(event.event_id)):
            raise RuleBrokenError("event_exists", event.event_id, field="eventID")
        draft = Draft(self._books, index)
        case = open_case(recorded, self._registry, draft)
        self._check_recall(case)
        self._check_known(event)
        self._check_packing(event)
        self._check_new(event, recorded.participant)
        flags = judge(case)
        enter(case)
        return Change(
            index,
            event_touches(index, event),
            things=draft.changed,
            flags={index: flags} if flags else {},
            deeds=deeds_of(
                event, index=index, participant=recorded.participant, recorded=self._time
            ),
        )

    def _check_registered(self, event: Event, participant: str) -> None:
        for listed in event.listed:
            if listed.item.product is not None:
                self._registry.product_at(listed.item.product, self._index)
        check_owner(event, participant, self._registry, self._index)
        for place in event.places:
            if not place.startswith("geo:"):
                check_location(place)
                self._registry.location_at(place, self._index)

    def _check_recall(self, case: Case) -> None:
        event, people = case.event, self._registry.participants
        if not event.is_recall or people[case.signer].is_operator:
            return
        for listed in event.things:
            found = self._books.things.get(listed.item.id)
            if found is None or found.maker == case.signer:
                continue
            if not (case.guarded and case.acts_for(found.maker)):
                raise RuleBrokenError("recall_foreign", listed.item.id, field="epcList")

    def _check_known(self, event: Event) -> None:
        """Everything that the event does not create must be recorded."""
        for listed in event.used:
            if not self._exists(listed.item):
                raise absent(listed.item.id, _list_of(event, listed))
        for crop in event.grown_from:
            if not self._exists(crop):
                raise absent(crop.id, "nguon:grownFrom")
        if event.lot_number is not None:
            self._check_numbered(event)
        if event.parent and event.action != ADD and not self._exists(event.parent):
            raise absent(event.parent.id, "parentID")
        if event.process and not event.inputs and not self._has_begun(event.process):
            raise absent(event.process, "transformationID")

    def _check_numbered(self, event: Event) -> None:
        """Require the lots that serials are given of: each comes first, in an event of its own."""
        for lot in serials_by_lot(event):
            if self._books.things.get(lot) is None:
                raise absent(lot, "ilmd")

    def _has_begun(self, process: str) -> bool:
        return Role.PROCESS in self._books.mentions.roles(process_subject(process))

    def _exists(self, item: Item) -> bool:
        return self._books.things.get(item.id) is not None

    def _check_packing(self, event: Event) -> None:
        """Refuse to pack a container into what it holds."""
        parent = event.parent
        if parent is None or event.action != ADD or not self._exists(parent):
            return
        if parent.id in self._books.upstream(child.item.id for child in event.children):
            raise _cycle(parent.id, "parentID")

    def _check_new(self, event: Event, participant: str) -> None:
        """Refuse to make twice what is made once, and to make a lot out of itself."""
        for listed in event.created:
            found = self._books.things.get(listed.item.id)
            if found is None:
                continue
            adds = listed.item.is_lot and event.biz_step == ADDING and found.maker == participant
            if not adds:
                raise RuleBrokenError("lot_exists", found.id)
            if found.id in self._books.upstream(self._sources(event)):
                raise _cycle(found.id, found.id)

    def _sources(self, event: Event) -> list[str]:
        sources = [listed.item.id for listed in event.inputs] + [c.id for c in event.grown_from]
        if event.process:
            sources += self._books.inputs_of(event.process, until=self._index)
        return sources


def _cycle(thing: str, field: str) -> RuleBrokenError:
    return RuleBrokenError("cycle", thing, field=field)


def _list_of(event: Event, listed: Listed) -> str:
    """Name the list that an identifier stands in, for the person who has to mend it."""
    kind = "QuantityList" if listed.item.is_lot else "EPCList"
    if listed in event.inputs:
        return f"input{kind}"
    if listed in event.children:
        return "childQuantityList" if listed.item.is_lot else "childEPCs"
    return "quantityList" if listed.item.is_lot else "epcList"
