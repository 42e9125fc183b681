"""Who may make which registry statement (docs/verification.md, "Authority")."""

from __future__ import annotations

from collections.abc import Iterable

from nguon_ledger.errors import NguonError
from nguon_ledger.registry.records import KeyRecord
from nguon_ledger.registry.state import Registry
from nguon_ledger.registry.statements import (
    OPERATOR,
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
from nguon_ledger.rules.version import CUSTODY, LATEST


def check_genesis(statement: RegistryStatement, *, origin: str, vkey: str, kid: str) -> Genesis:
    """Check the first entry against what is pinned, and return it.

    Its signature is the caller's to check, with the operator's key ``kid``. Raises NguonError
    ``genesis_missing``, ``genesis_mismatch``, ``rules_unknown``, ``weak_key`` or ``unknown_key``.
    """
    if not isinstance(statement, Genesis):
        raise NguonError("genesis_missing", "the first entry is not Genesis")
    if statement.origin != origin or vkey not in statement.log_keys:
        raise NguonError("genesis_mismatch", "Genesis is of another log, or names other log keys")
    _require_known_rules(statement.rules)
    check_keys(statement)
    if kid not in {key.kid for key in statement.operator.keys}:
        raise NguonError("unknown_key", "Genesis is signed by one of its operator's keys")
    return statement


def check_keys(statement: RegistryStatement) -> None:
    """Refuse keys under which anybody can sign. Raises NguonError ``weak_key``."""
    if any(key.is_weak for key in introduced_keys(statement)):
        raise NguonError("weak_key", "a key of small order, or not in canonical form", field="keys")


def authorize(
    registry: Registry, index: int, statement: RegistryStatement, signer: KeyRecord
) -> None:
    """Decide whether ``signer`` may say this at ``index``, in the order of docs/verification.md.

    Raises NguonError ``genesis_misplaced``, ``not_authorized``, ``already_registered``,
    ``unknown_participant``, ``unknown_key``, ``key_revoked``, ``unknown_credential``,
    ``unknown_subject``, ``unknown_recipe``, ``rules_lowered`` or ``rules_unknown``.
    """
    match statement:
        case Genesis():
            raise NguonError("genesis_misplaced", "there is one Genesis, at index 0")
        case ParticipantRegistered():
            _require_operator(registry, signer)
            _require_new(statement.participant, registry.participants)
            _require_new_keys(registry, [key.kid for key in statement.keys])
        case ParticipantStatusChanged():
            _status_change(registry, statement, signer)
        case KeyAdded():
            registry.participant(statement.participant)
            _require_self(registry, signer, statement.participant)
            _require_new_keys(registry, [statement.key.kid])
        case KeyRevoked():
            _key_revocation(registry, statement, signer)
        case ProductRegistered():
            _description(registry, signer, statement.owner)
            _require_heir(
                registry, index, statement.owner, registry.products.get(statement.product)
            )
            _require_recipe(registry, index, statement.recipe)
        case LocationRegistered():
            _description(registry, signer, statement.owner)
            places = registry.locations.get(statement.location)
            _require_heir(registry, index, statement.owner, places)
        case CredentialIssued():
            _credential(registry, statement, signer)
        case CredentialRevoked():
            _credential_revocation(registry, statement, signer)
        case RecipeRegistered():
            _description(registry, signer, statement.owner)
            _require_new(statement.recipe, registry.recipes)
        case RulesRaised():
            _require_operator(registry, signer)
            _require_higher(statement.version, registry.rules_at(index))
            _require_known_rules(statement.version)


def _status_change(r: Registry, statement: ParticipantStatusChanged, signer: KeyRecord) -> None:
    _require_operator(r, signer)
    if r.participant(statement.participant).is_operator:
        raise _not_authorized("the operator's own status does not change")
    for successor in statement.into:
        r.participant(successor)


def _key_revocation(r: Registry, statement: KeyRevoked, signer: KeyRecord) -> None:
    record = r.keys.get(statement.kid)
    if record is None:
        raise NguonError("unknown_key", "nobody has this key", field="key")
    if record.revoked is not None:
        raise NguonError("key_revoked", "the key is revoked already", field="key")
    _require_self(r, signer, record.participant)


def _credential(r: Registry, statement: CredentialIssued, signer: KeyRecord) -> None:
    issuer = r.participant(statement.issuer)
    may_issue = {"certifier", OPERATOR} & set(issuer.registration.roles)
    if signer.participant != statement.issuer or not may_issue:
        raise _not_authorized("a certificate is signed by its issuer, who is a certifier")
    _require_new(statement.credential, r.credentials)
    if statement.subject not in r.participants and statement.subject not in r.products:
        raise NguonError(
            "unknown_subject", f"{statement.subject} is not registered", field="subject"
        )


def _credential_revocation(r: Registry, statement: CredentialRevoked, signer: KeyRecord) -> None:
    record = r.credentials.get(statement.credential)
    if record is None or record.revoked is not None:
        raise NguonError("unknown_credential", "no such certificate in force", field="credential")
    _require_self(r, signer, record.credential.issuer)


def _description(r: Registry, signer: KeyRecord, owner: str) -> None:
    r.participant(owner)
    _require_self(r, signer, owner)


def _require_operator(r: Registry, signer: KeyRecord) -> None:
    if not r.participants[signer.participant].is_operator:
        raise _not_authorized("only the operator may say this")


def _require_self(r: Registry, signer: KeyRecord, participant: str) -> None:
    if signer.participant != participant:
        _require_operator(r, signer)


def _require_new(identifier: str, known: Iterable[str]) -> None:
    if identifier in known:
        raise NguonError("already_registered", f"{identifier} is registered already")


def _require_new_keys(r: Registry, kids: list[str]) -> None:
    if len(set(kids)) != len(kids) or any(kid in r.keys for kid in kids):
        raise NguonError("already_registered", "a key is registered already", field="keys")


def _require_heir(
    r: Registry,
    index: int,
    owner: str,
    versions: list[tuple[int, ProductRegistered]] | list[tuple[int, LocationRegistered]] | None,
) -> None:
    """Let a description pass from its owner to whoever has taken over from them."""
    if not versions or versions[-1][1].owner == owner:
        return
    hands_over = r.rules_at(index) >= CUSTODY
    if not (hands_over and r.acts_for(owner, versions[-1][1].owner, index)):
        raise _not_authorized("it belongs to somebody else", field="owner")


def _require_recipe(r: Registry, index: int, recipe: str | None) -> None:
    if recipe is not None and r.recipe_at(recipe, index) is None:
        raise NguonError("unknown_recipe", f"{recipe} is not registered", field="recipe")


def _require_higher(version: int, current: int) -> None:
    if version <= current:
        raise NguonError("rules_lowered", f"version {current} is in force", field="version")


def _require_known_rules(version: int) -> None:
    if version > LATEST:
        raise NguonError("rules_unknown", f"version {version} of the rules is not known here")


def _not_authorized(why: str, field: str = "kid") -> NguonError:
    return NguonError("not_authorized", why, field=field)
