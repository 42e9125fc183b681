"""The registry as a state machine without I/O.

It is a history, not a snapshot: every lookup names the index at which it is asked, so the same
object answers for the newest entry and for one of ten years ago.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from nguon_ledger.errors import NguonError
from nguon_ledger.keys.jwk import PublicKey
from nguon_ledger.registry.records import CredentialRecord, KeyRecord, ParticipantRecord
from nguon_ledger.registry.statements import (
    ENDED,
    CredentialIssued,
    CredentialRevoked,
    Genesis,
    KeyAdded,
    KeyRevoked,
    LocationRegistered,
    ParticipantRegistered,
    ParticipantStatusChanged,
    ProductRegistered,
    RecipeRegistered,
    RegistryStatement,
    RulesRaised,
    introduced_keys,
)

V = TypeVar("V", ProductRegistered, LocationRegistered)


class Registry:
    """Everything that registry statements up to some index have said."""

    def __init__(self) -> None:
        self.genesis: Genesis | None = None
        self.keys: dict[str, KeyRecord] = {}
        self.participants: dict[str, ParticipantRecord] = {}
        self.products: dict[str, list[tuple[int, ProductRegistered]]] = {}
        self.locations: dict[str, list[tuple[int, LocationRegistered]]] = {}
        self.credentials: dict[str, CredentialRecord] = {}
        self.recipes: dict[str, tuple[int, RecipeRegistered]] = {}
        self.rules: list[tuple[int, int]] = []
        self._credentials_of: dict[str, list[str]] = {}
        self._places_of: dict[str, list[str]] = {}

    def signer_at(self, kid: str, index: int) -> KeyRecord:
        """Return the key that may sign entry ``index``.

        Raises NguonError ``unknown_key``, ``key_revoked`` or ``participant_inactive``.
        """
        record = self.keys.get(kid)
        if record is None or record.added >= index:
            raise NguonError("unknown_key", "nobody's key had this thumbprint", field="kid")
        if record.revoked is not None and record.revoked < index:
            raise NguonError("key_revoked", f"the key was revoked at {record.revoked}", field="kid")
        owner = self.participants[record.participant]
        if (status := owner.status_at(index)) != "active":
            raise NguonError(
                "participant_inactive", f"{owner.registration.name} was {status}", field="kid"
            )
        return record

    def participant(self, identifier: str) -> ParticipantRecord:
        """Return a participant. Raises NguonError ``unknown_participant``."""
        record = self.participants.get(identifier)
        if record is None:
            raise NguonError("unknown_participant", f"{identifier} is not registered")
        return record

    def product_at(self, identifier: str, index: int) -> ProductRegistered:
        """Return a product as last registered before ``index``, or ``unknown_product``."""
        versions = self.products.get(identifier)
        if versions is not None and versions[-1][0] < index:  # almost always, and asked most
            return versions[-1][1]
        return _at(versions, index, "unknown_product", identifier)

    def location_at(self, identifier: str, index: int) -> LocationRegistered:
        """Return a place as last registered before ``index``, or ``unknown_location``."""
        return _at(self.locations.get(identifier), index, "unknown_location", identifier)

    def rules_at(self, index: int) -> int:
        """Return the version of the rules that judges an entry (docs/rules.md, "Versions")."""
        for raised, version in reversed(self.rules):
            if raised < index:
                return version
        return 0

    def recipe_at(self, identifier: str | None, index: int) -> RecipeRegistered | None:
        """Return a recipe that was registered before ``index``."""
        found = self.recipes.get(identifier) if identifier is not None else None
        return found[1] if found is not None and found[0] < index else None

    def credentials_of(self, subject: str, index: int) -> list[CredentialRecord]:
        """Return the certificates of a participant or product, registered before ``index``."""
        names = self._credentials_of.get(subject, ())
        return [self.credentials[name] for name in names if self.credentials[name].index < index]

    def has_credentials(self, subject: str) -> bool:
        """Tell whether a participant or product ever had a certificate."""
        return subject in self._credentials_of

    def places_of(self, owner: str, index: int) -> list[LocationRegistered]:
        """Return a participant's places, each as last registered before ``index``."""
        places = []
        for name in self._places_of.get(owner, ()):
            past = [version for at, version in self.locations[name] if at < index]
            if past and past[-1].owner == owner:
                places.append(past[-1])
        return places

    def acts_for(self, who: str, owner: str, index: int) -> bool:
        """Tell whether ``who`` is ``owner``, or has taken over from it before ``index``.

        A dissolved participant without a successor is the operator's to wind up.
        """
        if who == owner:
            return True
        seen, waiting = {owner}, [owner]
        while waiting:
            past = [c for at, c in self.participants[waiting.pop()].changes if at < index]
            if not past or past[-1].status not in ENDED:
                continue
            if who in past[-1].into or (not past[-1].into and self.participants[who].is_operator):
                return True
            new = [successor for successor in past[-1].into if successor not in seen]
            seen.update(new)
            waiting += new
        return False

    def record(
        self, index: int, statement: RegistryStatement, *, signer: str | None = None
    ) -> None:
        """Remember a statement that authority.authorize let through, and the key that signed it."""
        _RECORDERS[type(statement)](self, index, statement)
        for key in introduced_keys(statement):
            if key.kid in self.keys:  # the seal key is nobody's
                self.keys[key.kid] = replace(self.keys[key.kid], introduced_by=signer)

    def _genesis(self, index: int, s: Genesis) -> None:
        self.genesis = s
        self.rules.append((index, s.rules))
        self._participant_registered(index, s.operator)

    def _participant_registered(self, index: int, s: ParticipantRegistered) -> None:
        self.participants[s.participant] = ParticipantRecord(s, index)
        for key in s.keys:
            self._add_key(index, s.participant, key)

    def _add_key(self, index: int, participant: str, key: PublicKey) -> None:
        self.keys[key.kid] = KeyRecord(key, participant, index)

    def _status_changed(self, index: int, s: ParticipantStatusChanged) -> None:
        old = self.participants[s.participant]
        self.participants[s.participant] = replace(old, changes=(*old.changes, (index, s)))

    def _key_added(self, index: int, s: KeyAdded) -> None:
        self._add_key(index, s.participant, s.key)

    def _key_revoked(self, index: int, s: KeyRevoked) -> None:
        self.keys[s.kid] = replace(
            self.keys[s.kid], revoked=index, compromised_since=s.compromised_since
        )

    def _product_registered(self, index: int, s: ProductRegistered) -> None:
        self.products.setdefault(s.product, []).append((index, s))

    def _location_registered(self, index: int, s: LocationRegistered) -> None:
        self.locations.setdefault(s.location, []).append((index, s))
        places = self._places_of.setdefault(s.owner, [])
        if s.location not in places:
            places.append(s.location)

    def _credential_issued(self, index: int, s: CredentialIssued) -> None:
        self.credentials[s.credential] = CredentialRecord(s, index)
        self._credentials_of.setdefault(s.subject, []).append(s.credential)

    def _credential_revoked(self, index: int, s: CredentialRevoked) -> None:
        old = self.credentials[s.credential]
        self.credentials[s.credential] = replace(old, revoked=index)

    def _recipe_registered(self, index: int, s: RecipeRegistered) -> None:
        self.recipes[s.recipe] = (index, s)

    def _rules_raised(self, index: int, s: RulesRaised) -> None:
        self.rules.append((index, s.version))


# One recorder a type; the type of each argument is that of its key.
_RECORDERS: dict[type, Callable[[Registry, int, Any], None]] = {
    Genesis: Registry._genesis,  # noqa: SLF001
    ParticipantRegistered: Registry._participant_registered,  # noqa: SLF001
    ParticipantStatusChanged: Registry._status_changed,  # noqa: SLF001
    KeyAdded: Registry._key_added,  # noqa: SLF001
    KeyRevoked: Registry._key_revoked,  # noqa: SLF001
    ProductRegistered: Registry._product_registered,  # noqa: SLF001
    LocationRegistered: Registry._location_registered,  # noqa: SLF001
    CredentialIssued: Registry._credential_issued,  # noqa: SLF001
    CredentialRevoked: Registry._credential_revoked,  # noqa: SLF001
    RecipeRegistered: Registry._recipe_registered,  # noqa: SLF001
    RulesRaised: Registry._rules_raised,  # noqa: SLF001
}


def _at(versions: list[tuple[int, V]] | None, index: int, code: str, identifier: str) -> V:
    for at, version in reversed(versions or ()):
        if at < index:
            return version
    raise NguonError(code, f"{identifier} is not registered", field=identifier)
