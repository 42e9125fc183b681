from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from nguon_ledger.encoding.strict_json import parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.events.reading import read_event
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.statement import EVENT_TYP, parse_statement, verify_signature
from nguon_schemas import load_template
from nguon_signer.answers import Amount, Answers, Party, Result
from nguon_signer.event_builder import build_event, check_event, correct_event
from nguon_signer.field_answers import place_answers
from nguon_signer.sealing import encode_payload, sign_event
from nguon_signer.template import open_template, read_template
from unit.signer.stories import (
    CARTON,
    COOP,
    PHOTO,
    PLACE,
    SHOP,
    STORIES,
    EventId,
    lot,
    products,
    told_events,
    unit,
)

TIME = "2026-03-14T21:30:00+07:00"
ORIGIN = "ledger.example/log/cm"
CRAB, SALT, SALTED = (lot("ba-khia", role) for role in ("sorted-crab", "salt", "salted-crab"))
JAR_LOT, JAR = lot("ba-khia", "jar"), unit("ba-khia", "jar", 1)
TEMPLATE = open_template("ba-khia")


def build(step: str, *, template: str = "ba-khia", mapped: bool = False, **more: Any) -> Any:
    time = more.pop("time", TIME)
    found = open_template(template)
    return build_event(
        template=found,
        step=step,
        answers=Answers(**{"read_point": PLACE, **more}),
        time=time,
        new_id=lambda: EventId,
        products=products(found) if mapped else {},
    )


def amount(lot_id: str, quantity: Decimal | int | None = 1, **more: Any) -> Amount:
    return Amount(lot=lot_id, quantity=quantity, **more)


def salting(**more: Any) -> Any:
    given = {"inputs": (amount(CRAB, 120),), "outputs": (amount(SALTED, 95),)}
    return build("salting", **{**given, **more})


def test_salting_120_kg_in_95_kg_out_at_this_place_at_this_time() -> None:
    assert salting(fields={"brine_strength": Decimal("22.5"), "days": 5}) == {
        "@context": [
            "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
            {"cbvmda": "urn:epcglobal:cbv:mda:", "nguon": "urn:nguon:epcis:"},
        ],
        "type": "TransformationEvent",
        "eventID": "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        "eventTime": TIME,
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "commissioning",
        "disposition": "active",
        "nguon:step": "salting",
        "readPoint": {"id": PLACE},
        "inputQuantityList": [{"epcClass": CRAB, "quantity": 120, "uom": "KGM"}],
        "outputQuantityList": [{"epcClass": SALTED, "quantity": 95, "uom": "KGM"}],
        "ilmd": {
            "nguon:brineStrength": {"value": Decimal("22.5"), "uom": "P1"},
            "nguon:saltingDays": {"value": 5, "uom": "DAY"},
        },
    }


def test_labelling_makes_serials_of_a_lot() -> None:
    event = build("labelling", units=(JAR, JAR + "2"), lot_number="L1")
    assert (event["type"], event["action"]) == ("ObjectEvent", "ADD")
    assert event["epcList"] == [JAR, JAR + "2"]
    assert "quantityList" not in event
    assert event["ilmd"] == {"cbvmda:lotNumber": "L1"}
    read = read_event(event)
    assert {read.serial_lot(listed.item) for listed in read.created} == {JAR_LOT}


def test_shipping_names_the_receiver_and_receiving_the_sender() -> None:
    shipped = build("shipping", units=(CARTON,), destination=Party(SHOP, PLACE), location=PLACE)
    assert shipped["destinationList"] == [
        {"type": "possessing_party", "destination": SHOP},
        {"type": "location", "destination": PLACE},
    ]
    assert shipped["bizLocation"] == {"id": PLACE}
    assert (shipped["bizStep"], shipped["disposition"]) == ("shipping", "in_transit")
    received = build("receiving", units=(CARTON,), source=Party(COOP))
    assert received["sourceList"] == [{"type": "possessing_party", "source": COOP}]
    assert "destinationList" not in received


def test_a_recall_has_its_reason_and_the_lasting_disposition() -> None:
    event = build(
        "recall", inputs=(amount(JAR_LOT, 200, role="jar"),), fields={"reason": "vi sinh"}
    )
    assert event["nguon:reason"] == "vi sinh"
    assert event["disposition"] == "recalled"
    assert event["persistentDisposition"] == {"set": ["recalled"]}
    assert read_event(event).is_recall


