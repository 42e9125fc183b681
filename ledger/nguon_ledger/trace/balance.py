"""Step 10: quantities along the chain (docs/verification.md)."""

from __future__ import annotations

from collections import Counter

from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import Event, Listed
from nguon_ledger.events.lots import LotBalance, add_to, open_lot, serialise, take_from
from nguon_ledger.events.quantities import Quantity
from nguon_ledger.registry.state import Registry
from nguon_ledger.trace.chain import Chain
from nguon_ledger.trace.failure import at_entry
from nguon_ledger.trace.recorded import RecordedEvent


def check_balance(chain: Chain, registry: Registry) -> dict[str, LotBalance]:
    """Keep the books of the lots on the way, and return them.

    Raises StepError ``unit_mismatch``, ``overdrawn``, ``overserialised`` or
    ``already_spent``.
    """
    books = _Books(chain, registry)
    for recorded in chain.events:
        books.enter(recorded)
    return books.lots


def serials_by_lot(event: Event) -> Counter[str]:
    """Count the units that an event creates as serials of each lot."""
    lots = (event.serial_lot(c.item) for c in event.created if c.quantity is None)
    return Counter(lot for lot in lots if lot is not None)


class _Books:
    """Events are entered by ascending index; things that are not on the way are passed over."""

    def __init__(self, chain: Chain, registry: Registry) -> None:
        self.lots: dict[str, LotBalance] = {}
        self._things = chain.things
        self._registry = registry
        self._spent: set[str] = set()

    def enter(self, recorded: RecordedEvent) -> None:
        """Enter what an event takes, then what it makes, then the serials it gives."""
        event, index = recorded.event, recorded.index
        for listed in (*event.inputs, *event.removed):
            if listed.item.id in self._things:
                with at_entry(index, listed.item.id):
                    self._take(listed, index)
        for listed in event.created:
            if listed.item.id in self._things and listed.quantity is not None:
                with at_entry(index, listed.item.id):
                    self._make(listed.item.id, listed.quantity, index)
        for lot, count in serials_by_lot(event).items():
            if lot in self._things:
                with at_entry(index, lot):
                    book = self._book(lot, "overserialised")
                    self.lots[lot] = serialise(book, count, self._content(lot, index))

    def _take(self, listed: Listed, index: int) -> None:
        thing = listed.item.id
        if listed.quantity is not None:
            book = self._book(thing, "overdrawn")
            self.lots[thing] = take_from(book, listed.quantity, self._content(thing, index))
            return
        if thing in self._spent:
            raise NguonError("already_spent", f"{thing} left before")
        self._spent.add(thing)

    def _book(self, lot: str, code: str) -> LotBalance:
        if lot not in self.lots:  # an event aside uses it before the one that makes it
            raise NguonError(code, f"{lot} is not made yet")
        return self.lots[lot]

    def _make(self, lot: str, quantity: Quantity, index: int) -> None:
        old = self.lots.get(lot)
        content = self._content(lot, index)
        self.lots[lot] = add_to(old, quantity, content) if old else open_lot(lot, quantity)

    def _content(self, lot: str, index: int) -> Quantity | None:
        return self._registry.product_at(lot.rpartition("/10/")[0], index).net_content
