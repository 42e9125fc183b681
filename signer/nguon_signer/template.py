"""Process templates as typed values (schemas/nguon_schemas/template.schema.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nguon_ledger.errors import NguonError
from nguon_schemas import SchemaError, load_template
from nguon_schemas.validate import validate_template

ANY_ROLE = "*"
Titles = Mapping[str, str]


@dataclass(frozen=True)
class Product:
    """What a role is, and the unit that its quantities are in."""

    role: str
    title: Titles
    uom: str


@dataclass(frozen=True)
class Thing:
    """What goes into a step or comes out; ``kinds`` are lot, unit, logistic_unit."""

    role: str
    uom: str | None
    kinds: tuple[str, ...]
    optional: bool


@dataclass(frozen=True)
class Field:
    """One question of a step. ``place`` is ilmd, event, disposition or sensor.

    ``minimum`` and ``maximum`` bound a number; the schema sees to it that numbers have them.
    ``days`` are a bare number, and none at all for 0; ``results`` are a list (answers.Result).
    """

    name: str
    title: Titles
    kind: str
    place: str
    member: str | None
    uom: str | None
    measures: str | None
    substance: str | None
    minimum: Decimal | int
    maximum: Decimal | int
    options: tuple[str, ...]
    required: bool


@dataclass(frozen=True)
class Step:
    """One step: which event it is, what goes in and out, what is asked.

    ``anywhere``: it is done to things wherever they are, so it needs no place.
    ``yield_max`` is output mass per input mass; ``hours_min`` and ``hours_max`` bound the time
    from the main input's making to the output (docs/rules.md).
    """

    name: str
    title: Titles
    type: str
    action: str | None
    biz_step: str
    disposition: str | None
    persistent: Mapping[str, Any] | None
    anywhere: bool
    parties: tuple[str, ...]
    grown_from: tuple[str, ...]
    grown_from_optional: bool
    inputs: tuple[Thing, ...]
    outputs: tuple[Thing, ...]
    fields: tuple[Field, ...]
    yield_max: Decimal | int | None
    hours_min: Decimal | int | None
    hours_max: Decimal | int | None


@dataclass(frozen=True)
class Template:
    """A process, such as salting ba khía, as its steps and the products it needs."""

    name: str
    title: Titles
    products: Mapping[str, Product]
    steps: tuple[Step, ...]

    def step(self, name: str) -> Step:
        """Return a step by its name. Raises NguonError ``step_unknown``."""
        for step in self.steps:
            if step.name == name:
                return step
        there = ", ".join(step.name for step in self.steps)
        what = f"{self.name} has no step {name!r}; it has {there}"
        raise NguonError("step_unknown", what, field="step")


def open_template(name: str) -> Template:
    """Load one of the built-in templates. Raises NguonError ``template_unknown``."""
    try:
        return read_template(load_template(name))
    except SchemaError as e:
        raise NguonError(e.code, e.detail, field=e.field) from None


def read_template(document: object) -> Template:
    """Read a template document. Raises NguonError ``schema_violation``."""
    try:
        validate_template(document)
    except SchemaError as e:
        raise NguonError(e.code, e.detail, field=e.field) from None
    d: Any = document
    products = {r: Product(r, p["title"], p["uom"]) for r, p in d["products"].items()}
    template = Template(d["name"], d["title"], products, tuple(map(_step, d["steps"])))
    for step in template.steps:
        _check_roles(template, step)
        _check_hours(step)
    return template


def _step(d: Mapping[str, Any]) -> Step:
    return Step(
        name=d["step"],
        title=d["title"],
        type=d["type"],
        action=d.get("action"),
        biz_step=d["bizStep"],
        disposition=d.get("disposition"),
        persistent=d.get("persistentDisposition"),
        anywhere=d.get("anywhere", False),
        parties=tuple(d.get("parties", ())),
        grown_from=tuple(d.get("grownFrom", ())),
        grown_from_optional=d.get("grownFromOptional", False),
        inputs=tuple(map(_thing, d["inputs"])),
        outputs=tuple(map(_thing, d["outputs"])),
        fields=tuple(map(_field, d["fields"])),
        yield_max=d.get("yieldMax"),
        hours_min=d.get("hoursMin"),
        hours_max=d.get("hoursMax"),
    )


def _thing(d: Mapping[str, Any]) -> Thing:
    kinds = tuple(d.get("kinds", ("lot",)))
    return Thing(d["role"], d.get("uom"), kinds, d.get("optional", False))


def _field(d: Mapping[str, Any]) -> Field:
    return Field(
        name=d["name"],
        title=d["title"],
        kind=d["kind"],
        place=d["in"],
        member=d.get("member"),
        uom=d.get("uom"),
        measures=d.get("measures"),
        substance=d.get("substance"),
        minimum=d.get("minimum", 0),
        maximum=d.get("maximum", 0),
        options=tuple(option["value"] for option in d.get("options", ())),
        required=d.get("required", False),
    )


# What a JSON Schema cannot say.
def _check_roles(template: Template, step: Step) -> None:
    roles = [(thing.role, thing.uom) for thing in (*step.inputs, *step.outputs)]
    roles += [(role, None) for role in step.grown_from]
    for role, uom in roles:
        if role == ANY_ROLE:
            continue
        product = template.products.get(role)
        if product is None or uom not in {None, product.uom}:
            what = f"{step.name}: {role} is not a product of the template in that unit"
            raise NguonError("schema_violation", what)


def _check_hours(step: Step) -> None:
    if step.hours_min is None or step.hours_max is None:
        return
    if step.hours_min > step.hours_max:
        what = f"{step.name} takes at least {step.hours_min} hours and at most {step.hours_max}"
        raise NguonError("schema_violation", what)
