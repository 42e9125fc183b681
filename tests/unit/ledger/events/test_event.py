"""Events: what verification reads, in the order of docs/verification.md, step 8."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nguon_ledger.encoding.strict_json import parse_object
from nguon_ledger.events.event import Event
from nguon_ledger.events.reading import read_event
from unit.ledger.checks import refused

JAR = "https://id.gs1.org/01/08930000000019"
OWN = "https://ledger.example/p/ba-khia"
LOT, LOT2, UNIT, UNIT2 = f"{OWN}/10/A", f"{JAR}/10/B", f"{JAR}/21/1", f"{JAR}/21/2"
SSCC, SSCC2 = "https://id.gs1.org/00/089300000000000019", "https://id.gs1.org/00/376104250021234569"

HEAD = {
    "eventID": "urn:uuid:00000000-0000-4000-8000-000000000001",
    "eventTime": "2026-03-01T07:00:00+07:00",
    "eventTimeZoneOffset": "+07:00",
    "bizStep": "commissioning",
}


def kilos(lot: str = LOT, quantity: Any = 5, uom: str = "KGM") -> dict[str, Any]:
    return {"epcClass": lot, "quantity": quantity, "uom": uom}


OBJECT = HEAD | {"type": "ObjectEvent", "action": "ADD", "quantityList": [kilos()]}
TRANSFORMATION = HEAD | {
    "type": "TransformationEvent",
    "inputQuantityList": [kilos()],
    "outputQuantityList": [kilos(LOT2)],
}
AGGREGATION = HEAD | {
    "type": "AggregationEvent",
    "action": "ADD",
    "parentID": SSCC,
    "childEPCs": [UNIT],
}


def read(payload: dict[str, Any]) -> Event:
    return read_event(parse_object(json.dumps(payload).encode()))


def without(payload: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in names}


def ids(listed: Any) -> list[str]:
    return [entry.item.id for entry in listed]


def test_an_object_event_lists_things() -> None:
    seen = {"action": "OBSERVE", "epcList": [UNIT, SSCC], "readPoint": {"id": "geo:8.9,105.1"}}
    event = read(OBJECT | seen)
    assert ids(event.things) == ids(event.listed) == [UNIT, SSCC, LOT]
    assert event.things[2].quantity is not None
    assert event.things[0].quantity is None
    assert event.places == ("geo:8.9,105.1",)
    expected = ("OBSERVE", 1772323200000000, "+07:00")
    assert (event.action, event.happened, event.offset) == expected


def test_a_logistic_unit_is_made_by_packing_alone() -> None:
    with refused("event_malformed"):
        read(OBJECT | {"epcList": [SSCC]})
    with refused("event_malformed"):
        read(TRANSFORMATION | {"outputEPCList": [SSCC]})


def test_what_is_created_and_what_leaves() -> None:
    for action, created, removed in (
        ("ADD", [LOT], []),
        ("DELETE", [], [LOT]),
        ("OBSERVE", [], []),
    ):
        event = read(OBJECT | {"action": action})
        assert (ids(event.created), ids(event.removed)) == (created, removed)
    made = read(TRANSFORMATION)
    assert (ids(made.created), ids(made.removed), ids(made.listed)) == ([LOT2], [], [LOT, LOT2])
    packed = read(AGGREGATION)
    assert (packed.created, packed.removed, ids(packed.listed)) == ((), (), [UNIT])
    assert packed.parent is not None
    assert packed.parent.id == SSCC


def test_a_recall_is_an_object_event_with_that_disposition() -> None:
    assert read(OBJECT | {"action": "OBSERVE", "disposition": "recalled"}).is_recall
    assert not read(OBJECT | {"disposition": "active"}).is_recall
    with refused("event_malformed"):
        read(TRANSFORMATION | {"disposition": "recalled"})


def test_serials_belong_to_the_lot_that_ilmd_names() -> None:
    numbered = {"epcList": [UNIT, SSCC], "ilmd": {"cbvmda:lotNumber": "L1", "x": 1}}
    event = read(OBJECT | {"action": "OBSERVE"} | numbered)
    unit, sscc = event.things[0].item, event.things[1].item
    assert event.serial_lot(unit) == f"{JAR}/10/L1"
    assert event.serial_lot(sscc) is None
    assert read(OBJECT | {"ilmd": {}}).serial_lot(unit) is None


def test_what_is_read_for_display_and_by_hash() -> None:
    photo = {"sha256": "0" * 64, "mediaType": "image/jpeg", "more": 1}
    event = read(OBJECT | {"nguon:step": "harvest", "nguon:attachments": [photo]})
    assert event.step == "harvest"
    assert [(a.sha256, a.media_type) for a in event.attachments] == [("0" * 64, "image/jpeg")]
    plain = read(OBJECT)
    assert (plain.step, plain.attachments, plain.grown_from) == (None, (), ())
    assert not plain.is_correction
    assert read(OBJECT | {"errorDeclaration": {}}).is_correction
    grown = read(OBJECT | {"nguon:grownFrom": [LOT2]})
    assert [item.id for item in grown.grown_from] == [LOT2]


def test_a_process_over_days_needs_no_input_or_no_output_of_its_own() -> None:
    process = {"transformationID": "urn:uuid:00000000-0000-4000-8000-000000000002"}
    assert read(without(TRANSFORMATION, "inputQuantityList") | process).process is not None
    assert read(without(TRANSFORMATION, "outputQuantityList") | process).outputs == ()


def test_unpacking_everything_names_no_children() -> None:
    assert read(without(AGGREGATION, "childEPCs") | {"action": "DELETE"}).children == ()


def test_a_time_in_utc_has_any_offset_beside_it() -> None:
    event = read(OBJECT | {"eventTime": "2026-03-01T00:00:00Z"})
    assert (event.happened, event.offset) == (1772323200000000, "+07:00")


MALFORMED = "event_malformed"
WRONG: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    (OBJECT, {"type": "AssociationEvent"}, MALFORMED, "type"),
    (OBJECT, {"type": None}, MALFORMED, "type"),
    (OBJECT, {"action": "REMOVE"}, MALFORMED, "action"),
    (TRANSFORMATION, {"action": "ADD"}, MALFORMED, "action"),
    (TRANSFORMATION, {"action": None}, MALFORMED, "action"),
    (OBJECT, {"eventID": "no uri"}, MALFORMED, "eventID"),
    (OBJECT, {"eventID": "urn:" + "x" * 197}, MALFORMED, "eventID"),
    (OBJECT, {"bizStep": ""}, MALFORMED, "bizStep"),
    (OBJECT, {"bizStep": "two words"}, MALFORMED, "bizStep"),
    (OBJECT, {"bizStep": "x" * 201}, MALFORMED, "bizStep"),
    (OBJECT, {"disposition": None}, MALFORMED, "disposition"),
    (OBJECT, {"transformationID": "x"}, MALFORMED, "transformationID"),
    (OBJECT, {"nguon:step": "thu hoạch"}, MALFORMED, "nguon:step"),
    (OBJECT, {"ilmd": []}, MALFORMED, "ilmd"),
    (OBJECT, {"ilmd": {"cbvmda:lotNumber": "x" * 21}}, MALFORMED, "ilmd/cbvmda:lotNumber"),
    (OBJECT, {"ilmd": {"cbvmda:lotNumber": "a/b"}}, MALFORMED, "ilmd/cbvmda:lotNumber"),
    (OBJECT, {"ilmd": {"cbvmda:lotNumber": 1}}, MALFORMED, "ilmd/cbvmda:lotNumber"),
    (OBJECT, {"nguon:grownFrom": []}, MALFORMED, "nguon:grownFrom"),
    (OBJECT, {"nguon:grownFrom": LOT}, MALFORMED, "nguon:grownFrom"),
    (OBJECT, {"nguon:grownFrom": [1]}, MALFORMED, "nguon:grownFrom/0"),
    (OBJECT, {"nguon:grownFrom": [LOT2, "x"]}, "identifier_malformed", "nguon:grownFrom/1"),
    (OBJECT, {"nguon:grownFrom": [UNIT]}, "identifier_malformed", "nguon:grownFrom"),
    (
        OBJECT,
        {"nguon:grownFrom": ["https://id.gs1.org/01/08930000000018/10/A"]},
        "check_digit",
        "nguon:grownFrom/0",
    ),
    (OBJECT, {"nguon:grownFrom": [LOT2], "action": "OBSERVE"}, MALFORMED, "nguon:grownFrom"),
    (TRANSFORMATION, {"nguon:grownFrom": [LOT2]}, MALFORMED, "nguon:grownFrom"),
    (OBJECT, {"errorDeclaration": "x"}, MALFORMED, "errorDeclaration"),
    (OBJECT, {"nguon:attachments": {}}, MALFORMED, "nguon:attachments"),
    (OBJECT, {"nguon:attachments": [{"sha256": "x"}]}, MALFORMED, "nguon:attachments/0/sha256"),
    (
        OBJECT,
        {"nguon:attachments": [{"sha256": "0" * 64}]},
        MALFORMED,
        "nguon:attachments/0/mediaType",
    ),
    (OBJECT, {"eventTime": "2026-03-01"}, MALFORMED, "eventTime"),
    (OBJECT, {"eventTime": 1772323200}, MALFORMED, "eventTime"),
    (OBJECT, {"eventTimeZoneOffset": "+7"}, MALFORMED, "eventTimeZoneOffset"),
    (OBJECT, {"eventTimeZoneOffset": "Z"}, MALFORMED, "eventTimeZoneOffset"),
    (OBJECT, {"eventTimeZoneOffset": 7}, MALFORMED, "eventTimeZoneOffset"),
    (OBJECT, {"eventTimeZoneOffset": "+08:00"}, "time_offset", "eventTimeZoneOffset"),
    (
        OBJECT,
        {"eventTime": "2026-03-01T00:00:00-00:00", "eventTimeZoneOffset": "+00:00"},
        "time_offset",
        "eventTimeZoneOffset",
    ),
    (OBJECT, {"readPoint": "urn:x"}, MALFORMED, "readPoint"),
    (OBJECT, {"readPoint": {}}, MALFORMED, "readPoint/id"),
    (OBJECT, {"bizLocation": {"id": "x"}}, MALFORMED, "bizLocation/id"),
    (OBJECT, {"bizLocation": None}, MALFORMED, "bizLocation"),
    (OBJECT, {"inputQuantityList": [kilos()]}, MALFORMED, "inputQuantityList"),
    (OBJECT, {"outputEPCList": []}, MALFORMED, "outputEPCList"),
    (OBJECT, {"parentID": SSCC}, MALFORMED, "parentID"),
    (OBJECT, {"childEPCs": [UNIT]}, MALFORMED, "childEPCs"),
    (TRANSFORMATION, {"quantityList": [kilos()]}, MALFORMED, "quantityList"),
    (AGGREGATION, {"epcList": [UNIT]}, MALFORMED, "epcList"),
    (OBJECT, {"quantityList": {}}, MALFORMED, "quantityList"),
    (OBJECT, {"epcList": UNIT}, MALFORMED, "epcList"),
    (OBJECT, {"epcList": [1]}, MALFORMED, "epcList/0"),
    (OBJECT, {"epcList": [UNIT, "x"]}, "identifier_malformed", "epcList/1"),
    (OBJECT, {"epcList": [LOT]}, "identifier_malformed", "epcList/0"),
    (OBJECT, {"epcList": [UNIT, UNIT]}, MALFORMED, "epcList"),
    (OBJECT, {"epcList": ["https://id.gs1.org/00/089300000000000011"]}, "check_digit", "epcList/0"),
    (OBJECT, {"quantityList": ["x"]}, MALFORMED, "quantityList/0"),
    (OBJECT, {"quantityList": [{"quantity": 1}]}, MALFORMED, "quantityList/0"),
    (OBJECT, {"quantityList": [kilos() | {"epcClass": 1}]}, MALFORMED, "quantityList/0"),
    (OBJECT, {"quantityList": [kilos(UNIT)]}, "identifier_malformed", "quantityList/0/epcClass"),
    (OBJECT, {"quantityList": [kilos(OWN)]}, "identifier_malformed", "quantityList/0/epcClass"),
    (OBJECT, {"quantityList": [kilos(), kilos()]}, MALFORMED, "quantityList"),
    (
        OBJECT,
        {"quantityList": [kilos(quantity=0)]},
        "quantity_malformed",
        "quantityList/0/quantity",
    ),
    (OBJECT, {"quantityList": [kilos(uom="KG")]}, "quantity_malformed", "quantityList/0/uom"),
    (OBJECT, {"quantityList": []}, MALFORMED, "epcList"),
    (TRANSFORMATION, {"inputQuantityList": []}, MALFORMED, "inputQuantityList"),
    (TRANSFORMATION, {"outputQuantityList": []}, MALFORMED, "outputQuantityList"),
    (
        TRANSFORMATION,
        {"outputQuantityList": [kilos(LOT2), kilos()]},
        MALFORMED,
        "outputQuantityList",
    ),
    (
        TRANSFORMATION,
        {"inputEPCList": [UNIT], "outputEPCList": [UNIT]},
        MALFORMED,
        "outputQuantityList",
    ),
    (AGGREGATION, {"parentID": UNIT}, "identifier_malformed", "parentID"),
    (AGGREGATION, {"parentID": LOT}, "identifier_malformed", "parentID"),
    (AGGREGATION, {"parentID": None}, MALFORMED, "parentID"),
    (AGGREGATION, {"parentID": SSCC[:-1] + "1"}, "check_digit", "parentID"),
    (AGGREGATION, {"childEPCs": []}, MALFORMED, "childEPCs"),
    (AGGREGATION, {"childEPCs": [], "action": "OBSERVE"}, MALFORMED, "childEPCs"),
    (AGGREGATION, {"childEPCs": [UNIT, UNIT2, UNIT]}, MALFORMED, "childEPCs"),
]


@pytest.mark.parametrize(("base", "changes", "code", "field"), WRONG)
def test_a_wrong_member_is_refused_by_name(
    base: dict[str, Any], changes: dict[str, Any], code: str, field: str
) -> None:
    read(base)
    with refused(code, field):
        read(base | changes)


@pytest.mark.parametrize("base", [OBJECT, TRANSFORMATION, AGGREGATION])
def test_each_member_of_the_head_must_be_there(base: dict[str, Any]) -> None:
    required = set(base) - {n for n in base if n.endswith("List") or n == "childEPCs"}
    for name in required:
        with refused("event_malformed", name):
            read(without(base, name))


def test_the_first_fault_in_the_order_of_the_contract_is_named() -> None:
    """A repeat is found after the elements, times after the head, lists after the places."""
    wrong = OBJECT | {
        "quantityList": [kilos(quantity=0)],
        "readPoint": {},
        "eventTimeZoneOffset": "+08:00",
        "bizStep": "",
    }
    for code, field, repaired in (
        ("event_malformed", "bizStep", {"bizStep": "x"}),
        ("time_offset", "eventTimeZoneOffset", {"eventTimeZoneOffset": "+07:00"}),
        ("event_malformed", "readPoint/id", {"readPoint": {"id": "urn:x"}}),
        ("quantity_malformed", "quantityList/0/quantity", {"quantityList": [kilos()]}),
    ):
        with refused(code, field):
            read(wrong)
        wrong |= repaired
    read(wrong)


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (OBJECT | {"quantityList": 1, "inputEPCList": []}, "quantityList"),
        (OBJECT | {"epcList": 1, "quantityList": 1}, "epcList"),
        (OBJECT | {"inputEPCList": [], "parentID": SSCC}, "inputEPCList"),
        (TRANSFORMATION | {"inputEPCList": 1, "epcList": []}, "epcList"),
        (TRANSFORMATION | {"outputQuantityList": 1, "childEPCs": []}, "outputQuantityList"),
        (TRANSFORMATION | {"inputQuantityList": 1, "outputEPCList": 1}, "inputQuantityList"),
        (AGGREGATION | {"parentID": UNIT, "outputEPCList": []}, "outputEPCList"),
        (AGGREGATION | {"parentID": 1, "childEPCs": 1}, "parentID"),
        (without(AGGREGATION, "parentID") | {"childEPCs": 1}, "parentID"),
        (AGGREGATION | {"childEPCs": [1], "eventTime": 1}, "eventTime"),
        (OBJECT | {"eventTime": 1, "readPoint": 1, "nguon:step": 1}, "nguon:step"),
        (OBJECT | {"eventTimeZoneOffset": 1, "readPoint": 1}, "eventTimeZoneOffset"),
        (OBJECT | {"readPoint": 1, "bizLocation": 1, "epcList": 1}, "readPoint"),
    ],
)
def test_of_two_faults_the_same_one_is_named_by_every_reader(
    event: dict[str, Any], field: str
) -> None:
    with refused("event_malformed", field):
        read(event)
