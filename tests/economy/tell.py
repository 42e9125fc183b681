"""Acts of an economy as the signed statements that they stand for."""

from __future__ import annotations

from economy.acts import (
    AGGREGATION,
    OBJECT,
    Act,
    Back,
    Content,
    Deed,
    Item,
    KeyGone,
    Land,
    NewKey,
    Paper,
    Status,
)
from engine.steps import plain
from engine.workbench import Workbench
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.statement import parse_statement
from support.forge import Payload, seeded_key
from support.story import jwk


def tell(bench: Workbench, act: Act) -> None:
    """Send an act to the engine."""
    match act:
        case Deed():
            bench.event(payload_of(bench, act), act.by)
        case Back():
            payload = plain(parse_statement(bench.sent[act.index], log=bench.origin).payload)
            declared = {"declarationTime": format_time(bench.time), "reason": "incorrect_data"}
            bench.event(payload | {"errorDeclaration": declared}, act.by)
        case Paper():
            bench.registry(act.payload, act.by)
        case _:
            bench.registry(registration_of(act) | {"time": format_time(bench.time)}, signer_of(act))


def registration_of(act: Status | NewKey | KeyGone | Content | Land) -> Payload:
    """Return the registry statement of an act, which is said once at a time."""
    match act:
        case Status():
            said = {"type": "ParticipantStatusChanged", "participant": act.who}
            heirs = {"into": list(act.into)} if act.into else {}
            when = {"effective": format_time(act.effective), "reason": "quyết định"}
            return said | {"status": act.status} | when | heirs
        case NewKey():
            return {"type": "KeyAdded", "participant": act.who, "key": jwk(act.key)}
        case KeyGone():
            gone = {"type": "KeyRevoked", "key": seeded_key(act.key).kid, "reason": "stolen"}
            return gone | ({"compromisedSince": format_time(act.since)} if act.since else {})
        case Content():
            said = {"type": "ProductRegistered", "product": act.product, "owner": act.owner}
            content = {"netContent": act.content.payload()} if act.content else {}
            return said | {"name": {"vi": "Hàng"}} | content
        case Land():
            sides = zip(("south", "west", "north", "east"), act.area or (), strict=False)
            where = {"area": dict(sides)} if act.area else {"geo": "geo:8.95,105.19"}
            said = {"type": "LocationRegistered", "location": act.place, "owner": act.owner}
            return said | {"name": "Nơi"} | where


def signer_of(act: Status | NewKey | KeyGone | Content | Land) -> str:
    return act.by if isinstance(act, NewKey) else "union"


def payload_of(bench: Workbench, deed: Deed) -> Payload:
    """Return the event of a deed."""
    head = bench.head(deed.type, str(deed.dress.get("nguon:step", "step")), bizStep=deed.step)
    lists = {
        OBJECT: [("epcList", "quantityList", deed.things)],
        AGGREGATION: [("childEPCs", "childQuantityList", deed.children)],
    }.get(
        deed.type,
        [
            ("inputEPCList", "inputQuantityList", deed.inputs),
            ("outputEPCList", "outputQuantityList", deed.outputs),
        ],
    )
    said: Payload = {
        "eventTime": format_time(deed.happened),
        "action": deed.action,
        "disposition": deed.disposition,
        "parentID": deed.parent,
        "transformationID": deed.process,
        "ilmd": {"cbvmda:lotNumber": deed.lot_number} if deed.lot_number else None,
        "nguon:grownFrom": list(deed.grown),
        "nguon:isolationDays": deed.days,
        "persistentDisposition": {"unset": ["recalled"]} if deed.lifts else None,
        "nguon:results": [_result(deed, at) for at in range(len(deed.results))],
        "destinationList": [_party(who) for who in deed.receivers],
    }
    for units, lots, items in lists:
        said |= _lists(units, lots, items)
    return head | {name: value for name, value in said.items() if value} | deed.dress


def _result(deed: Deed, at: int) -> Payload:
    result = deed.results[at]
    kind = {"kind": "min"} if result.is_least else {}
    return {"test": f"test {at}", "value": result.value, "limit": result.limit} | kind


def _party(who: str) -> Payload:
    return {"type": "possessing_party", "destination": who}


def _lists(units: str, lots: str, items: tuple[Item, ...]) -> Payload:
    return {
        units: [item.id for item in items if item.amount is None],
        lots: [{"epcClass": item.id} | item.amount.payload() for item in items if item.amount],
    }
