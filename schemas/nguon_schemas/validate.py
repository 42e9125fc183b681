"""Checks payloads against their schemas, and says in one sentence what to mend."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import jsonschema_rs

from nguon_schemas import load_schema
from nguon_schemas.errors import SchemaError
from nguon_schemas.prefixes import check_prefixes
from nguon_schemas.sentences import schema_error

_CONTAINERS = (dict, list)
_MAX_MEMBERS = 500  # a long event of a real story has about 300
MAX_DEPTH = 32  # docs/formats.md, 1; the native validator overruns its stack far beyond


def validate_event(payload: object) -> None:
    """Check one EPCIS event against the whole profile (docs/formats.md, 7).

    Numbers may be int, float or Decimal. Identifiers and their check digits are the ledger's to
    read. Raises SchemaError ``schema_violation`` or ``undeclared_prefix``.
    """
    _check_by_type("event", payload)
    check_prefixes(payload)


def validate_registry(payload: object) -> None:
    """Check one registry statement (docs/formats.md, 5). Raises SchemaError."""
    _check_by_type("registry", payload)


def validate_seal(payload: object) -> None:
    """Check a seal (docs/formats.md, 4). Raises SchemaError ``schema_violation``."""
    _check("seal", None, payload)


def validate_template(document: object) -> None:
    """Check a process template. Raises SchemaError ``schema_violation``."""
    _check("template", None, document)


def _check_by_type(name: str, payload: object) -> None:
    # One schema for each type, not a oneOf: a failed oneOf cannot say which branch was meant.
    if not isinstance(payload, dict):
        raise SchemaError("schema_violation", "a JSON object is expected", field="")
    if "type" not in payload:
        raise SchemaError("schema_violation", 'the member "type" is missing', field="/type")
    kind = payload["type"]
    rule = _schema(name, None)["properties"]["type"]
    if not isinstance(kind, str) or kind not in rule["enum"]:
        raise SchemaError(
            "schema_violation", f"{kind!r:.60} is not {rule['description']}", field="/type"
        )
    _check(name, kind, payload)


def _check(name: str, kind: str | None, payload: object) -> None:
    validator = _validator(name, kind)
    if isinstance(payload, _CONTAINERS):
        _check_depth(payload, MAX_DEPTH)
    try:
        if validator.is_valid(payload):
            return
        errors = _faults(validator, payload)
    except ValueError as e:  # bytes, sets: no JSON at all
        raise SchemaError("schema_violation", f"not a JSON value: {e}", field="") from None
    raise schema_error(_schema(name, kind), errors)


def _faults(
    validator: jsonschema_rs.Validator, payload: object
) -> Iterable[jsonschema_rs.ValidationError]:
    """Find the faults to choose from; of a very long payload the first alone.

    The validator finds all before it gives any, which takes the better part of a second for a
    statement that is nothing but faults.
    """
    if _members(payload) <= _MAX_MEMBERS:
        found: Iterable[jsonschema_rs.ValidationError] = validator.iter_errors(payload)
        return found
    try:
        validator.validate(payload)
    except jsonschema_rs.ValidationError as first:
        return [first]
    raise AssertionError("a payload is both valid and not")


def _members(value: object) -> int:
    if not isinstance(value, _CONTAINERS):
        return 1
    return 1 + sum(map(_members, value.values() if isinstance(value, dict) else value))


def _check_depth(value: dict[Any, Any] | list[Any], left: int) -> None:
    if left == 0:
        raise SchemaError("schema_violation", f"nested more than {MAX_DEPTH} levels deep", field="")
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, _CONTAINERS):
            _check_depth(child, left - 1)


@cache
def _schema(name: str, kind: str | None) -> dict[str, Any]:
    schema = load_schema(name)
    if kind is None:
        return schema
    return {
        "$schema": schema["$schema"],
        "$ref": f"#/$defs/{kind}",
        "$defs": schema["$defs"],
    }


@cache
def _validator(name: str, kind: str | None) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_schema(name, kind), validate_formats=True)
