"""One event before the rules, with all that they may ask."""

from __future__ import annotations

from dataclasses import dataclass

from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import Event
from nguon_ledger.events.gs1 import Item
from nguon_ledger.events.quantities import Quantity
from nguon_ledger.registry.state import Registry
from nguon_ledger.registry.statements import OPERATOR
from nguon_ledger.rules.thing import Thing, Things
from nguon_ledger.rules.version import CUSTODY
from nguon_ledger.trace.recorded import RecordedEvent


@dataclass(slots=True)
class Case:
    """An event at its index, the registry as it was there, and the things as they are."""

    recorded: RecordedEvent
    event: Event
    index: int
    signer: str
    registry: Registry
    things: Things
    guarded: bool  # whether the version in force knows custody

    def acts_for(self, owner: str) -> bool:
        """Tell whether the signer is ``owner`` or goes on with its work."""
        return self.signer == owner or self.registry.acts_for(self.signer, owner, self.index)

    @property
    def judges(self) -> bool:
        """Whether the signer may judge the quality of what others hold."""
        roles = self.registry.participants[self.signer].registration.roles
        return "certifier" in roles or OPERATOR in roles

    def content(self, item: Item) -> Quantity | None:
        """Return what one piece of an item's product holds."""
        if item.product is None:
            return None
        return self.registry.product_at(item.product, self.index).net_content

    def knows(self, participant: str) -> bool:
        """Tell whether a participant was registered before: evidence holds later ones as well."""
        found = self.registry.participants.get(participant)
        return found is not None and found.index < self.index

    def name(self, participant: str) -> str:
        """Return a participant's name, for a sentence."""
        return self.registry.participants[participant].registration.name

    def present(self, item: Item, code: str) -> Thing | None:
        """Return a thing that must be there; None if it is not tracked.

        Raises ``code`` for a lot and ``input_missing`` for anything else that is not there yet.
        """
        found = self.things.get(item.id)
        if found is None and self.things.tracks(item.id):
            code = code if item.is_lot else "input_missing"
            raise NguonError(code, f"{item.id} is not made yet", field=item.id)
        return found


def open_case(recorded: RecordedEvent, registry: Registry, things: Things) -> Case:
    """Put an event before the rules that are in force at its index."""
    guarded = registry.rules_at(recorded.index) >= CUSTODY
    event, index, signer = recorded.event, recorded.index, recorded.participant
    return Case(recorded, event, index, signer, registry, things, guarded)