def test_a_release_takes_the_lasting_disposition_away() -> None:
    event = build(
        "release", inputs=(amount(JAR_LOT, 200, role="jar"),), fields={"reason": "đạt lại"}
    )
    assert event["disposition"] == "active"
    assert event["persistentDisposition"] == {"unset": ["recalled"]}
    assert not read_event(event).is_recall


def test_a_recall_may_say_what_a_buyer_should_do() -> None:
    fields = {"reason": "vi sinh", "instructions": "Đừng ăn. Mang lại nơi mua."}
    event = build("recall", inputs=(amount(JAR_LOT, 200, role="jar"),), fields=fields)
    assert event["nguon:instructions"] == "Đừng ăn. Mang lại nơi mua."


def test_a_recall_needs_no_place_and_a_sale_does() -> None:
    jars: dict[str, Any] = {"inputs": (amount(JAR_LOT, 200, role="jar"),), "read_point": None}
    assert "readPoint" not in build("recall", **jars, fields={"reason": "vi sinh"})
    with pytest.raises(NguonError, match=r"^place_missing: "):
        build("selling", **jars)


def test_a_refused_delivery_is_a_receiving_that_returns() -> None:
    event = build("returning", units=(CARTON,), fields={"reason": "thùng ướt"})
    assert (event["bizStep"], event["disposition"]) == ("receiving", "returned")
    called = build("calling_back", units=(CARTON,))
    assert (called["bizStep"], called["disposition"]) == ("void_shipping", "in_progress")


def treating(days: Decimal | int | str) -> Any:
    return build(
        "treating",
        template="pepper",
        inputs=(amount(lot("pepper", "garden"), 400),),
        fields={"material": "Nano đồng", "amount": 12, "isolation_days": days},
    )


def test_days_of_isolation_are_a_bare_number_and_none_for_zero() -> None:
    assert treating(14)["nguon:isolationDays"] == 14
    assert treating(Decimal("0.5"))["nguon:isolationDays"] == Decimal("0.5")
    assert "nguon:isolationDays" not in treating(0)


@pytest.mark.parametrize("days", [-1, 366, "14"])
def test_days_of_isolation_are_a_number_within_a_year(days: int | str) -> None:
    with pytest.raises(NguonError, match=r"a number .*DAY is expected") as caught:
        treating(days)
    assert (caught.value.code, caught.value.field) == ("field_malformed", "fields/isolation_days")


def test_a_treatment_must_say_how_long_to_wait() -> None:
    step = open_template("pepper").step("treating")
    with pytest.raises(NguonError, match=r"^field_required: .*isolation_days"):
        place_answers(step, {"material": "Nano đồng", "amount": 12})


def sampling(results: object) -> Any:
    return build("sampling", units=(JAR,), fields={"laboratory": "Lab 1", "results": results})


def test_results_are_written_with_their_limits() -> None:
    histamine = Result(test="histamin, mg/kg", value=Decimal("38.5"), limit=100)
    salt = Result(test="NaCl, %", value=22, limit=18, kind="min")
    assert sampling((histamine, salt))["nguon:results"] == [
        {"test": "histamin, mg/kg", "value": Decimal("38.5"), "limit": 100},
        {"test": "NaCl, %", "value": 22, "limit": 18, "kind": "min"},
    ]


@pytest.mark.parametrize(
    "results",
    [
        (),
        "38 of 100",
        38,
        (Result(test=" ", value=1, limit=2),),
        (Result(test="pH", value=1, limit=2, kind="about"),),
    ],
)
def test_what_is_no_result_is_refused_with_its_field(results: object) -> None:
    with pytest.raises(NguonError) as caught:
        sampling(results)
    assert (caught.value.code, caught.value.field) == ("field_malformed", "fields/results")


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), 10**16])
def test_a_result_that_is_no_number_of_the_schema_is_refused(value: Decimal | int) -> None:
    with pytest.raises(NguonError) as caught:
        sampling((Result(test="pH", value=value, limit=7),))
    assert (caught.value.code, caught.value.field) == (
        "schema_violation",
        "/nguon:results/0/value",
    )


def test_tea_may_be_plucked_with_or_without_a_garden_that_has_a_diary() -> None:
    leaf, garden = lot("shan-tea", "fresh-leaf"), lot("shan-tea", "garden")
    wild = build("plucking", template="shan-tea", outputs=(amount(leaf, 60),))
    assert "nguon:grownFrom" not in wild
    kept = build("plucking", template="shan-tea", outputs=(amount(leaf, 60),), grown_from=(garden,))
    assert kept["nguon:grownFrom"] == [garden]


