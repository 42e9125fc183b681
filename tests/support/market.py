"""A ledger in which things change hands: sent, received, packed, inspected, recalled, sold.

As few registrations as possible, since each case is a vector of its own.
"""

from __future__ import annotations

from typing import Any

from nguon_ledger.encoding.rfc3339 import format_time
from support.attacks import Attack, everything
from support.forge import HOST, ORIGIN, Payload
from support.story import (
    CARRIER,
    CERTIFIER,
    COOP,
    CRAB,
    CRAB_LOT,
    JAR,
    JAR_LOT,
    PACKER,
    POND,
    SALT,
    Story,
    genesis,
    lot,
    participant,
    place,
    product,
)

SHOP = f"https://{HOST}/participants/shop"
PASTE = f"https://{HOST}/p/mam"  # the packer's own
PASTE_LOT = f"{PASTE}/10/P1"
FIELD = f"{CRAB}/10/POND-1"  # what crabs are harvested from
U1, U2, U3 = (f"{JAR}/21/{n:04d}" for n in (1, 2, 3))
BOX, PALLET = (f"https://id.gs1.org/00/0893000000000000{n}" for n in ("19", "26"))
PEOPLE = {
    "coop": (COOP, "cooperative", "producer", "processor"),
    "packer": (PACKER, "processor", "processor"),
    "shop": (SHOP, "retailer", "retailer"),
    "carrier": (CARRIER, "carrier", "carrier"),
    "certifier": (CERTIFIER, "certifier", "certifier"),
}
Thing = str | Payload  # a unit or logistic unit, or an amount of a lot


