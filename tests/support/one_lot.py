"""One lot before the rules: added to, taken from, packed and numbered by its maker."""

from __future__ import annotations

from decimal import Decimal

from nguon_ledger.events.lots import LotBalance
from nguon_ledger.events.quantities import Quantity
from support.forge import Payload
from support.ruling import Ruling
from support.story import CARTON, COOP, CRAB, CRAB_LOT, participant, product

LOT = CRAB_LOT


def q(amount: str, uom: str = "KGM") -> Quantity:
    return Quantity(Decimal(amount), uom)


class OneLot:
    """Every method says one event; what the rules refuse raises, and changes nothing."""

    def __init__(self, first: Quantity, content: Quantity | None = None, *, rules: int = 2) -> None:
        self.ruling = Ruling(rules=rules)
        self.ruling.say(participant(COOP, "coop", "cooperative", "producer", "processor"))
        held = {"netContent": _amount(content)} if content is not None else {}
        self.ruling.say(product(CRAB, COOP, "Ba khía sống", **held), "coop")
        self._units = 0
        self._object("ADD", first)

    @property
    def book(self) -> LotBalance:
        book = self.ruling[LOT].balance
        assert book is not None
        return book

    def add(self, quantity: Quantity) -> LotBalance:
        return self._object("ADD", quantity, bizStep="creating_class_instance")

    def take(self, quantity: Quantity) -> LotBalance:
        return self._object("DELETE", quantity, bizStep="destroying")

    def pack(self, quantity: Quantity, action: str = "ADD") -> LotBalance:
        children = [{"epcClass": LOT} | _amount(quantity)]
        event = self.ruling.head("AggregationEvent", "cartoning", action=action, parentID=CARTON)
        self.ruling.enter(event | {"childQuantityList": children})
        return self.book

    def number(self, count: int) -> LotBalance:
        units = [f"{CRAB}/21/{self._units + n}" for n in range(1, count + 1)]
        event = self.ruling.head("ObjectEvent", "labelling", action="ADD", epcList=units)
        self.ruling.enter(event | {"ilmd": {"cbvmda:lotNumber": "C1"}})
        self._units += count
        return self.book

    def _object(self, action: str, quantity: Quantity, **changes: str) -> LotBalance:
        things = [{"epcClass": LOT} | _amount(quantity)]
        event = self.ruling.head("ObjectEvent", "x", action=action, quantityList=things)
        self.ruling.enter(event | changes)
        return self.book


def _amount(quantity: Quantity) -> Payload:
    return {"quantity": quantity.amount, "uom": quantity.uom}
