"""JSON Schemas of every statement, and the process templates that events are built from.

* ``event``, ``registry``, ``seal``  payloads of the three statement types (docs/formats.md, 4-7)
* ``template``                       a process template, such as ``ba-khia``

``rules.json`` is the catalogue of rules (docs/rules.md).
"""

from __future__ import annotations

import json
from decimal import Decimal
from importlib.resources import files
from typing import Any

from nguon_schemas.errors import SchemaError

SCHEMA_NAMES = ("event", "registry", "seal", "template")

# The prefix ``nguon:`` of extension members, for the @context of an event.
NGUON_NAMESPACE = "urn:nguon:epcis:"
CBVMDA_NAMESPACE = "urn:epcglobal:cbv:mda:"
EPCIS_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

__all__ = [
    "CBVMDA_NAMESPACE",
    "EPCIS_CONTEXT",
    "NGUON_NAMESPACE",
    "SCHEMA_NAMES",
    "SchemaError",
    "load_rules",
    "load_schema",
    "load_template",
    "template_names",
]


def load_schema(name: str) -> dict[str, Any]:
    """Read a JSON Schema (draft 2020-12) by its name.

    Raises SchemaError ``schema_unknown``.
    """
    if name not in SCHEMA_NAMES:
        raise SchemaError("schema_unknown", f"there is no schema {name!r}", field="")
    return _read(f"{name}.schema.json")


def load_rules() -> dict[str, Any]:
    """Read the catalogue of rules as it stands in its file."""
    return _read("rules.json")


def template_names() -> tuple[str, ...]:
    """Return the names of the process templates, in alphabetical order."""
    folder = files(__name__) / "templates"
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".json")))


def load_template(name: str) -> dict[str, Any]:
    """Read a process template as it stands in its file; fractions are Decimal.

    Raises SchemaError ``template_unknown``, whose sentence lists the templates there are.
    """
    names = template_names()
    if name not in names:
        known = ", ".join(names)
        raise SchemaError("template_unknown", f"no template {name!r}; there are {known}", field="")
    return _read("templates", f"{name}.json")


def _read(*path: str) -> dict[str, Any]:
    text = files(__name__).joinpath(*path).read_text(encoding="utf-8")
    value: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return value
