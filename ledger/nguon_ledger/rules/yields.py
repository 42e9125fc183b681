"""Flags about recipes: more out than can come of what went in, steps too fast or too slow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from nguon_ledger.events.event import TRANSFORMATION, Event, Listed
from nguon_ledger.events.quantities import EXACT, PIECES, plain
from nguon_ledger.registry.statements import RecipeStep
from nguon_ledger.rules.case import Case
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.timing import HOUR

_NOTHING = Decimal(0)


def judge_yield(case: Case) -> Iterator[Finding]:
    """Yield ``step_not_in_recipe``, ``yield_unknown``, ``yield_high``, ``too_fast``, ``too_slow``.

    A litre counts as a kilogram: densities are not known.
    """
    event = case.event
    if event.type != TRANSFORMATION or not event.outputs:
        return
    first = event.outputs[0].item
    product = case.registry.product_at(first.product or "", case.index)
    recipe = case.registry.recipe_at(product.recipe, case.index)
    step = recipe.step(event.step) if recipe is not None else None
    if recipe is not None and step is None:
        yield Finding("step_not_in_recipe", case.index, first.id, {"step": event.step or ""})
    parts = _parts(case)
    yield from _judge_mass(case, parts, step)
    if step is not None:
        yield from _judge_hours(case, parts, step)


def _parts(case: Case) -> list[Event]:
    process = case.event.process
    if process is None:
        return [case.event]
    return [*(part.event for part in case.things.process(process)), case.event]


def _judge_mass(case: Case, parts: Sequence[Event], step: RecipeStep | None) -> Iterator[Finding]:
    came_out = [x for part in parts for x in part.outputs if not _is_serial(part, x)]
    went_in = [listed for part in parts for listed in part.inputs]
    made, unknown = _add_up(case, came_out)
    most, missing = _add_up(case, went_in)
    if unknown := unknown or missing:
        yield Finding("yield_unknown", case.index, unknown)
        return
    if step is not None and step.yield_max is not None:
        most = EXACT.multiply(most, step.yield_max)
    if made > most:
        values = {"made": plain(made), "most": plain(most)}
        yield Finding("yield_high", case.index, case.event.outputs[0].item.id, values)


def _is_serial(part: Event, listed: Listed) -> bool:
    return listed.quantity is None and part.serial_lot(listed.item) is not None


def _mass(case: Case, listed: Listed) -> Decimal | None:
    quantity = listed.quantity
    if quantity is not None and quantity.dimension != PIECES:
        return quantity.base
    content = case.content(listed.item)
    if content is None or content.dimension == PIECES:
        return None
    return content.base if quantity is None else EXACT.multiply(quantity.base, content.base)


def _add_up(case: Case, listings: Iterable[Listed]) -> tuple[Decimal, str | None]:
    """Return the mass of all, and the first of which it is not known."""
    total = _NOTHING
    for listed in listings:
        mass = _mass(case, listed)
        if mass is None:
            return total, listed.item.id
        total = EXACT.add(total, mass)
    return total, None


def _judge_hours(case: Case, parts: Sequence[Event], step: RecipeStep) -> Iterator[Finding]:
    process = case.event.process
    subject = process or _main_input(case)
    if subject is None:
        return
    if process is not None:
        started: int | None = min(part.happened for part in parts)
    else:
        main = case.things.get(subject)
        started = main.made_at if main is not None else None
    if started is None:
        return
    passed = max(0, case.event.happened - started)
    hours = str(passed // HOUR)
    if step.hours_min is not None and passed < step.hours_min * HOUR:
        values = {"hours": hours, "least": plain(step.hours_min)}
        yield Finding("too_fast", case.index, subject, values)
    if process is not None and step.hours_max is not None and passed > step.hours_max * HOUR:
        values = {"hours": hours, "most": plain(step.hours_max)}
        yield Finding("too_slow", case.index, subject, values)


def _main_input(case: Case) -> str | None:
    """Return the input of the greatest mass: salt and garlic wait long on the shelf."""
    if not case.event.inputs:
        return None
    return max(case.event.inputs, key=lambda listed: _mass(case, listed) or 0).item.id