def test_a_harvest_names_the_crop_that_its_diary_was_kept_on() -> None:
    garden, spikes = lot("pepper", "garden"), lot("pepper", "pepper-spikes")
    event = build(
        "harvest", template="pepper", outputs=(amount(spikes, 200),), grown_from=(garden,)
    )
    assert event["nguon:grownFrom"] == [garden]
    assert (event["type"], event["action"]) == ("ObjectEvent", "ADD")


def test_a_carton_is_packed_and_unpacked_as_a_whole() -> None:
    packed = build("cartoning", units=(JAR,), container=CARTON)
    assert (packed["parentID"], packed["childEPCs"]) == (CARTON, [JAR])
    unpacked = build("unpacking", container=CARTON)
    assert (unpacked["parentID"], unpacked["action"]) == (CARTON, "DELETE")
    assert "childEPCs" not in unpacked


def test_readings_of_one_kind_share_a_report_and_others_have_their_own() -> None:
    shrimp = lot("rice-shrimp", "shrimp")
    chilled = build(
        "chilling",
        template="rice-shrimp",
        inputs=(amount(shrimp, 80, role="shrimp"),),
        fields={"temperature": Decimal("0.5"), "temperature_max": 4},
    )
    assert chilled["sensorElementList"] == [
        {
            "sensorReport": [
                {"type": "Temperature", "uom": "CEL", "value": Decimal("0.5"), "maxValue": 4}
            ]
        }
    ]
    checked = build(
        "water_check",
        template="rice-shrimp",
        inputs=(amount(lot("rice-shrimp", "pond"), 20_000),),
        fields={"salinity": 12, "oxygen": 5, "ph": 8},
    )
    [element] = checked["sensorElementList"]
    inchikey = "https://identifiers.org/inchikey:"
    assert [r.get("chemicalSubstance") for r in element["sensorReport"]] == [
        f"{inchikey}FAPWRFPIFSIZLT-UHFFFAOYSA-M",  # sodium chloride
        None,
        f"{inchikey}MYMOFIZGZYHOMD-UHFFFAOYSA-N",  # oxygen
    ]
    assert [(r["type"], r["uom"], r["value"]) for r in element["sensorReport"]] == [
        ("MassConcentration", "GL", 12),
        ("Dimensionless", "Q30", 8),
        ("MassConcentration", "M1", 5),
    ]


def test_two_values_of_one_kind_are_two_reports() -> None:
    document = load_template("rice-shrimp")
    [chilling] = [step for step in document["steps"] if step["step"] == "chilling"]
    for field in chilling["fields"][:2]:
        field["member"] = "value"
    chilling["fields"][1]["name"] = "second"
    step = read_template(document).step("chilling")
    reports = place_answers(step, {"temperature": 1, "second": 2}).reports
    assert [report["value"] for report in reports] == [1, 2]


def test_readings_in_other_units_have_reports_of_their_own() -> None:
    document = load_template("rice-shrimp")
    [chilling] = [step for step in document["steps"] if step["step"] == "chilling"]
    chilling["fields"][1]["uom"] = "FAH"
    step = read_template(document).step("chilling")
    reports = place_answers(step, {"temperature": 1, "temperature_max": 39}).reports
    assert [(r["uom"], len(r)) for r in reports] == [("CEL", 3), ("FAH", 3)]


def test_a_long_text_is_taken_to_its_last_character() -> None:
    caught_by = "x" * 4000
    event = build("harvest", **_GIVEN["harvest"], fields={"caught_by": caught_by})
    assert event["ilmd"]["nguon:caughtBy"] == caught_by


@pytest.mark.parametrize(("step", "asks"), [("labelling", "done_by"), ("selling", "none")])
def test_an_unknown_field_is_answered_with_the_fields_there_are(step: str, asks: str) -> None:
    with pytest.raises(NguonError, match=f"{step} does not ask this; it asks {asks}$"):
        place_answers(TEMPLATE.step(step), {"salt": 3})


def test_a_step_may_leave_the_disposition_open() -> None:
    document = load_template("pepper")
    del document["steps"][0]["disposition"]
    event = build_event(
        template=read_template(document),
        step="season",
        answers=Answers(outputs=(amount(lot("pepper", "garden"), 9),), read_point=PLACE),
        time=TIME,
        new_id=lambda: EventId,
    )
    assert "disposition" not in event


