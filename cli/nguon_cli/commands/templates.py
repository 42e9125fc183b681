"""``nguon templates``: the processes, their steps, and what each step asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from nguon_cli.options import Json
from nguon_cli.session import Session, session_of
from nguon_schemas import template_names
from nguon_signer.field_answers import NUMBERS
from nguon_signer.template import Field, Step, Thing, open_template


def templates(
    context: typer.Context,
    *,
    name: Annotated[
        str | None, typer.Argument(help="One of them, in full.", metavar="NAME")
    ] = None,
    _json: Json = False,
) -> None:
    """List the processes, or the steps of one.

    For each step: what goes in (<) and comes out (>), and the questions that --field answers. An
    asterisk marks what must be there.
    """
    session = session_of(context)
    if name is None:
        titles = {n: open_template(n).title for n in template_names()}

        def tell() -> None:
            for template, title in titles.items():
                session.say(f"{template:12} {title['en']} ({title['vi']})")

        session.show({"templates": [{"name": n, "title": t} for n, t in titles.items()]}, tell)
        return
    steps = open_template(name).steps
    session.show(
        {"name": name, "steps": [_step_document(step) for step in steps]},
        lambda: _tell_steps(session, steps),
    )


def _tell_steps(session: Session, steps: Sequence[Step]) -> None:
    for step in steps:
        _tell_step(session, step)


def _tell_step(session: Session, step: Step) -> None:
    session.say(f"{step.name}: {step.title['en']} ({step.title['vi']})")
    for sign, things in (("<", step.inputs), (">", step.outputs)):
        if things:
            session.say(f"    {sign} {', '.join(map(_thing, things))}")
    for field in step.fields:
        session.say(f"    {_option(field)}{'*' if field.required else ''}")


def _thing(thing: Thing) -> str:
    role = "anything" if thing.role == "*" else thing.role
    kinds = "" if thing.kinds == ("lot",) else f" ({' or '.join(thing.kinds)})"
    return f"{role}{kinds}{'' if thing.optional else '*'}"


def _option(field: Field) -> str:
    if field.kind == "results":
        return "--result TEST=VALUE max|min LIMIT"
    return f"--field {field.name}={_values(field)}"


def _values(field: Field) -> str:
    if field.options:
        return "|".join(field.options)
    if field.kind in NUMBERS:
        return f"NUMBER {field.uom} ({field.minimum} to {field.maximum})"
    return field.kind.upper()


def _step_document(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "title": step.title,
        "type": step.type,
        "action": step.action,
        "inputs": [vars(thing) for thing in step.inputs],
        "outputs": [vars(thing) for thing in step.outputs],
        "fields": [vars(field) for field in step.fields],
        "parties": step.parties,
        "grownFrom": step.grown_from,
        "grownFromOptional": step.grown_from_optional,
    }
