"""What became of a lot: everything made from it, given serials, or packed with it inside.

The other direction of a trace, for a recall: one step forward, and again, to the end. It reads
the index and is not evidence; each thing it names has a bundle of its own that is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from nguon_ledger.events.event import Event
from nguon_ledger.trace.graph import direct_products
from nguon_ledger.trace.reader import TraceReader, event_at
from nguon_ledger.trace.touches import Role, process_subject

_USING = {Role.TAKEN, Role.GROWN, Role.SERIAL, Role.CHILD}


def downstream(thing: str, reader: TraceReader) -> list[str]:
    """Return everything that has ``thing`` in it, nearest first; without ``thing``."""
    seen, queue = {thing: None}, deque([thing])
    while queue:
        for product in _products(queue.popleft(), reader):
            if product not in seen:
                seen[product] = None
                queue.append(product)
    return list(seen)[1:]


def _products(thing: str, reader: TraceReader) -> Iterator[str]:
    for touch in reader.touching(thing):
        found = event_at(reader, touch.index) if touch.role in _USING else None
        if found is not None:
            yield from _made(thing, touch.index, found[0], reader)


def _made(thing: str, index: int, event: Event, reader: TraceReader) -> Iterator[str]:
    if event.process is None:
        yield from direct_products(thing, event)
        return
    for part in reader.touching(process_subject(event.process)):
        later = event_at(reader, part.index) if part.index >= index else None
        if later is not None and part.role == Role.PROCESS:
            yield from (made.item.id for made in later[0].outputs)
