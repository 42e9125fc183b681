"""A ruling with the people and products of the market, and its events in one line each."""

from __future__ import annotations

from typing import Any

from nguon_ledger.rules.finding import Finding
from support.forge import Payload
from support.market import PASTE, PEOPLE, SHOP, Thing, lists
from support.ruling import Ruling
from support.story import COOP, CRAB, JAR, PACKER, SALT, participant, product

__all__ = ["SHOP", "Hall"]


class Hall(Ruling):
    """Every method is one event and returns its flags."""

    def __init__(self, *, rules: int = 2, complete: bool = False) -> None:
        super().__init__(rules=rules, complete=complete)
        for name, (who, kind, *roles) in PEOPLE.items():
            self.say(participant(who, name, kind, *roles))
        content = {"netContent": {"quantity": 400, "uom": "GRM"}}
        self.say(product(CRAB, COOP, "Ba khía sống"), "coop")
        self.say(product(SALT, COOP, "Muối"), "coop")
        self.say(product(JAR, COOP, "Ba khía muối", **content), "coop")
        self.say(product(PASTE, PACKER, "Mắm"), "packer")

    def make(self, *things: Thing, by: str = "coop", **changes: Any) -> list[Finding]:
        return self._object("ADD", things, by, changes)

    def label(self, *units: str, number: str = "J1", **changes: Any) -> list[Finding]:
        return self._object("ADD", units, "coop", {"ilmd": {"cbvmda:lotNumber": number}} | changes)

    def see(self, *things: Thing, by: str = "coop", **changes: Any) -> list[Finding]:
        return self._object("OBSERVE", things, by, {"bizStep": "inspecting"} | changes)

    def work(self, *things: Thing, by: str = "coop", **changes: Any) -> list[Finding]:
        return self._object("OBSERVE", things, by, {"bizStep": "other"} | changes)

    def remove(self, *things: Thing, by: str = "coop", **changes: Any) -> list[Finding]:
        return self._object("DELETE", things, by, {"bizStep": "retail_selling"} | changes)

    def ship(self, *things: Thing, to: str = PACKER, by: str = "coop") -> list[Finding]:
        named = [{"type": "possessing_party", "destination": to}]
        return self.see(*things, by=by, bizStep="shipping", destinationList=named)

    def receive(self, *things: Thing, by: str = "packer", **changes: Any) -> list[Finding]:
        return self.see(*things, by=by, **{"bizStep": "receiving"} | changes)

    def turn(
        self, inputs: list[Thing], outputs: list[Thing], by: str = "coop", **changes: Any
    ) -> list[Finding]:
        event = self.head("TransformationEvent", "salting")
        event |= lists(inputs, "inputEPCList", "inputQuantityList")
        return self.enter(
            event | lists(outputs, "outputEPCList", "outputQuantityList") | changes, by
        )

    def pack(self, parent: str, *things: Thing, by: str = "coop", **changes: Any) -> list[Finding]:
        event = self.head("AggregationEvent", "x", action="ADD", bizStep="packing", parentID=parent)
        return self.enter(event | lists(things, "childEPCs", "childQuantityList") | changes, by)

    def unpack(self, parent: str, *things: Thing, by: str = "coop") -> list[Finding]:
        event = self.head("AggregationEvent", "x", action="DELETE", parentID=parent)
        event |= {"bizStep": "unpacking"} | lists(things, "childEPCs", "childQuantityList")
        return self.enter(event, by)

    def _object(
        self, action: str, things: tuple[Thing, ...], by: str, changes: Payload
    ) -> list[Finding]:
        event = self.head("ObjectEvent", "x", action=action)
        return self.enter(event | lists(things, "epcList", "quantityList") | changes, by)
