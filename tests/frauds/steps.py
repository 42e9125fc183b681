"""What the people of the frauds do every day, each as one statement."""

from __future__ import annotations

from typing import Any

from frauds.stage import DRIED, PEPPER, PLOT, Stage
from nguon_ledger.encoding.rfc3339 import format_time
from support.forge import Payload, seeded_key
from support.story import CRAB_LOT, JAR, JAR_LOT, SALT_LOT, SALTED_LOT, lot

PALLET = "https://id.gs1.org/00/089300000000000026"
SECOND = f"{JAR}/21/0002"
GARDEN, BERRIES, DRY = f"{PLOT}/10/V1", f"{PEPPER}/10/T1", f"{DRIED}/10/K1"


def things(*listed: str | Payload) -> Payload:
    """Return the lists of an ObjectEvent: units as they are, lots with their quantity."""
    units = [each for each in listed if isinstance(each, str)]
    lots = [each for each in listed if not isinstance(each, str)]
    return ({"epcList": units} if units else {}) | ({"quantityList": lots} if lots else {})


def add(stage: Stage, *listed: str | Payload, by: str = "coop", step: str, **more: Any) -> int:
    head = stage.head("ObjectEvent", step, action="ADD")
    return stage.event(head | things(*listed) | more, by)


def see(stage: Stage, *listed: str | Payload, by: str, step: str, biz: str, **more: Any) -> int:
    head = stage.head("ObjectEvent", step, action="OBSERVE", bizStep=biz)
    return stage.event(head | things(*listed) | more, by)


def remove(stage: Stage, *listed: str | Payload, by: str, **more: Any) -> int:
    head = stage.head("ObjectEvent", "sale", action="DELETE", bizStep="retail_selling")
    return stage.event(head | things(*listed) | more, by)


def make(stage: Stage, taken: list[Payload], given: list[Payload], **more: Any) -> int:
    by = more.pop("by", "coop")
    lists = {"inputQuantityList": taken, "outputQuantityList": given}
    head = stage.head("TransformationEvent", more.pop("step", "mixing"))
    return stage.event(head | {name: each for name, each in lists.items() if each} | more, by)


def harvest(stage: Stage, identifier: str = CRAB_LOT, kilos: float = 120, **more: Any) -> int:
    return add(stage, lot(identifier, kilos), step="harvest", **more)


def bring_in(stage: Stage) -> None:
    """Land a night's crabs and a sack of salt, a day before the vat is filled."""
    harvest(stage)
    harvest(stage, SALT_LOT, 50)
    stage.later(days=1)


def salt(stage: Stage, kilos: float = 95, **more: Any) -> int:
    taken = [lot(CRAB_LOT, 120), lot(SALT_LOT, 30)]
    return make(stage, taken, [lot(SALTED_LOT, kilos)], **{"step": "salting"} | more)


def fill(stage: Stage, jars: int = 232, **more: Any) -> int:
    given = [lot(JAR_LOT, jars, "H87")]
    return make(stage, [lot(SALTED_LOT, 93)], given, step="filling", **more)


def label(stage: Stage, first: int = 1, last: int = 6, **more: Any) -> int:
    units = [f"{JAR}/21/{n:04d}" for n in range(first, last + 1)]
    ilmd = {"ilmd": {"cbvmda:lotNumber": "J1"}}
    return add(stage, *units, **{"step": "labelling"} | ilmd | more)


def make_jars(stage: Stage) -> None:
    """Do everything up to six jars with a label each."""
    bring_in(stage)
    salt(stage)
    stage.later(hours=2)
    fill(stage)
    label(stage)
    stage.later(hours=1)


def pack(stage: Stage, parent: str, *units: str, by: str = "coop", **more: Any) -> int:
    head = stage.head("AggregationEvent", "packing", action="ADD", bizStep="packing")
    children = {"childEPCs": list(units)} if units else {}
    return stage.event(head | {"parentID": parent} | children | more, by)


def unpack(stage: Stage, parent: str, *units: str, by: str, **more: Any) -> int:
    unpacking = {"action": "DELETE", "bizStep": "unpacking"}
    return pack(stage, parent, *units, by=by, **unpacking | more)


def ship(stage: Stage, *listed: str | Payload, by: str = "coop", to: str, **more: Any) -> int:
    receiver = [{"type": "possessing_party", "destination": to}]
    more = {"destinationList": receiver, "disposition": "in_transit"} | more
    return see(stage, *listed, by=by, step="shipping", biz="shipping", **more)


def receive(stage: Stage, *listed: str | Payload, by: str, **more: Any) -> int:
    return see(stage, *listed, by=by, step="receiving", biz="receiving", **more)


def deliver(
    stage: Stage, *listed: str | Payload, to: str, key: str, by: str = "coop", **more: Any
) -> None:
    """Ship, and let whoever has the key ``key`` receive."""
    ship(stage, *listed, by=by, to=to, **more)
    stage.later(hours=1)
    receive(stage, *listed, by=key)


def inspect(stage: Stage, *listed: str | Payload, by: str = "certifier", **more: Any) -> int:
    return see(stage, *listed, by=by, step="inspection", biz="inspecting", **more)


def recall(stage: Stage, *listed: str | Payload, by: str, **more: Any) -> int:
    more = {"disposition": "recalled"} | more
    return see(stage, *listed, by=by, step="recall", biz="holding", **more)


def release(stage: Stage, *listed: str | Payload, by: str) -> int:
    unset = {"persistentDisposition": {"unset": ["recalled"]}}
    return see(stage, *listed, by=by, step="release", biz="holding", **unset)


def work(stage: Stage, *listed: str | Payload, step: str, by: str = "coop", **more: Any) -> int:
    return see(stage, *listed, by=by, step=step, biz="other", **more)


def plant(stage: Stage, garden: str = GARDEN, **more: Any) -> int:
    return add(stage, lot(garden, 1, "H87"), step="planting", **more)


def pick(stage: Stage, kilos: float = 100, **more: Any) -> int:
    return harvest(stage, BERRIES, kilos, **{"nguon:grownFrom": [GARDEN]} | more)


def dry(stage: Stage, kilos: float = 30, **more: Any) -> int:
    return make(stage, [lot(BERRIES, 100)], [lot(DRY, kilos)], step="drying", **more)


def spray(stage: Stage, days: float = 14, **more: Any) -> int:
    words: Payload = {"nguon:material": "Abamectin 1.8EC", "nguon:isolationDays": days}
    return work(stage, lot(GARDEN, 1, "H87"), step="treatment", **words | more)


def take_back(stage: Stage, payload: Payload, *, by: str) -> int:
    declared = {"declarationTime": format_time(stage.time), "reason": "did_not_occur"}
    return stage.event(payload | {"errorDeclaration": declared}, by)


def change_status(stage: Stage, who: str, status: str, **more: Any) -> int:
    said = {"participant": who, "status": status, "reason": "quyết định"}
    effective = {"effective": format_time(stage.time)}
    return stage.registry({"type": "ParticipantStatusChanged"} | said | effective | more, "union")


def revoke_key(stage: Stage, key: str, **more: Any) -> int:
    said = {"type": "KeyRevoked", "key": seeded_key(key).kid, "reason": "stolen"}
    return stage.registry(said | more, "union")
