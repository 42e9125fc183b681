"""What may be said of who and what: registry statements as values (docs/formats.md, 5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from nguon_ledger.events.quantities import Quantity
from nguon_ledger.keys.jwk import PublicKey

KINDS = (
    "cooperative",
    "household",
    "processor",
    "carrier",
    "retailer",
    "certifier",
    "laboratory",
    "union",
)
ROLES = ("producer", "processor", "carrier", "retailer", "certifier")
STATUSES = ("active", "suspended", "dissolved", "merged", "split", "converted")
ENDED = frozenset({"dissolved", "merged", "split", "converted"})  # somebody else goes on
REVOCATIONS = ("superseded", "lost", "stolen", "ceased")
OPERATOR = "operator"


@dataclass(frozen=True)
class Genesis:
    """The first entry: it introduces the log, its seal key and its operator."""

    origin: str
    time: int
    log_keys: tuple[str, ...]
    seal_key: PublicKey
    operator: ParticipantRegistered
    rules: int


@dataclass(frozen=True)
class ParticipantRegistered:
    """A participant and its first keys."""

    participant: str
    name: str
    kind: str
    roles: tuple[str, ...]
    province: str
    contact: str
    keys: tuple[PublicKey, ...]
    commune: str | None = None


@dataclass(frozen=True)
class ParticipantStatusChanged:
    """A participant is suspended, dissolved, merged, ..."""

    participant: str
    status: str
    effective: int
    reason: str
    into: tuple[str, ...]


@dataclass(frozen=True)
class KeyAdded:
    """Another key of a participant."""

    participant: str
    key: PublicKey


@dataclass(frozen=True)
class KeyRevoked:
    """A key signs no more; from ``compromised_since`` on it was not the owner's."""

    kid: str
    reason: str
    compromised_since: int | None


@dataclass(frozen=True)
class ProductRegistered:
    """A product class."""

    product: str
    owner: str
    name: dict[str, str]
    description: dict[str, str] | None
    net_content: Quantity | None
    recipe: str | None = None


@dataclass(frozen=True)
class Area:
    """A box between two parallels and two meridians, in decimal degrees; borders are inside."""

    south: Decimal
    west: Decimal
    north: Decimal
    east: Decimal

    def holds(self, latitude: Decimal, longitude: Decimal) -> bool:
        """Tell whether a point lies in it."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


@dataclass(frozen=True)
class LocationRegistered:
    """A place."""

    location: str
    owner: str
    name: str
    geo: str | None
    province: str | None
    area: Area | None = None


@dataclass(frozen=True)
class CredentialIssued:
    """A certificate for a participant or a product."""

    credential: str
    issuer: str
    subject: str
    scheme: str
    number: str | None
    level: str | None
    valid_from: int
    valid_until: int
    document_hash: str | None


@dataclass(frozen=True)
class CredentialRevoked:
    """A certificate that holds no more."""

    credential: str
    reason: str


@dataclass(frozen=True)
class RecipeStep:
    """A step: the most that comes out per input mass, and how many hours it takes."""

    step: str
    yield_max: Decimal | None
    hours_min: Decimal | None = None
    hours_max: Decimal | None = None


@dataclass(frozen=True)
class RecipeRegistered:
    """A process template."""

    recipe: str
    owner: str
    name: dict[str, str]
    steps: tuple[RecipeStep, ...]

    def step(self, name: str | None) -> RecipeStep | None:
        """Return a step by its name; the first where it stands twice."""
        return next((step for step in self.steps if step.step == name), None)


@dataclass(frozen=True)
class RulesRaised:
    """From the next index on, events are judged by this version of the rules (docs/rules.md)."""

    version: int


RegistryStatement: TypeAlias = (
    Genesis
    | ParticipantRegistered
    | ParticipantStatusChanged
    | KeyAdded
    | KeyRevoked
    | ProductRegistered
    | LocationRegistered
    | CredentialIssued
    | CredentialRevoked
    | RecipeRegistered
    | RulesRaised
)


def introduced_keys(statement: RegistryStatement) -> tuple[PublicKey, ...]:
    """Return the keys that a statement introduces, in the order in which they are checked."""
    match statement:
        case Genesis():
            return (statement.seal_key, *statement.operator.keys)
        case ParticipantRegistered():
            return statement.keys
        case KeyAdded():
            return (statement.key,)
        case _:
            return ()
