"""From a checked payload to a signed statement."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from nguon_ledger.encoding.strict_json import parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.statement import (
    EVENT_TYP,
    MAX_STATEMENT,
    REGISTRY_TYP,
    sign_statement,
)
from nguon_schemas import SchemaError
from nguon_schemas.validate import validate_registry
from nguon_signer.event_builder import Payload, check_event


def sign_event(event: Payload, *, log: str, key: Ed25519SigningKey) -> bytes:
    """Check and sign an event for the ledger with origin ``log``.

    Raises NguonError: the codes of event_builder.check_event and encode_payload, or
    ``statement_too_large``.
    """
    check_event(event)
    return _sign(EVENT_TYP, event, log, key)


def sign_registry(statement: Payload, *, log: str, key: Ed25519SigningKey) -> bytes:
    """Check and sign a registry statement. Raises as sign_event."""
    try:
        validate_registry(statement)
    except SchemaError as e:
        raise NguonError(e.code, e.detail, field=e.field) from None
    return _sign(REGISTRY_TYP, statement, log, key)


def encode_payload(payload: Payload) -> bytes:
    """Write JSON that the ledger reads back as the same values.

    Raises NguonError ``payload_malformed`` for what does not survive.
    """
    try:
        text = json.dumps(
            payload,
            ensure_ascii=False,
            allow_nan=False,
            separators=(",", ":"),
            default=_number,
        )
        data = text.encode("utf-8")
        read_back = parse_object(data)
    except (TypeError, ValueError, RecursionError, NguonError) as e:
        raise NguonError("payload_malformed", f"not JSON that the ledger reads: {e}") from None
    if read_back != payload:
        raise NguonError("payload_malformed", "a value changes when it is written as JSON")
    return data


def _number(value: Any) -> int | float:  # noqa: ANN401 (json.dumps asks about anything)
    # A double's shortest text gives back every decimal of at most 15 digits (RFC 7493, 2.2),
    # and the comparison above refuses those with more.
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")


def _sign(typ: str, payload: Payload, log: str, key: Ed25519SigningKey) -> bytes:
    statement = sign_statement(typ=typ, log=log, payload=encode_payload(payload), key=key)
    if len(statement) > MAX_STATEMENT:
        what = f"{len(statement)} bytes; a statement has at most {MAX_STATEMENT}"
        raise NguonError("statement_too_large", what)
    return statement
