"""Reading an event payload: the reader of docs/verification.md, step 8.

The JSON Schema of nguon_schemas holds the whole profile and stands at the door. This reader is
what every verifier repeats; it reads only what verification uses.
"""

from __future__ import annotations

from nguon_ledger.encoding import members as m
from nguon_ledger.encoding.rfc3339 import parse_offset, written_offset
from nguon_ledger.encoding.strict_json import Json
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import (
    ADD,
    AGGREGATION,
    DELETE,
    GROWN_FROM,
    LOT_NUMBER,
    OBJECT,
    OBSERVE,
    RECALLED,
    TRANSFORMATION,
    Attachment,
    Event,
    Listed,
)
from nguon_ledger.events.extras import read_extras
from nguon_ledger.events.gs1 import Item, parse_item
from nguon_ledger.events.quantities import read_quantity

_kind = m.one_of(OBJECT, TRANSFORMATION, AGGREGATION)
_action = m.one_of(ADD, OBSERVE, DELETE)
_bare = m.matching(r"[!-~]{1,200}", "at most 200 printable ASCII characters")
_lot_number = m.matching(r"[A-Za-z0-9._-]{1,20}", "a lot number of at most 20 characters")
_sha256 = m.matching(r"[0-9a-f]{64}", "a SHA-256 in hex")
_crops = m.list_of(m.text, least=1)


def read_event(payload: m.Object) -> Event:
    """Read an event payload.

    Raises NguonError ``event_malformed``, ``time_offset``, ``identifier_malformed``,
    ``check_digit`` or ``quantity_malformed``, with the field at fault.
    """
    with m.coded("event_malformed"):
        event = _read(payload)
        _check_balance(event)
        return event


def _read(p: m.Object) -> Event:
    """Read member by member, in the order in which faults are named."""
    kind = m.need(p, "type", _kind)
    return Event(
        type=kind,
        action=_read_action(p, kind),
        event_id=m.need(p, "eventID", m.uri),
        biz_step=m.need(p, "bizStep", _bare),
        disposition=m.maybe(p, "disposition", _bare),
        process=_read_process(p, kind),
        step=m.maybe(p, "nguon:step", _bare),
        lot_number=m.maybe(p, "ilmd", _read_lot_number),
        grown_from=_read_grown_from(p),
        is_correction=m.maybe(p, "errorDeclaration", m.an_object) is not None,
        attachments=m.maybe(p, "nguon:attachments", _attachments) or (),
        happened=m.need(p, "eventTime", m.time),
        offset=_read_offset(p),
        places=_read_places(p),
        has_read_point="readPoint" in p,
        things=_read_listed(p, OBJECT, "epcList", "quantityList"),
        inputs=_read_listed(p, TRANSFORMATION, "inputEPCList", "inputQuantityList"),
        outputs=_read_listed(p, TRANSFORMATION, "outputEPCList", "outputQuantityList"),
        parent=_read_parent(p),
        children=_read_listed(p, AGGREGATION, "childEPCs", "childQuantityList"),
        **read_extras(p),
    )


def _read_action(p: m.Object, kind: str) -> str | None:
    if kind != TRANSFORMATION:
        return m.need(p, "action", _action)
    if "action" in p:
        raise NguonError("malformed", "a transformation has no action", field="action")
    return None


def _read_process(p: m.Object, kind: str) -> str | None:
    if "transformationID" in p and kind != TRANSFORMATION:
        raise NguonError("malformed", f"a {kind} has no process", field="transformationID")
    return m.maybe(p, "transformationID", m.uri)


def _read_grown_from(p: m.Object) -> tuple[Item, ...]:
    if GROWN_FROM not in p:
        return ()
    lots = m.need(p, GROWN_FROM, _crops)
    if p["type"] != OBJECT or p["action"] != ADD:
        raise NguonError("malformed", "only an ObjectEvent ADD is grown", field=GROWN_FROM)
    found = tuple(_item(lot, f"{GROWN_FROM}/{i}") for i, lot in enumerate(lots))
    if not all(item.is_lot for item in found):
        raise NguonError("identifier_malformed", "lots are expected", field=GROWN_FROM)
    return found


def _read_lot_number(value: Json) -> str | None:
    return m.maybe(m.an_object(value), LOT_NUMBER, _lot_number)


