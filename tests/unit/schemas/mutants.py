"""Finds rules of a JSON Schema that could be taken away without anybody noticing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

import jsonschema_rs

_Path = tuple[str | int, ...]
_NAMED = {"properties", "patternProperties", "$defs"}
_NO_RULES = {"$schema", "title", "description", "$defs", "$ref", "if", "properties", "items"}


def idle_rules(schema: dict[str, Any], good: Sequence[Any], bad: Sequence[Any]) -> list[str]:
    """Take each rule away in turn; list those whose loss changes no verdict.

    Every verdict is asked for with formats checked and without, because a pattern stands in for a
    format where a validator does not check formats.
    """
    before = [_verdicts(schema, good, bad, formats=formats) for formats in (True, False)]
    assert before[0] == [True] * len(good) + [False] * len(bad)
    idle = []
    for path in _rules(schema, ()):
        mutant = _without(schema, path)
        after = [_verdicts(mutant, good, bad, formats=formats) for formats in (True, False)]
        if before == after:
            idle.append(json.dumps(path))
    return idle


def _verdicts(
    schema: dict[str, Any], good: Sequence[Any], bad: Sequence[Any], *, formats: bool
) -> list[bool]:
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=formats)
    return [validator.is_valid(document) for document in (*good, *bad)]


def _rules(node: Any, path: _Path) -> Iterator[_Path]:
    if isinstance(node, list):
        for i, child in enumerate(node):
            yield from _rules(child, (*path, i))
    elif isinstance(node, dict):
        named = bool(path) and path[-1] in _NAMED and path[-2:-1] != ("properties",)
        for name, child in node.items():
            if not named and name not in _NO_RULES:
                yield (*path, name)
            yield from _rules(child, (*path, name))


def _without(schema: dict[str, Any], path: _Path) -> dict[str, Any]:
    mutant = deepcopy(schema)
    node: Any = mutant
    for part in path[:-1]:
        node = node[part]
    del node[path[-1]]
    return mutant
