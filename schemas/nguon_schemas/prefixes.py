"""Prefixed member names: each prefix is declared in the event's own @context.

GS1's context declares some prefixes too, but a reader would have to fetch it to know which; so
an event declares every prefix that it uses (JSON-LD 1.1, 4.1.5 Compact IRIs).
"""

from __future__ import annotations

from nguon_schemas import CBVMDA_NAMESPACE, NGUON_NAMESPACE
from nguon_schemas.errors import SchemaError
from nguon_schemas.pointer import pointer

_KNOWN = {"cbvmda": CBVMDA_NAMESPACE, "nguon": NGUON_NAMESPACE}
_CONTAINERS = (dict, list)


def check_prefixes(event: object) -> None:
    """Refuse a member name whose prefix the event does not declare.

    ``event`` has passed its schema. Raises SchemaError ``undeclared_prefix``.
    """
    path = _first_undeclared(event, _declared(event))
    if path:
        prefix = str(path[-1]).split(":", 1)[0]
        raise SchemaError(
            "undeclared_prefix",
            f'"{path[-1]}" needs its prefix declared in @context: '
            f'{{"{prefix}": "{_KNOWN.get(prefix, "https://...")}"}}',
            field=pointer(path),
        )


def _declared(event: object) -> set[str]:
    context = event.get("@context") if isinstance(event, dict) else None
    parts = context if isinstance(context, list) else [context]
    return {prefix for part in parts if isinstance(part, dict) for prefix in part}


def _first_undeclared(value: object, declared: set[str]) -> tuple[str | int, ...]:
    """Return the path to a name as it is written from above, or () if there is none."""
    if isinstance(value, list):
        for index, child in enumerate(value):
            if isinstance(child, _CONTAINERS) and (path := _first_undeclared(child, declared)):
                return (index, *path)
    elif isinstance(value, dict):
        for name, child in value.items():
            if ":" in name and name.split(":", 1)[0] not in declared:
                return (name,)
            if not isinstance(child, _CONTAINERS) or name == "@context":
                continue
            if path := _first_undeclared(child, declared):
                return (name, *path)
    return ()
