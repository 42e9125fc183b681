"""More steps of the story, as functions of a workbench: each records one statement."""

from __future__ import annotations

from typing import Any

from engine.workbench import Workbench
from nguon_ledger.encoding.base64s import b64url_encode
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.statement import parse_statement
from support.forge import Payload, seeded_key
from support.story import COOP, POND


def grown(bench: Workbench, *, by: str = "coop", **members: Any) -> int:
    """Record an ObjectEvent ADD: a harvest unless the members say more."""
    head = bench.head("ObjectEvent", "harvest", action="ADD", readPoint={"id": POND})
    return bench.event(head | members, by)


def observed(bench: Workbench, *, by: str = "carrier", **members: Any) -> int:
    head = bench.head("ObjectEvent", "storing", action="OBSERVE", bizStep="storing")
    return bench.event(head | members, by)


def sold(bench: Workbench, *, by: str = "coop", **members: Any) -> int:
    head = bench.head("ObjectEvent", "sale", action="DELETE", bizStep="retail_selling")
    return bench.event(head | members, by)


def recalled(bench: Workbench, *, by: str, **members: Any) -> int:
    return observed(bench, by=by, bizStep="holding", disposition="recalled", **members)


def packed(
    bench: Workbench, parent: str, *, by: str = "coop", action: str = "ADD", **members: Any
) -> int:
    head = bench.head("AggregationEvent", "packing", action=action, bizStep="packing")
    return bench.event(head | {"parentID": parent} | members, by)


def made(bench: Workbench, *, by: str = "coop", **members: Any) -> int:
    return bench.event(bench.head("TransformationEvent", "making", **members), by)


def corrected(bench: Workbench, index: int, *, by: str = "coop", **changes: Any) -> int:
    """Take the event at an index back; ``changes`` replace members of what is repeated."""
    return corrected_event(bench, bench.sent[index], by=by, **changes)


def corrected_event(bench: Workbench, statement: bytes, *, by: str = "coop", **changes: Any) -> int:
    payload: Payload = plain(parse_statement(statement, log=bench.origin).payload)
    declaration = {"declarationTime": format_time(bench.time), "reason": "incorrect_data"}
    return bench.event(payload | {"errorDeclaration": declaration} | changes, by)


def plain(value: Any) -> Any:
    """Turn what the strict parser read into what json writes: decimals become floats."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    return value if isinstance(value, str | int | bool | None) else float(value)


def status_changed(bench: Workbench, who: str, status: str) -> int:
    payload = {
        "type": "ParticipantStatusChanged",
        "participant": who,
        "status": status,
        "effective": format_time(bench.time),
        "reason": "thử nghiệm",
    }
    return bench.registry(payload, "union")


def key_revoked(bench: Workbench, key: str, *, by: str = "union", **changes: Any) -> int:
    payload = {"type": "KeyRevoked", "key": seeded_key(key).kid, "reason": "lost"}
    return bench.registry(payload | changes, by)


def key_added(bench: Workbench, key: dict[str, str], *, by: str = "coop", who: str = COOP) -> int:
    return bench.registry({"type": "KeyAdded", "participant": who, "key": key}, by)


def okp(raw: bytes) -> dict[str, str]:
    return {"kty": "OKP", "crv": "Ed25519", "x": b64url_encode(raw)}
