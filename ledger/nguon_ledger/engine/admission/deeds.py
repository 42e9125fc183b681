"""What a report counts of an event: who, what, when, and how much came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from nguon_ledger.events.event import Event, Listed
from nguon_ledger.events.quantities import EXACT


class Deed(NamedTuple):
    """An event and one of its products; ``made`` in the base unit of ``dimension``."""

    index: int  # type: ignore[assignment] # nobody searches a row
    product: str
    participant: str
    step: str
    happened: int
    recorded: int
    dimension: str | None
    made: Decimal | None


def deeds_of(event: Event, *, index: int, participant: str, recorded: int) -> list[Deed]:
    """Return a deed for each product that the event makes lots of; one if it makes none.

    Serials given to pieces of a lot are no second making of them.
    """
    step = event.step or event.biz_step
    counted: Mapping[str, tuple[str | None, Decimal | None]] = _volumes(event.created)
    return [
        Deed(index, product, participant, step, event.happened, recorded, dimension, amount)
        for product, (dimension, amount) in (counted or {_first(event): (None, None)}).items()
    ]


def _first(event: Event) -> str:
    for listed in event.listed:
        if listed.item.product is not None:
            return listed.item.product
    return ""


def _volumes(made: Iterable[Listed]) -> dict[str, tuple[str, Decimal]]:
    """Add up lots of a product; one product is counted in one dimension, the first."""
    volumes: dict[str, tuple[str, Decimal]] = {}
    for listed in made:
        product, quantity = listed.item.product or "", listed.quantity
        if quantity is None:
            continue
        if product not in volumes:
            volumes[product] = quantity.dimension, quantity.base
            continue
        dimension, total = volumes[product]
        if quantity.dimension == dimension:
            volumes[product] = dimension, EXACT.add(total, quantity.base)
    return volumes
