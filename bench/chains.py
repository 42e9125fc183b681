"""Supply chains that the rules have nothing against: from the pond to the next one's shelf."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bench.people import COOPERATIVES, PROCESSORS, Person
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_schemas import CBVMDA_NAMESPACE, EPCIS_CONTEXT, NGUON_NAMESPACE

Payload = dict[str, Any]
NewId = Callable[[], UUID]
HOUR = 3_600_000_000  # microseconds
STEPS = 5  # events of a chain
_CONTEXT = [EPCIS_CONTEXT, {"cbvmda": CBVMDA_NAMESPACE, "nguon": NGUON_NAMESPACE}]
_OFFSET = 7 * HOUR


@dataclass(frozen=True)
class Chain:
    """One catch: harvested, salted, packed and shipped by a cooperative, received by a packer.

    ``lot`` is the number that its lots bear; it begins with the date. ``landed`` is when the catch
    came in, in microseconds: some six hours before anybody records it.
    """

    coop: Person
    packer: Person
    lot: str
    landed: int

    @property
    def jars(self) -> str:
        """The identifier of the lot of jars at its end."""
        return self._lot("jar")

    def events(self, new_id: NewId) -> list[tuple[Payload, Person]]:
        """Return the events in order, each with who signs it."""
        crab, salted = self._lot("crab"), self._lot("salted")
        jars = _amount(self.jars, 232, "H87")
        sent = [{"type": "possessing_party", "destination": self.packer.id}]
        harvest = self._head(new_id, 0, "ObjectEvent", "harvest", "commissioning") | {
            "action": "ADD",
            "disposition": "active",
            "quantityList": [_amount(crab, 120)],
        }
        salting = self._head(new_id, 1, "TransformationEvent", "salting", "commissioning") | {
            "inputQuantityList": [_amount(crab, 120)],
            "outputQuantityList": [_amount(salted, 95)],
        }
        packing = self._head(new_id, 2, "TransformationEvent", "packing", "commissioning") | {
            "inputQuantityList": [_amount(salted, 93)],
            "outputQuantityList": [jars],
        }
        shipping = self._head(new_id, 3, "ObjectEvent", "shipping", "shipping") | {
            "action": "OBSERVE",
            "quantityList": [jars],
            "destinationList": sent,
        }
        receiving = self._head(new_id, 4, "ObjectEvent", "receiving", "receiving") | {
            "action": "OBSERVE",
            "quantityList": [jars],
        }
        del receiving["readPoint"]  # the packer has registered no place
        by_coop = (harvest, salting, packing, shipping)
        return [*((event, self.coop) for event in by_coop), (receiving, self.packer)]

    def _lot(self, what: str) -> str:
        return f"{self.coop.product(what)}/10/{self.lot}"

    def _head(self, new_id: NewId, hours: int, kind: str, step: str, biz_step: str) -> Payload:
        return head(new_id, self.landed + hours * HOUR, kind, step, biz_step, self.coop.place)


def head(new_id: NewId, time: int, kind: str, step: str, biz_step: str, place: str) -> Payload:
    """Return the members that every event of the workload has."""
    return {
        "@context": _CONTEXT,
        "type": kind,
        "eventID": f"urn:uuid:{new_id()}",
        "eventTime": format_time(time),
        "eventTimeZoneOffset": "+07:00",
        "bizStep": biz_step,
        "nguon:step": step,
        "readPoint": {"id": place},
    }


def long_chain(events: int, *, now: int, new_id: NewId) -> tuple[list[Payload], str]:
    """Return a harvest and then step after step, each from the lot before; and the last lot."""
    coop, landed = COOPERATIVES[0], now - (events + 1) * HOUR
    before = f"{coop.product('crab')}/10/{date(landed)}-LONG"
    first = head(new_id, landed, "ObjectEvent", "harvest", "commissioning", coop.place)
    told = [first | {"action": "ADD", "quantityList": [_amount(before, 120)]}]
    for step in range(1, events):
        after = f"{coop.product('salted')}/10/{date(landed)}-LONG-{step:02d}"
        time = landed + step * HOUR
        event = head(
            new_id, time, "TransformationEvent", "salting", "commissioning", coop.place
        ) | {
            "inputQuantityList": [_amount(before, 120)],
            "outputQuantityList": [_amount(after, 120)],
        }
        told.append(event)
        before = after
    return told, before


def draw_chain(number: int, *, now: int) -> Chain:
    """Return chain ``number`` of a workload: anybody's, with a lot number of its own."""
    landed = now - 6 * HOUR
    return Chain(
        coop=COOPERATIVES[number % len(COOPERATIVES)],
        packer=PROCESSORS[number % len(PROCESSORS)],
        lot=f"{date(landed)}-{number:07d}",
        landed=landed,
    )


def date(time: int) -> str:
    """Return the local day of a moment as lot numbers bear it: YYMMDD."""
    return format_time(time + _OFFSET)[2:10].replace("-", "")


def uuid7(milliseconds: int, chance: random.Random) -> UUID:
    """Return a UUID of version 7 (RFC 9562, 5.7): the time, then 74 random bits."""
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | chance.getrandbits(12) << 64
    return UUID(int=value | 0b10 << 62 | chance.getrandbits(62))


def _amount(lot: str, quantity: float, uom: str = "KGM") -> Payload:
    return {"epcClass": lot, "quantity": quantity, "uom": uom}