def test_an_inspection_has_the_disposition_that_it_found() -> None:
    for result in ("conformant", "non_conformant"):
        event = build(
            "inspection", inputs=(amount(JAR_LOT, 9, role="jar"),), fields={"result": result}
        )
        assert event["disposition"] == result


def test_a_process_over_days_may_give_its_parts_in_several_events() -> None:
    process = "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca400"
    first = salting(process=process, outputs=())
    last = salting(process=process, inputs=())
    assert first["transformationID"] == last["transformationID"] == process
    assert "outputQuantityList" not in first
    assert "inputQuantityList" not in last


def test_adding_to_a_lot_says_so() -> None:
    assert salting(adding=True)["bizStep"] == "creating_class_instance"


def test_certificates_and_photos_travel_along() -> None:
    event = salting(certificates=("https://certifier.example/1",), attachments=(PHOTO,))
    assert event["certificationInfo"] == ["https://certifier.example/1"]
    assert event["nguon:attachments"] == [{"sha256": PHOTO.sha256, "mediaType": "image/jpeg"}]


def test_a_time_in_utc_keeps_its_offset() -> None:
    event = salting(time="2026-03-14T14:30:00Z")
    assert (event["eventTime"], event["eventTimeZoneOffset"]) == ("2026-03-14T14:30:00Z", "+00:00")


def test_every_event_has_its_own_id() -> None:
    ids = {
        build_event(
            template=TEMPLATE,
            step="washing",
            answers=Answers(inputs=(amount(CRAB, 1),), read_point=PLACE),
            time=TIME,
            new_id=uuid4,
        )["eventID"]
        for _ in range(3)
    }
    assert len(ids) == 3
    assert all(UUID(found.removeprefix("urn:uuid:")).version == 4 for found in ids)


@pytest.mark.parametrize("name", STORIES)
def test_every_step_of_every_template_can_be_built(name: str) -> None:
    built = {event["nguon:step"] for event in told_events(name)}
    steps = {step["step"] for step in load_template(name)["steps"]}
    assert built == steps


@pytest.mark.parametrize(
    ("amounts", "roles"),
    [
        ((amount(CRAB, 1),), {}),
        ((amount(CRAB, 1, role="sorted-crab"), amount(SALT, 1, role="salt")), {}),
        ((amount(SALT, 1), amount(CRAB, 1)), {"mapped": True}),
    ],
)
def test_a_role_is_told_by_the_product_or_the_step_or_the_clerk(
    amounts: tuple[Amount, ...], roles: dict[str, Any]
) -> None:
    event = salting(inputs=amounts, **roles)
    assert [e["epcClass"] for e in event["inputQuantityList"]] == [a.lot for a in amounts]


def test_another_unit_of_the_same_dimension_is_taken_as_it_is() -> None:
    event = salting(inputs=(amount(CRAB, 120_000, uom="GRM"),))
    assert event["inputQuantityList"][0] == {"epcClass": CRAB, "quantity": 120_000, "uom": "GRM"}


