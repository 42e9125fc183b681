"""From a broken rule to a sentence that a clerk can act on.

The schemas carry the words: the ``description`` nearest to the broken rule either names the
value that is expected (``a quantity: a number above 0``) or, ending in a full stop, states the
rule itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Any

import jsonschema_rs

from nguon_schemas.errors import SchemaError
from nguon_schemas.pointer import pointer

# A garbled list of 10,000 elements need not be read to its end to name one fault.
_MAX_ERRORS = 100
_MAX_SHOWN = 60


def schema_error(
    schema: dict[str, Any], errors: Iterable[jsonschema_rs.ValidationError]
) -> SchemaError:
    """Choose the fault that says most, and describe it.

    Unknown members first, then missing ones, then the deepest fault. ``schema`` is the document
    that the errors' schema paths lead into.
    """
    error = min(
        islice(errors, _MAX_ERRORS),
        key=lambda e: (_rank(e), -len(e.instance_path)),
    )
    path = list(error.instance_path)
    if error.kind.name == "additionalProperties":
        return _unknown_member(schema, error, path)
    if _is_missing(error):
        missing = error.kind.as_dict()["property"]
        detail = f'the member "{missing}" is missing'
        return SchemaError("schema_violation", detail, field=pointer([*path, missing]))
    return SchemaError("schema_violation", _describe(schema, error), field=pointer(path))


def _rank(error: jsonschema_rs.ValidationError) -> int:
    # A misspelt name is also a missing one, and naming the misspelling helps more.
    if error.kind.name == "additionalProperties":
        return 0
    return 1 if _is_missing(error) else 2


def _is_missing(error: jsonschema_rs.ValidationError) -> bool:
    # Under a condition the rule's own sentence says more than the name of the missing member.
    conditional = "then" in error.schema_path or "else" in error.schema_path
    return error.kind.name == "required" and not conditional


def _unknown_member(
    schema: dict[str, Any], error: jsonschema_rs.ValidationError, path: list[str | int]
) -> SchemaError:
    name = error.kind.as_dict()["unexpected"][0]
    known = _members(schema, error.schema_path[:-1])
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f'; did you mean "{close[0]}"?' if close else ""
    detail = f'"{name:.60}" is not a member that is known here{hint}'
    return SchemaError("schema_violation", detail, field=pointer([*path, name]))


def _describe(schema: dict[str, Any], error: jsonschema_rs.ValidationError) -> str:
    description = _nearest_description(schema, error.schema_path)
    if description is None:
        return error.message
    if description.endswith("."):
        return description
    shown = json.dumps(error.instance, ensure_ascii=False, default=str)
    if len(shown) > _MAX_SHOWN:
        shown = shown[:_MAX_SHOWN] + "..."
    return f"{shown} is not {description}"


def _nearest_description(schema: dict[str, Any], path: Sequence[str | int]) -> str | None:
    node: Any = schema
    found = None
    for part in path:
        if isinstance(node, dict) and isinstance(node.get("description"), str):
            found = node["description"]
        node = node[part]
    return found


def _members(schema: dict[str, Any], path: Sequence[str | int]) -> list[str]:
    node: Any = schema
    for part in path:
        node = node[part]
    return list(node.get("properties", ()))