def _attachment(value: Json) -> Attachment:
    p = m.an_object(value)
    return Attachment(m.need(p, "sha256", _sha256), m.need(p, "mediaType", _bare))


_attachments = m.list_of(_attachment)


def _read_offset(p: m.Object) -> str:
    offset = m.need(p, "eventTimeZoneOffset", _offset)
    written = written_offset(m.need(p, "eventTime", m.text))
    if written not in {None, offset}:
        raise NguonError(
            "time_offset",
            f"eventTime is written with {written}, eventTimeZoneOffset says {offset}",
            field="eventTimeZoneOffset",
        )
    return offset


def _offset(value: Json) -> str:
    found = m.text(value)
    parse_offset(found)
    return found


def _read_places(p: m.Object) -> tuple[str, ...]:
    found = m.maybe(p, "readPoint", _place), m.maybe(p, "bizLocation", _place)
    return tuple(place for place in found if place is not None)


def _place(value: Json) -> str:
    return m.need(m.an_object(value), "id", m.uri)


def _read_parent(p: m.Object) -> Item | None:
    if p["type"] != AGGREGATION and not _has(p, AGGREGATION, "parentID"):
        return None
    item = _item(m.need(p, "parentID", m.text), "parentID")
    if item.kind != "00":
        raise NguonError("identifier_malformed", "a parent is an SSCC", field="parentID")
    return item


def _read_listed(p: m.Object, owner: str, units: str, lots: str) -> tuple[Listed, ...]:
    return _read_list(p, owner, units, _read_unit) + _read_list(p, owner, lots, _read_lot)


def _read_list(p: m.Object, owner: str, name: str, read: m.Reader[Listed]) -> tuple[Listed, ...]:
    if not _has(p, owner, name):
        return ()
    values = p[name]
    if not isinstance(values, list):
        raise NguonError("malformed", "an array is expected", field=name)
    try:
        found = m.each(read, values)
    except NguonError as e:
        raise NguonError(e.code, e.detail, field=f"{name}/{e.field}") from None
    if len({listed.item.id for listed in found}) != len(found):
        raise NguonError("malformed", "an identifier stands twice", field=name)
    return found


def _has(p: m.Object, owner: str, name: str) -> bool:
    """Tell whether the event has a member that only events of the type ``owner`` may have."""
    if name in p and p["type"] != owner:
        raise NguonError("malformed", f"{name} does not belong to a {p['type']}", field=name)
    return name in p


def _read_unit(value: Json) -> Listed:
    if not isinstance(value, str):
        raise NguonError("malformed", "an identifier is expected")
    item = parse_item(value)
    if item.is_lot:
        raise NguonError("identifier_malformed", "a lot stands in a quantity list")
    return Listed(item, None)


def _read_lot(value: Json) -> Listed:
    identifier = value.get("epcClass") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(identifier, str):
        raise NguonError("malformed", "an object with epcClass is expected")
    item = _item(identifier, "epcClass")
    if not item.is_lot:
        raise NguonError("identifier_malformed", "epcClass is a lot", field="epcClass")
    return Listed(item, read_quantity(value))


def _item(value: str, field: str) -> Item:
    try:
        return parse_item(value)
    except NguonError as e:
        raise NguonError(e.code, e.detail, field=field) from None


def _check_balance(event: Event) -> None:
    if event.type == OBJECT and not event.things:
        raise NguonError("malformed", "nothing is listed", field="epcList")
    if event.type == TRANSFORMATION:
        if not event.inputs and not event.process:
            raise NguonError("malformed", "out of what?", field="inputQuantityList")
        if not event.outputs and not event.process:
            raise NguonError("malformed", "nothing comes out", field="outputQuantityList")
    if event.type == AGGREGATION and not event.children and event.action != DELETE:
        raise NguonError("malformed", "nothing is in it", field="childEPCs")
    if any(made.item.product is None for made in event.created):
        what = "a logistic unit comes into being by packing: an AggregationEvent"
        raise NguonError("malformed", what, field="epcList")
    if event.disposition == RECALLED and event.type != OBJECT:
        raise NguonError("malformed", "a recall is an ObjectEvent", field="disposition")
    both = {listed.item.id for listed in event.inputs} & {x.item.id for x in event.outputs}
    if both:
        what = f"{min(both)} goes in and comes out"
        raise NguonError("malformed", what, field="outputQuantityList")