OTHER = "https://ledger.example/p/other/10/L1"
BAD_GTIN = "https://id.gs1.org/01/08930000000001/10/L1"
REFUSALS: list[tuple[str, str | None, str, dict[str, Any]]] = [
    ("step_unknown", "step", "pickling", {}),
    ("time_malformed", "time", "salting", {"time": "2026-03-14 21:30"}),
    ("time_malformed", "time", "salting", {"time": "2026-03-14T21:30:00"}),
    ("place_missing", "read_point", "salting", {"read_point": None}),
    ("role_unknown", "inputs/0/role", "salting", {"inputs": (amount(CRAB, 1, role="beer"),)}),
    ("role_unknown", "inputs/0/role", "salting", {"inputs": (amount(CRAB, 1, role="jar"),)}),
    ("role_unknown", "inputs/0/role", "recall", {"inputs": (amount(CRAB, 1, role="beer"),)}),
    ("role_unknown", "outputs/0/role", "stocking", {"outputs": (amount(OTHER, 1),)}),
    ("role_unfilled", "inputs", "salting", {"inputs": ()}),
    ("role_unfilled", "inputs", "salting", {"inputs": (amount(SALT, 1, role="salt"),)}),
    ("role_unfilled", "outputs", "salting", {"outputs": ()}),
    ("role_unfilled", "outputs", "stocking", {}),
    ("role_unfilled", "outputs", "labelling", {"lot_number": "L1"}),
    ("role_unfilled", "inputs", "selling", {}),
    ("role_unfilled", "inputs", "cartoning", {"container": CARTON}),
    (
        "product_mismatch",
        "inputs/0/lot",
        "salting",
        {"inputs": (amount(SALT, 1, role="sorted-crab"),), "mapped": True},
    ),
    (
        "product_mismatch",
        "units/0",
        "labelling",
        {
            "units": (unit("ba-khia", "crab", 1),),
            "lot_number": "L1",
            "mapped": True,
        },
    ),
    ("quantity_missing", "inputs/0", "salting", {"inputs": (amount(CRAB, None),)}),
    ("quantity_malformed", "inputs/0/quantity", "salting", {"inputs": (amount(CRAB, 0),)}),
    (
        "quantity_malformed",
        "inputs/0/quantity",
        "salting",
        {"inputs": (amount(CRAB, Decimal("0.0000001")),)},
    ),
    ("quantity_malformed", "inputs/0/uom", "salting", {"inputs": (amount(CRAB, 1, uom="kg"),)}),
    ("unit_mismatch", "inputs/0/uom", "salting", {"inputs": (amount(CRAB, 1, uom="LTR"),)}),
    ("unit_mismatch", "outputs/0/uom", "salting", {"outputs": (amount(SALTED, 1, uom="H87"),)}),
    ("unit_missing", "inputs/0", "selling", {"inputs": (amount(OTHER, 1),)}),
    ("identifier_malformed", "inputs/0/lot", "salting", {"inputs": (amount("crab", 1),)}),
    ("identifier_malformed", "inputs/0/lot", "salting", {"inputs": (amount(JAR, 1),)}),
    ("check_digit", "inputs/0/lot", "salting", {"inputs": (amount(BAD_GTIN, 1),)}),
    ("identifier_malformed", "units/0", "selling", {"units": ("jar 1",)}),
    ("kind_unexpected", "units/0", "cartoning", {"units": (CARTON,), "container": CARTON}),
    ("kind_unexpected", "units/0", "labelling", {"units": (CARTON,), "lot_number": "L1"}),
    ("lot_number_missing", "lot_number", "labelling", {"units": (JAR,)}),
    ("container_missing", "container", "cartoning", {"units": (JAR,)}),
    ("receiver_missing", "destination", "shipping", {"units": (JAR,)}),
    ("sender_missing", "source", "receiving", {"units": (JAR,)}),
    ("answer_unexpected", "outputs", "washing", {"outputs": (amount(CRAB, 1),)}),
    ("answer_unexpected", "inputs", "harvest", {"inputs": (amount(CRAB, 1),)}),
    ("answer_unexpected", "units", "salting", {"units": (JAR,)}),
    ("answer_unexpected", "lot_number", "salting", {"lot_number": "L1"}),
    ("answer_unexpected", "grown_from", "harvest", {"grown_from": (CRAB,)}),
    ("answer_unexpected", "container", "salting", {"container": CARTON}),
    ("answer_unexpected", "source", "salting", {"source": Party(COOP)}),
    ("answer_unexpected", "destination", "selling", {"destination": Party(COOP)}),
    ("answer_unexpected", "process", "harvest", {"process": "urn:uuid:1"}),
    ("answer_unexpected", "adding", "labelling", {"adding": True, "units": (JAR,)}),
    ("field_unknown", "fields/salt", "salting", {"fields": {"salt": 3}}),
    ("field_required", "fields/best_before", "packing", {}),
    ("field_required", "fields/reason", "recall", {"fields": {}}),
    *(
        ("field_malformed", "fields/brine_strength", "salting", {"fields": {"brine_strength": bad}})
        for bad in ("22", True, 0, 41, Decimal("NaN"), Decimal("Infinity"))
    ),
    *(
        ("field_malformed", "fields/best_before", "packing", {"fields": {"best_before": bad}})
        for bad in ("14/3/2027", "2027-02-30", "20270314", "2027-W11-1", "", 20270314)
    ),
    *(
        ("field_malformed", "fields/method", "harvest", {"fields": {"method": bad}})
        for bad in ("nets", "", 1)
    ),
    *(
        ("field_malformed", "fields/caught_by", "harvest", {"fields": {"caught_by": bad}})
        for bad in ("", "  ", "x" * 4001, 8)
    ),
    ("schema_violation", "/readPoint/id", "salting", {"read_point": "the shed"}),
    ("schema_violation", "/certificationInfo/0", "salting", {"certificates": ("paper",)}),
    (
        "schema_violation",
        "/nguon:attachments/0/sha256",
        "salting",
        {"attachments": (replace(PHOTO, sha256="00"),)},
    ),
    ("event_malformed", "outputQuantityList", "salting", {"outputs": (amount(CRAB, 1),)}),
    (
        "event_malformed",
        "inputQuantityList",
        "salting",
        {"inputs": (amount(CRAB, 1), amount(CRAB, 2))},
    ),
]
_GIVEN: dict[str, dict[str, Any]] = {
    "salting": {"inputs": (amount(CRAB, 120),), "outputs": (amount(SALTED, 95),)},
    "packing": {
        "inputs": (amount(lot("ba-khia", "mixed-crab"), 20),),
        "outputs": (amount(JAR_LOT, 50),),
    },
    "harvest": {"outputs": (amount(lot("ba-khia", "crab"), 1),)},
    "recall": {"fields": {"reason": "vi sinh"}},
}


