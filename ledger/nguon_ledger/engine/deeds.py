"""What a report counts of an event: who, what, when, and how much came of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from nguon_ledger.events.event import Event, Listed
from nguon_ledger.events.quantities import EXACT


@dataclass(frozen=True, slots=True)
class Deed:
    """An event and one of its products; ``made`` in the base unit of ``dimension``."""

    index: int
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
    made = [c for c in event.created if c.quantity is not None]
    volumes = _volumes(made)
    if not volumes:
        first = next((x.item.product for x in event.listed if x.item.product), None)
        return [Deed(index, first or "", participant, step, event.happened, recorded, None, None)]
    return [
        Deed(index, product, participant, step, event.happened, recorded, dimension, amount)
        for product, (dimension, amount) in volumes.items()
    ]


def _volumes(made: list[Listed]) -> dict[str, tuple[str, Decimal]]:
    """Add up lots of a product; one product is counted in one dimension, the first."""
    volumes: dict[str, tuple[str, Decimal]] = {}
    for listed in made:
        product, quantity = listed.item.product or "", listed.quantity
        if quantity is None:
            continue
        dimension, total = volumes.get(product, (quantity.dimension, Decimal(0)))
        if quantity.dimension == dimension:
            volumes[product] = dimension, EXACT.add(total, quantity.base)
    return volumes