class Market(Story):
    """Every method is one event, unsealed, and returns its index."""

    def __init__(self, *, rules: int = 2) -> None:
        super().__init__(ORIGIN, rules=rules)
        self.registry(genesis(self.log.vkey, rules=rules), "union")
        for name, (who, kind, *roles) in PEOPLE.items():
            self.registry(participant(who, name, kind, *roles), "union")
        content = {"quantity": 400, "uom": "GRM"}
        self.registry(product(CRAB, COOP, "Ba khía sống"), "coop")
        self.registry(product(SALT, COOP, "Muối"), "coop")
        self.registry(product(JAR, COOP, "Ba khía muối", netContent=content), "coop")
        self.registry(product(PASTE, PACKER, "Mắm"), "packer")
        self.registry(place(POND, COOP, "Rừng ngập mặn Đầm Dơi"), "coop")
        self.seal()

    def wait(self, micros: int) -> None:
        """Close the batch, and let time pass."""
        self.seal()
        self.time += micros

    def make(self, *things: Thing, by: str = "coop", **changes: Any) -> int:
        return self._object("ADD", "harvest", things, by, changes)

    def crabs(self, kilos: float = 100) -> int:
        return self.make(lot(CRAB_LOT, kilos))

    def jars(self, *units: str, pieces: float = 20) -> int:
        """Make a lot of jars, and give some of them serial numbers."""
        index = self.make(lot(JAR_LOT, pieces, "H87"))
        if units:
            self.label(*units)
        return index

    def label(self, *units: str, by: str = "coop", number: str = "J1", **changes: Any) -> int:
        ilmd = {"ilmd": {"cbvmda:lotNumber": number}}
        return self._object("ADD", "labelling", units, by, ilmd | changes)

    def turn(
        self, inputs: list[Thing], outputs: list[Thing], by: str = "coop", **changes: Any
    ) -> int:
        event = self.head("TransformationEvent", "salting")
        event |= lists(inputs, "inputEPCList", "inputQuantityList")
        event |= lists(outputs, "outputEPCList", "outputQuantityList")
        return self.event(event | changes, by)

    def paste(self, *inputs: Thing, by: str = "packer", kilos: float = 1) -> int:
        """Use something up in the packer's own product."""
        return self.turn(list(inputs), [lot(PASTE_LOT, kilos)], by)

    def remove(self, *things: Thing, by: str = "coop", step: str = "retail_selling") -> int:
        return self._object("DELETE", "selling", things, by, {"bizStep": step})

    def see(self, *things: Thing, by: str = "coop", **changes: Any) -> int:
        return self._object("OBSERVE", "seen", things, by, {"bizStep": "inspecting"} | changes)

    def ship(self, *things: Thing, to: str | list[str] = PACKER, by: str = "coop") -> int:
        parties = [to] if isinstance(to, str) else to
        named = [{"type": "possessing_party", "destination": party} for party in parties]
        return self.see(*things, by=by, bizStep="shipping", destinationList=named)

    def call_back(self, *things: Thing, by: str = "coop") -> int:
        return self.see(*things, by=by, bizStep="void_shipping")

    def receive(self, *things: Thing, by: str = "packer", **changes: Any) -> int:
        return self.see(*things, by=by, **{"bizStep": "receiving"} | changes)

    def work(self, *things: Thing, by: str = "coop", **changes: Any) -> int:
        return self.see(*things, by=by, **{"bizStep": "other"} | changes)

    def fail(self, *things: Thing, by: str = "certifier", **changes: Any) -> int:
        return self.see(*things, by=by, disposition="non_conformant", **changes)

    def passed(self, *things: Thing, by: str = "certifier", **changes: Any) -> int:
        return self.see(*things, by=by, disposition="conformant", **changes)

    def recall(self, *things: Thing, by: str = "coop", **changes: Any) -> int:
        recalled = {"bizStep": "holding", "disposition": "recalled"}
        return self.see(*things, by=by, **recalled | changes)

    def release(self, *things: Thing, by: str = "coop", **changes: Any) -> int:
        unset = {"bizStep": "holding", "persistentDisposition": {"unset": ["recalled"]}}
        return self.see(*things, by=by, **unset | changes)

    def pack(self, parent: str, *things: Thing, by: str = "coop", **changes: Any) -> int:
        return self._aggregate("ADD", "packing", parent, things, by, changes)

    def unpack(self, parent: str, *things: Thing, by: str = "coop", **changes: Any) -> int:
        return self._aggregate("DELETE", "unpacking", parent, things, by, changes)

    def status(self, who: str, status: str, *into: str, effective: int | None = None) -> int:
        """Change a status, by default from a moment later than anything so far."""
        changed = {
            "type": "ParticipantStatusChanged",
            "participant": who,
            "status": status,
            "effective": format_time(self.time + 1 if effective is None else effective),
            "reason": "trial",
        }
        return self.registry(changed | ({"into": list(into)} if into else {}), "union")

    def raise_rules(self, version: int = 2, by: str = "union") -> int:
        return self.registry({"type": "RulesRaised", "version": version}, by)

    def found_again(self, payload: Payload, by: str = "union") -> int:
        """Register something more, and seal."""
        index = self.registry(payload, by)
        self.seal()
        return index

    def good(self, asked: str = CRAB_LOT, *flags: Payload) -> Attack:
        """Return the evidence that an honest server collects, in which nothing is wrong."""
        return self.bad(None, asked, None, *flags)

    def bad(
        self, index: int | None, asked: str = CRAB_LOT, subject: str | None = None, *flags: Payload
    ) -> Attack:
        """Return honestly collected evidence that fails at an entry."""
        self.seal()
        bundle = self.bundle(asked)
        return Attack(bundle, self.pins_json, index, subject, asked, flags)

    def whole(self, index: int | None, asked: str = CRAB_LOT, subject: str | None = None) -> Attack:
        """Return the whole log as evidence, which an honest server would not have written."""
        self.seal()
        return everything(self, asked, index=index, subject=subject)

    def _object(
        self, action: str, step: str, things: tuple[Thing, ...], by: str, changes: Payload
    ) -> int:
        event = self.head("ObjectEvent", step, action=action)
        return self.event(event | lists(things, "epcList", "quantityList") | changes, by)

    def _aggregate(
        self,
        action: str,
        step: str,
        parent: str,
        things: tuple[Thing, ...],
        by: str,
        changes: Payload,
    ) -> int:
        event = self.head("AggregationEvent", step, action=action, bizStep=step, parentID=parent)
        return self.event(event | lists(things, "childEPCs", "childQuantityList") | changes, by)


def lists(things: list[Thing] | tuple[Thing, ...], units: str, lots: str) -> Payload:
    """Return the members of an event that list these things."""
    named = {
        units: [thing for thing in things if isinstance(thing, str)],
        lots: [thing for thing in things if not isinstance(thing, str)],
    }
    return {name: listed for name, listed in named.items() if listed}


def flag(rule: str, index: int, subject: str | None = None, **values: str) -> Payload:
    """Return a flag as a verifier gives it."""
    return {"rule": rule, "index": index, "subject": subject, "values": values}