@pytest.mark.parametrize(("code", "field", "step", "more"), REFUSALS)
def test_a_wrong_answer_has_a_code_and_its_field(
    code: str, field: str | None, step: str, more: dict[str, Any]
) -> None:
    with pytest.raises(NguonError) as caught:
        build(step, **{**_GIVEN.get(step, {}), **more})
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(
    ("grown_from", "code"),
    [
        ((), "grown_from_missing"),
        (("garden",), "identifier_malformed"),
        ((unit("pepper", "garden", 1),), "identifier_malformed"),
        ((lot("pepper", "dry-pepper"),), "product_mismatch"),
    ],
)
def test_a_harvest_grows_from_its_own_crop(grown_from: tuple[str, ...], code: str) -> None:
    spikes = (amount(lot("pepper", "pepper-spikes"), 200),)
    with pytest.raises(NguonError) as caught:
        build("harvest", template="pepper", mapped=True, outputs=spikes, grown_from=grown_from)
    field = "grown_from/0" if grown_from else "grown_from"
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(
    ("step", "role", "words"),
    [
        ("salting", "beer", "no role 'beer' here: sorted-crab, salt"),
        ("selling", "beer", "no role 'beer' here: crab, sorted-crab, salt, salted-crab, garlic"),
    ],
)
def test_an_unknown_role_is_answered_with_the_roles_there_are(
    step: str, role: str, words: str
) -> None:
    with pytest.raises(NguonError) as caught:
        build(step, inputs=(amount(CRAB, 1, role=role),))
    assert caught.value.detail.startswith(words)


def test_a_thing_of_the_wrong_kind_is_answered_with_the_kinds_there_are() -> None:
    with pytest.raises(NguonError, match=r"is a logistic_unit; here stands: lot, unit$"):
        build("cartoning", units=(CARTON,), container=CARTON)


def test_a_lot_whose_role_nobody_tells_is_asked_about() -> None:
    with pytest.raises(NguonError, match="say which role this is: salt, garlic, chili, sugar"):
        build("stocking", outputs=(amount(OTHER, 1),))


def test_where_any_product_will_do_one_without_a_role_needs_only_its_unit() -> None:
    event = build("selling", inputs=(amount(OTHER, 2, uom="LTR"),))
    assert event["quantityList"] == [{"epcClass": OTHER, "quantity": 2, "uom": "LTR"}]


def test_an_unknown_step_is_answered_with_the_steps_there_are() -> None:
    with pytest.raises(NguonError, match=r"no step 'pickling'; it has harvest, sorting"):
        TEMPLATE.step("pickling")


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(NguonError, match=r"^template_unknown: "):
        open_template("beer")


def test_a_template_is_held_to_its_schema_and_its_roles() -> None:
    document = load_template("pepper")
    document["steps"][0]["bizStep"] = "planting"
    with pytest.raises(NguonError, match=r"^schema_violation: "):
        read_template(document)
    for role, uom in (("beer", "H87"), ("garden", "KGM")):
        document = load_template("pepper")
        document["steps"][0]["outputs"] = [{"role": role, "uom": uom}]
        with pytest.raises(NguonError, match="is not a product of the template in that unit"):
            read_template(document)
    document = load_template("pepper")
    harvest = next(step for step in document["steps"] if step["step"] == "harvest")
    harvest["grownFrom"] = ["orchard"]
    with pytest.raises(NguonError, match="orchard is not a product"):
        read_template(document)


