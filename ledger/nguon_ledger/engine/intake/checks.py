"""Checks that need no order: cheap ones first, the signature last. Runs in the caller's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from nguon_ledger.engine.commit.checked import Checked
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import Event
from nguon_ledger.events.reading import read_event
from nguon_ledger.keys.jwk import PublicKey
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.registry.authority import check_keys
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.state import Registry
from nguon_ledger.registry.statements import Genesis, RegistryStatement, introduced_keys
from nguon_ledger.statement import (
    EVENT_TYP,
    REGISTRY_TYP,
    UnverifiedStatement,
    parse_statement,
    verify_signature,
)
from nguon_schemas.errors import SchemaError
from nguon_schemas.validate import validate_event, validate_registry


class Examined(NamedTuple):
    """What came of a statement that was examined, and whether its signature was its key's.

    It goes from one process to another, so the bytes that both have are not in it.
    """

    found: Event | RegistryStatement | NguonError
    is_signed: bool
    leaf: bytes = b""


def _free(_key: str) -> None:
    """Charge nothing."""


def check_statement(
    data: bytes, *, origin: str, registry: Registry, charge: Callable[[str], None] = _free
) -> Checked:
    """Check form, key, signature and schema of a statement.

    A stranger is refused before any costly work. ``charge`` is called with the key's thumbprint
    once the signature is its own, and may refuse. Raises NguonError.
    """
    statement = _parse(data, origin)
    verify_signature(statement, _signing_key(statement, registry))
    charge(statement.kid)
    return Checked(data, statement.kid, _read_content(statement), leaf_hash(data))


def examine(data: bytes, *, origin: str, key: PublicKey) -> Examined:
    """Check what ``check_statement`` checks of a statement whose key is known."""
    is_signed = False
    try:
        statement = _parse(data, origin)
        verify_signature(statement, key)
        is_signed = True
        return Examined(_read_content(statement), is_signed, leaf_hash(data))
    except NguonError as e:
        return Examined(e, is_signed)


def _parse(data: bytes, origin: str) -> UnverifiedStatement:
    statement = parse_statement(data, log=origin)
    if statement.typ not in {EVENT_TYP, REGISTRY_TYP}:
        raise NguonError("unknown_type", f"typ {statement.typ[:60]!r} is not accepted", field="typ")
    return statement


def read_vouched(data: bytes, *, origin: str) -> Checked:
    """Read a statement that passed ``check_statement`` in another process. Raises NguonError."""
    statement = parse_statement(data, log=origin)
    is_event = statement.typ == EVENT_TYP
    content = (read_event if is_event else read_registry)(statement.payload)
    return Checked(data, statement.kid, content, leaf_hash(data))


def key_in_force(kid: str, registry: Registry) -> PublicKey | None:
    """Return a key that may sign now."""
    try:
        return registry.signer_at(kid, _NEXT).key if registry.genesis is not None else None
    except NguonError:
        return None


def _signing_key(statement: UnverifiedStatement, registry: Registry) -> PublicKey:
    if registry.genesis is not None:
        return registry.signer_at(statement.kid, _NEXT).key
    genesis = read_registry(statement.payload) if statement.typ == REGISTRY_TYP else None
    if not isinstance(genesis, Genesis):
        raise NguonError("genesis_missing", "an empty ledger takes Genesis first")
    key = next((key for key in genesis.operator.keys if key.kid == statement.kid), None)
    if key is None:
        raise NguonError("unknown_key", "Genesis is signed by one of its operator's keys")
    return key


def _read_content(statement: UnverifiedStatement) -> Event | RegistryStatement:
    try:
        if statement.typ == EVENT_TYP:
            validate_event(statement.payload)
            return read_event(statement.payload)
        validate_registry(statement.payload)
    except SchemaError as e:
        raise NguonError(e.code, e.detail, field=e.field) from None
    content = read_registry(statement.payload)
    check_keys(content)
    if not all(key.is_prime_order for key in introduced_keys(content)):
        raise NguonError("weak_key", "not a point of the prime-order group", field="keys")
    return content


# Later than every entry: the state as it is now. The writer asks again with the real index.
_NEXT = 2**63
