"""The lot graph: what one event makes of what, seen from either end."""

from __future__ import annotations

from collections.abc import Iterator

from nguon_ledger.events.event import ADD, AGGREGATION, Event


def direct_sources(thing: str, event: Event) -> Iterator[str]:
    """Yield what ``thing`` was made of according to the event that made it, process aside."""
    if event.type == AGGREGATION:
        yield from (child.item.id for child in event.children)
        return
    yield from (source.item.id for source in event.inputs)
    yield from (crop.id for crop in event.grown_from)
    yield from serial_sources(thing, event)


def serial_sources(thing: str, event: Event) -> Iterator[str]:
    """Yield the lot that ``thing`` is made a serial of, if it is."""
    for created in event.created:
        if created.item.id == thing and created.quantity is None:
            lot = event.serial_lot(created.item)
            if lot is not None:
                yield lot


def direct_products(thing: str, event: Event) -> Iterator[str]:
    """Yield what ``thing`` became in an event that uses it, process aside.

    The other end of direct_sources: the one names a thing exactly where the other names its
    source.
    """
    if event.type == AGGREGATION:
        if event.action == ADD and event.parent is not None:
            yield from (event.parent.id for child in event.children if child.item.id == thing)
        return
    used = [source.item.id for source in event.inputs] + [crop.id for crop in event.grown_from]
    for created in event.created:
        is_serial = created.quantity is None and event.serial_lot(created.item) == thing
        if thing in used or is_serial:
            yield created.item.id