def test_a_steps_shortest_time_is_not_above_its_longest() -> None:
    document = load_template("pepper")
    [drying] = [step for step in document["steps"] if step["step"] == "drying"]
    drying |= {"hoursMin": 12, "hoursMax": 12}
    step = read_template(document).step("drying")
    assert (step.hours_min, step.hours_max) == (12, 12)
    drying["hoursMax"] = 11
    with pytest.raises(NguonError, match="drying takes at least 12 hours and at most 11"):
        read_template(document)


def test_a_correction_is_the_same_event_with_a_declaration() -> None:
    event = salting()
    corrected = correct_event(
        event, declared=TIME, reason="incorrect_data", corrective_ids=("urn:uuid:1",)
    )
    declaration = corrected.pop("errorDeclaration")
    assert corrected == event
    assert declaration == {
        "declarationTime": TIME,
        "reason": "incorrect_data",
        "correctiveEventIDs": ["urn:uuid:1"],
    }
    bare = correct_event(event, declared=TIME, reason="did_not_occur")
    assert bare["errorDeclaration"] == {"declarationTime": TIME, "reason": "did_not_occur"}
    with pytest.raises(NguonError, match=r"^schema_violation: "):
        correct_event(event, declared=TIME, reason="oops")


KEY = Ed25519SigningKey.from_seed(bytes(range(32)))


def test_a_signed_event_reads_back_as_it_was_and_verifies() -> None:
    event = salting(inputs=(amount(CRAB, Decimal("120.125")),))
    statement = parse_statement(sign_event(event, log=ORIGIN, key=KEY), log=ORIGIN)
    assert (statement.typ, statement.kid) == (EVENT_TYP, KEY.kid)
    assert statement.payload == event
    verify_signature(statement, KEY.public)


def test_what_the_ledger_would_refuse_is_not_signed() -> None:
    for change, code in (
        ({"bizStep": "harvesting"}, "schema_violation"),
        ({"gdst:owner": "x"}, "undeclared_prefix"),
        ({"eventTimeZoneOffset": "+06:00"}, "time_offset"),
    ):
        with pytest.raises(NguonError, match=rf"^{code}: "):
            sign_event({**salting(), **change}, log=ORIGIN, key=KEY)
        with pytest.raises(NguonError, match=rf"^{code}: "):
            check_event({**salting(), **change})


def test_a_statement_too_large_for_the_log_is_not_signed() -> None:
    units = tuple(f"{JAR}-{i}" for i in range(1200))
    event = build("labelling", units=units, lot_number="L1")
    with pytest.raises(NguonError, match=r"^statement_too_large: "):
        sign_event(event, log=ORIGIN, key=KEY)


@pytest.mark.parametrize(
    "number",
    [0, 1, -(10**15), Decimal("0.1"), Decimal("123456789.012345"), Decimal("0.000000000000000001")],
)
def test_numbers_survive_being_written(number: int | Decimal) -> None:
    assert parse_object(encode_payload({"n": number})) == {"n": number}


def test_whole_numbers_are_written_without_a_point() -> None:
    assert encode_payload({"n": [Decimal("95.0"), Decimal("1E+3")]}) == b'{"n":[95,1000]}'


def test_a_statement_of_exactly_the_largest_size_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    event = salting()
    statement = sign_event(event, log=ORIGIN, key=KEY)
    monkeypatch.setattr("nguon_signer.sealing.MAX_STATEMENT", len(statement))
    assert sign_event(event, log=ORIGIN, key=KEY) == statement
    monkeypatch.setattr("nguon_signer.sealing.MAX_STATEMENT", len(statement) - 1)
    with pytest.raises(NguonError, match=r"^statement_too_large: "):
        sign_event(event, log=ORIGIN, key=KEY)


@pytest.mark.parametrize(
    "value",
    [
        Decimal("0.1234567890123456"),
        Decimal("NaN"),
        float("inf"),
        2**53 + 1,
        b"bytes",
        (1, 2),
        {1: "a"},
        "\ud800",
    ],
)
def test_what_json_cannot_carry_is_refused(value: object) -> None:
    with pytest.raises(NguonError, match=r"^payload_malformed: "):
        encode_payload({"n": value})
