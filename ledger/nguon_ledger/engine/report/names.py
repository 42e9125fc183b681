"""What identifiers are called in answers that people read."""

from __future__ import annotations

from dataclasses import dataclass

from nguon_ledger.errors import NguonError
from nguon_ledger.registry.state import Registry


@dataclass(frozen=True, slots=True)
class Named:
    """A participant by identifier and name."""

    id: str
    name: str


class Names:
    """Looks participants up, each once."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known: dict[str, Named] = {}

    def of(self, participant: str) -> Named:
        """Return a participant's name; its identifier where the registry does not have it yet."""
        found = self._known.get(participant)
        if found is None:
            record = self._registry.participants.get(participant)
            name = record.registration.name if record is not None else participant
            found = self._known[participant] = Named(participant, name)
        return found


def unknown_participant(identifier: str) -> NguonError:
    """Return the refusal of a question about somebody who is not registered."""
    return NguonError(
        "unknown_participant", f"{identifier[:200]} is not registered", field="participant"
    )
