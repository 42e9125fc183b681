"""Which entries are about which things: the index behind traces, kept as a projection.

Lots, units and logistic units are subjects as they stand in statements. Everything else has a
prefix of its kind: whoever chooses the name of an event, a process or a place could otherwise
choose that of somebody's lot or key, and come into its evidence.
"""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from nguon_ledger.events.event import ADD, DELETE, Event, Listed
from nguon_ledger.registry.statements import (
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
)

RULES_SUBJECT = "rules:"


class Role(StrEnum):
    """What an entry does to a subject."""

    MADE = "made"  # brings a lot or unit into being
    TAKEN = "taken"  # uses it up, wholly or in part
    GROWN = "grown"  # harvests from it without taking
    ABOUT = "about"  # says something of it
    CHILD = "child"  # packs or unpacks it
    PARENT = "parent"  # is its content
    SERIAL = "serial"  # gives serials to pieces of a lot
    PROCESS = "process"  # is part of a process over days
    EVENT = "event"  # carries this eventID
    VOID = "void"  # was taken back, or takes back

    __hash__ = str.__hash__  # Enum's own hashes the name, in Python: once a touch that is too slow


class Touch(NamedTuple):
    """One row of the index: the entry at ``index`` touches ``subject``."""

    subject: str
    index: int  # type: ignore[assignment] # nobody searches a row
    role: Role


def key_subject(kid: str) -> str:
    """Return the subject of a key."""
    return f"key:{kid}"


def event_subject(event_id: str) -> str:
    """Return the subject of an event ID."""
    return f"event:{event_id}"


def process_subject(process: str) -> str:
    """Return the subject of a process over days, by its transformationID."""
    return f"process:{process}"


def registered_subject(identifier: str) -> str:
    """Return the subject of a participant, product, place, credential or recipe."""
    return f"registered:{identifier}"


def attachment_subject(digest: str) -> str:
    """Return the subject of a photo or paper, by its SHA-256 in hex."""
    return f"sha256:{digest}"


def diary_subject(text: str) -> str:
    """Return the subject of all diary entries with the same text (docs/rules.md)."""
    return f"diary:{sha256(text.encode()).hexdigest()}"


def places_subject(participant: str) -> str:
    """Return the subject of a participant's places."""
    return f"places:{participant}"


def event_touches(index: int, event: Event) -> list[Touch]:
    """Return what an event touches, in order; all of it is void if it is a correction."""
    roles = set(_event_roles(event))
    if event.is_correction:
        roles = {(subject, Role.VOID) for subject, _ in roles}
    return [Touch(subject, index, role) for subject, role in sorted(roles)]


def _event_roles(event: Event) -> list[tuple[str, Role]]:
    roles = [(event_subject(event.event_id), Role.EVENT)]
    if event.diary is not None:
        roles.append((diary_subject(event.diary), Role.ABOUT))
    if event.process is not None:
        roles.append((process_subject(event.process), Role.PROCESS))
    if event.parent is not None:
        roles.append((event.parent.id, Role.PARENT))
    if event.lot_number is not None:
        roles += [(lot, Role.SERIAL) for made in event.created if (lot := _lot_of(event, made))]
    _add(roles, event.things, _role_of_things(event))
    _add(roles, event.inputs, Role.TAKEN)
    _add(roles, event.outputs, Role.MADE)
    _add(roles, event.children, Role.CHILD)
    for crop in event.grown_from:
        roles.append((crop.id, Role.GROWN))
    for attachment in event.attachments:
        roles.append((attachment_subject(attachment.sha256), Role.ABOUT))
    return roles


def _lot_of(event: Event, made: Listed) -> str | None:
    return event.serial_lot(made.item) if made.quantity is None else None


def _add(roles: list[tuple[str, Role]], things: tuple[Listed, ...], role: Role) -> None:
    for listed in things:
        roles.append((listed.item.id, role))  # noqa: PERF401 (most lists are empty, or of one)


def _role_of_things(event: Event) -> Role:
    """Return what an ObjectEvent does to what it lists; no other event lists things."""
    if event.action == ADD:
        return Role.MADE
    return Role.TAKEN if event.action == DELETE else Role.ABOUT


def event_needs(event: Event, kid: str) -> list[str]:
    """Return the registry subjects without which the event cannot be verified."""
    products = [listed.item.product for listed in event.listed if listed.item.product]
    named = (*products, *event.places, *event.receivers, *event.certificates)
    return [key_subject(kid), *map(registered_subject, named)]


def registry_touches(index: int, statement: RegistryStatement) -> list[Touch]:
    """Return what a registry statement is about."""
    return [Touch(subject, index, Role.ABOUT) for subject in _about(statement)]


def registry_needs(statement: RegistryStatement, kid: str) -> list[str]:
    """Return the subjects without which a registry statement cannot be verified."""
    signer = key_subject(kid)
    match statement:
        case Genesis():
            return [registered_subject(statement.operator.participant)]
        case ParticipantRegistered():
            keys = [key_subject(key.kid) for key in statement.keys]
            return [signer, registered_subject(statement.participant), *keys]
        case ParticipantStatusChanged():
            return [
                signer,
                registered_subject(statement.participant),
                *map(registered_subject, statement.into),
            ]
        case KeyAdded():
            return [signer, registered_subject(statement.participant)]
        case KeyRevoked():
            return [signer, key_subject(statement.kid)]
        case ProductRegistered():
            recipe = [registered_subject(statement.recipe)] if statement.recipe else []
            return [signer, registered_subject(statement.owner), *recipe]
        case LocationRegistered() | RecipeRegistered():
            return [signer, registered_subject(statement.owner)]
        case RulesRaised():
            return [signer]
        case CredentialIssued():
            return [
                signer,
                registered_subject(statement.issuer),
                registered_subject(statement.credential),
                registered_subject(statement.subject),
            ]
        case CredentialRevoked():
            return [signer, registered_subject(statement.credential)]


def _about(statement: RegistryStatement) -> list[str]:
    match statement:
        case Genesis():
            return _about(statement.operator)
        case ParticipantRegistered():
            keys = (key_subject(key.kid) for key in statement.keys)
            return [registered_subject(statement.participant), *keys]
        case KeyAdded():
            return [key_subject(statement.key.kid)]
        case KeyRevoked():
            return [key_subject(statement.kid)]
        case LocationRegistered():
            return [registered_subject(statement.location), places_subject(statement.owner)]
        case CredentialIssued():
            return [registered_subject(statement.credential), registered_subject(statement.subject)]
        case RulesRaised():
            return [RULES_SUBJECT]
        case _:
            return [registered_subject(_described(statement))]


def _described(
    statement: ParticipantStatusChanged | ProductRegistered | CredentialRevoked | RecipeRegistered,
) -> str:
    match statement:
        case ParticipantStatusChanged():
            return statement.participant
        case ProductRegistered():
            return statement.product
        case CredentialRevoked():
            return statement.credential
        case RecipeRegistered():
            return statement.recipe
