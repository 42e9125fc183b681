"""Attacks on steps 8 to 11: events, chain, quantities, standing. All are properly signed."""

from __future__ import annotations

from typing import Any

from nguon_ledger.encoding.rfc3339 import format_time
from support.attacks import Attack, case, everything, rebundled
from support.attacks_registry import revoked, suspended
from support.forge import HOST, HOUR, Payload, seeded_key
from support.story import (
    CARTON,
    COOP,
    CRAB,
    CRAB_LOT,
    JAR,
    JAR_LOT,
    PACKER,
    SALT_LOT,
    SALTED,
    SALTED_LOT,
    UNIT,
    Story,
    jwk,
    lot,
    whole_story,
)


def _harvest(**changes: Any) -> Attack:
    """Log a harvest with members that should have been refused."""
    story = whole_story()
    index = story.harvest(f"{CRAB}/10/X1", **changes)
    story.seal()
    return everything(story, index=index)


# 8 events: shape.


@case(8, "event_malformed")
def event_of_unknown_type() -> Attack:
    return _harvest(type="QuantityEvent")


@case(8, "event_malformed")
def event_without_an_action() -> Attack:
    return _harvest(action=None)


@case(8, "event_malformed")
def event_with_a_list_of_another_type() -> Attack:
    return _harvest(inputQuantityList=[lot(CRAB_LOT, 1)])


@case(8, "event_malformed")
def event_that_lists_a_lot_twice() -> Attack:
    return _harvest(quantityList=[lot(CRAB_LOT, 1), lot(CRAB_LOT, 2)])


@case(8, "event_malformed")
def event_that_lists_nothing() -> Attack:
    return _harvest(quantityList=[])


@case(8, "event_malformed")
def event_with_a_place_without_id() -> Attack:
    return _harvest(readPoint={})


@case(8, "event_malformed")
def event_on_the_thirtieth_of_february() -> Attack:
    return _harvest(eventTime="2026-02-30T00:00:00Z")


@case(8, "event_malformed")
def carton_that_comes_out_of_nowhere() -> Attack:
    return _harvest(epcList=[CARTON])


@case(8, "event_malformed")
def harvest_in_a_process() -> Attack:
    return _harvest(transformationID="urn:uuid:00000000-0000-4000-9000-000000000002")


@case(8, "event_malformed")
def transformation_out_of_nothing() -> Attack:
    return _transformation(inputQuantityList=[])


@case(8, "event_malformed")
def transformation_into_itself() -> Attack:
    return _transformation(outputQuantityList=[lot(CRAB_LOT, 1)])


@case(8, "event_malformed")
def transformation_with_an_action() -> Attack:
    return _transformation(action="ADD")


@case(8, "time_offset")
def event_with_two_offsets() -> Attack:
    return _harvest(eventTime="2026-03-01T07:00:00+07:00", eventTimeZoneOffset="+08:00")


@case(8, "identifier_malformed")
def event_with_a_lot_in_percent_encoding() -> Attack:
    return _harvest(quantityList=[lot(f"{CRAB}/10/C%31", 1)])


@case(8, "identifier_malformed")
def event_with_a_product_instead_of_a_lot() -> Attack:
    return _harvest(quantityList=[lot(CRAB, 1)])


@case(8, "identifier_malformed")
def event_with_a_lot_number_too_long() -> Attack:
    return _harvest(quantityList=[lot(f"{CRAB}/10/" + "A" * 21, 1)])


@case(8, "check_digit")
def event_with_a_wrong_check_digit() -> Attack:
    return _harvest(quantityList=[lot("https://id.gs1.org/01/08930000000018/10/L", 1)])


@case(8, "quantity_malformed")
def event_with_a_quantity_of_zero() -> Attack:
    return _harvest(quantityList=[lot(CRAB_LOT, 0)])


@case(8, "quantity_malformed")
def event_with_seven_decimals() -> Attack:
    return _harvest(quantityList=[lot(CRAB_LOT, 1.0000001)])


@case(8, "quantity_malformed")
def event_in_an_unknown_unit() -> Attack:
    return _harvest(quantityList=[lot(CRAB_LOT, 1, "kg")])


# 8 events: against registry and time.


@case(8, "future_event")
def event_before_it_happened() -> Attack:
    story = whole_story()
    story.time += 2 * HOUR
    payload = _harvest_of(story)
    story.time -= 2 * HOUR
    index = story.event(payload, "coop")
    story.seal()
    return everything(story, index=index)


@case(0, "")
def event_a_phone_clock_ahead_by_five_minutes() -> Attack:
    story = whole_story()
    moment = story.time + HOUR + 5 * 60_000_000
    story.event(_harvest_of(story) | {"eventTime": format_time(moment)}, "coop")
    story.seal()
    return everything(story)


@case(8, "role_missing")
def salting_by_a_carrier() -> Attack:
    story = whole_story()
    index = story.salting(by="carrier")
    story.seal()
    return everything(story, index=index)


@case(8, "role_missing")
def carton_by_a_certifier() -> Attack:
    story = whole_story()
    index = story.event(_carton(story, UNIT), "certifier")
    story.seal()
    return everything(story, index=index)


@case(8, "product_foreign")
def serial_of_somebody_elses_product() -> Attack:
    story = whole_story()
    serial = story.head("ObjectEvent", "labelling", action="ADD", epcList=[f"{JAR}/21/F1"])
    index = story.event(serial | {"ilmd": {"cbvmda:lotNumber": "J1"}}, "packer")
    story.seal()
    return everything(story, index=index)


@case(8, "unknown_product")
def event_with_a_product_nobody_registered() -> Attack:
    return _harvest(quantityList=[lot(f"https://{HOST}/p/nothing/10/L", 1)])


@case(8, "unknown_location")
def event_at_a_place_nobody_registered() -> Attack:
    return _harvest(readPoint={"id": f"https://{HOST}/places/nowhere"})


@case(8, "check_digit")
def event_at_a_gln_with_a_wrong_check_digit() -> Attack:
    return _harvest(readPoint={"id": "https://id.gs1.org/414/8930000000010"})


# 9 chain.


@case(9, "other_id")
def evidence_about_another_unit() -> Attack:
    story = whole_story()
    other = f"{JAR}/21/0002"
    return Attack(story.bundle(other), story.pins_json, subject=other, asked=UNIT)


@case(9, "not_in_evidence")
def evidence_that_never_makes_what_was_asked() -> Attack:
    unit = f"{JAR}/21/9999"
    return everything(whole_story(), asked=unit, subject=unit)


@case(9, "input_missing")
def step_left_out_of_the_evidence() -> Attack:
    story = whole_story()
    salting = _index(story, "salting")
    left = [i for i in range(story.size) if i != salting]
    return Attack(
        rebundled(story, left, UNIT),
        story.pins_json,
        index=_index(story, "packing"),
        subject=SALTED_LOT,
    )


@case(9, "input_missing")
def origin_left_out_of_the_evidence() -> Attack:
    story = whole_story()
    left = [i for i in range(story.size) if i != _index(story, "harvest")]
    return Attack(
        rebundled(story, left, UNIT),
        story.pins_json,
        index=_index(story, "salting"),
        subject=CRAB_LOT,
    )


@case(9, "input_missing")
def lot_used_before_it_was_made() -> Attack:
    story = Story()
    story.found()
    story.harvest(SALT_LOT, 50)
    index = story.salting()
    story.harvest()
    story.seal()
    return everything(story, asked=SALTED_LOT, index=index, subject=CRAB_LOT)


@case(9, "input_missing")
def serials_of_a_lot_that_was_never_packed() -> Attack:
    story = Story()
    story.found()
    index = story.labelling()
    story.seal()
    return everything(story, index=index, subject=JAR_LOT)


@case(9, "input_missing")
def process_that_nothing_went_into() -> Attack:
    story = Story()
    story.found()
    process = "urn:uuid:00000000-0000-4000-9000-000000000009"
    output = story.head(
        "TransformationEvent",
        "salting",
        transformationID=process,
        outputQuantityList=[lot(SALTED_LOT, 95)],
    )
    index = story.event(output, "coop")
    story.seal()
    return everything(story, asked=SALTED_LOT, index=index, subject=process)


@case(9, "lot_exists")
def lot_made_twice() -> Attack:
    story = whole_story()
    index = story.harvest()
    story.seal()
    return everything(story, index=index, subject=CRAB_LOT)


@case(8, "product_foreign")
def lot_of_somebody_elses_product() -> Attack:
    story = whole_story()
    payload = story.head(
        "TransformationEvent",
        "salting",
        bizStep="creating_class_instance",
        inputQuantityList=[lot(SALT_LOT, 1)],
        outputQuantityList=[lot(SALTED_LOT, 1)],
    )
    index = story.event(payload, "packer")
    story.seal()
    return everything(story, index=index)


@case(9, "lot_exists")
def serial_given_twice() -> Attack:
    story = whole_story()
    index = story.labelling(serials=1)
    story.seal()
    return everything(story, index=index, subject=UNIT)


@case(9, "cycle")
def lot_made_out_of_itself() -> Attack:
    story = whole_story()
    back = story.head(
        "TransformationEvent",
        "mixing",
        bizStep="creating_class_instance",
        inputQuantityList=[lot(JAR_LOT, 1, "H87")],
        outputQuantityList=[lot(SALTED_LOT, 1)],
    )
    index = story.event(back, "coop")
    story.seal()
    return everything(story, index=index, subject=SALTED_LOT)


@case(9, "event_exists")
def event_id_used_twice() -> Attack:
    story = whole_story()
    index = story.harvest(f"{CRAB}/10/X1", eventID="urn:uuid:00000000-0000-4000-8000-000000000001")
    story.seal()
    return everything(story, index=index)


@case(9, "correction_unknown")
def correction_of_nothing() -> Attack:
    return _harvest(errorDeclaration=_declaration())


@case(9, "correction_differs")
def correction_that_changes_the_event() -> Attack:
    return _correction(nguon_note="slipped in")


@case(9, "correction_differs")
def correction_that_says_true_where_it_said_one() -> Attack:
    story = whole_story()
    payload = _harvest_of(story) | {"nguon:flag": 1}
    story.event(payload, "coop")
    changed = payload | {"nguon:flag": True, "errorDeclaration": _declaration()}
    index = story.event(changed, "coop")
    story.seal()
    return everything(story, index=index)


@case(0, "")
def honest_correction_by_the_operator() -> Attack:
    story = whole_story()
    payload = _harvest_of(story)
    story.event(payload, "coop")
    story.event(payload | {"errorDeclaration": _declaration()}, "union")
    story.seal()
    return everything(story)


@case(9, "correction_foreign")
def correction_by_somebody_else() -> Attack:
    return _correction(by="packer")


@case(9, "correction_unknown")
def correction_twice() -> Attack:
    story = whole_story()
    payload = _harvest_of(story)
    story.event(payload, "coop")
    declared = payload | {"errorDeclaration": _declaration()}
    story.event(declared, "coop")
    declared = payload | {"errorDeclaration": _declaration() | {"reason": "did_not_occur"}}
    index = story.event(declared, "coop")
    story.seal()
    return everything(story, index=index)


@case(9, "input_missing")
def chain_through_a_corrected_event() -> Attack:
    story = Story()
    story.found()
    wrong = story.head("ObjectEvent", "harvest", action="ADD", quantityList=[lot(CRAB_LOT, 1200)])
    story.event(wrong, "coop")
    story.harvest(SALT_LOT, 50)
    story.seal()
    index = story.salting()
    story.event(wrong | {"errorDeclaration": _declaration()}, "coop")
    story.seal()
    return everything(story, asked=SALTED_LOT, index=index, subject=CRAB_LOT)


@case(9, "recall_foreign")
def recall_by_a_competitor() -> Attack:
    return _recall(by="packer", step_subject=JAR_LOT)


# 10 quantities.


@case(10, "overdrawn")
def more_packed_than_salted() -> Attack:
    story = Story()
    story.found()
    story.harvest()
    story.harvest(SALT_LOT, 50)
    story.salting()
    index = story.packing(inputQuantityList=[lot(SALTED_LOT, 95.000001)])
    story.labelling()
    story.seal()
    return everything(story, index=index, subject=SALTED_LOT)


@case(10, "overdrawn")
def the_same_crab_salted_twice() -> Attack:
    story = whole_story()
    index = story.salting(outputQuantityList=[lot(f"{SALTED}/10/S2", 95)])
    story.seal()
    return everything(story, index=index, subject=CRAB_LOT)


@case(10, "overdrawn")
def taken_before_it_was_added() -> Attack:
    story = Story()
    story.found()
    story.harvest(kilos=60)
    story.harvest(SALT_LOT, 50)
    index = story.salting()
    story.harvest(kilos=60, bizStep="creating_class_instance")
    story.seal()
    return everything(story, asked=SALTED_LOT, index=index, subject=CRAB_LOT)


@case(10, "overdrawn")
def taken_aside_before_it_was_made() -> Attack:
    story = Story()
    story.found()
    story.harvest(SALT_LOT, 50)
    inputs = [lot(CRAB_LOT, 1), lot(SALT_LOT, 1)]
    index = story.salting(inputQuantityList=inputs, outputQuantityList=[lot(f"{SALTED}/10/S0", 1)])
    story.harvest()
    story.salting(inputQuantityList=[lot(CRAB_LOT, 100), lot(SALT_LOT, 30)])
    story.seal()
    return everything(story, asked=SALTED_LOT, index=index, subject=CRAB_LOT)


@case(10, "overserialised")
def serials_aside_before_it_was_packed() -> Attack:
    story = Story()
    story.found()
    story.harvest()
    story.harvest(SALT_LOT, 50)
    story.salting()
    added: Payload = {"bizStep": "creating_class_instance", "quantityList": [lot(CRAB_LOT, 1)]}
    index = story.labelling(epcList=[f"{JAR}/21/9001"], **added)
    story.packing()
    story.seal()
    story.labelling()
    story.seal()
    return everything(story, index=index, subject=JAR_LOT)


@case(10, "unit_mismatch")
def kilos_taken_in_litres() -> Attack:
    story = Story()
    story.found()
    story.harvest()
    story.harvest(SALT_LOT, 50)
    index = story.salting(inputQuantityList=[lot(CRAB_LOT, 120, "LTR"), lot(SALT_LOT, 30)])
    story.seal()
    return everything(story, asked=SALTED_LOT, index=index, subject=CRAB_LOT)


@case(10, "overserialised")
def more_serials_than_jars() -> Attack:
    story = Story()
    story.found()
    story.harvest()
    story.harvest(SALT_LOT, 50)
    story.salting()
    story.packing(outputQuantityList=[lot(JAR_LOT, 19, "H87")])
    index = story.labelling(serials=20)
    story.seal()
    return everything(story, index=index, subject=JAR_LOT)


@case(10, "already_spent")
def jar_sold_twice() -> Attack:
    story = whole_story()
    sale = {"action": "DELETE", "bizStep": "retail_selling", "epcList": [UNIT]}
    story.event(story.head("ObjectEvent", "selling", **sale), "coop")
    index = story.event(story.head("ObjectEvent", "selling", **sale), "coop")
    story.seal()
    return everything(story, index=index, subject=UNIT)


# 11 standing.


@case(11, "recalled")
def recall_of_the_jars_lot() -> Attack:
    return _recall(by="coop", step_subject=JAR_LOT)


@case(11, "recalled")
def recall_of_the_salt_by_the_operator() -> Attack:
    return _recall(by="union", step_subject=SALT_LOT)


@case(11, "recalled")
def recall_of_the_carton() -> Attack:
    story = whole_story()
    story.event(_carton(story, UNIT), "coop")
    recall = {"action": "OBSERVE", "bizStep": "holding", "disposition": "recalled"}
    index = story.event(story.head("ObjectEvent", "recall", epcList=[CARTON], **recall), "union")
    story.seal()
    return Attack(story.bundle(UNIT), story.pins_json, index=index, subject=CARTON)


@case(11, "key_compromised")
def event_signed_while_the_key_was_stolen() -> Attack:
    story = whole_story()
    since = format_time(story.time - 90 * 60_000_000)
    story.registry(revoked("coop", reason="stolen", compromisedSince=since), "union")
    story.seal()
    index = _index(story, "packing")
    return Attack(story.bundle(UNIT), story.pins_json, index=index, subject=seeded_key("coop").kid)


@case(11, "key_compromised")
def recall_taken_back_with_a_stolen_key() -> Attack:
    story = whole_story()
    recall = {"action": "OBSERVE", "bizStep": "holding", "disposition": "recalled"}
    payload = story.head("ObjectEvent", "recall", quantityList=[lot(JAR_LOT, 1, "H87")], **recall)
    story.event(payload, "coop")
    story.seal()
    index = story.event(payload | {"errorDeclaration": _declaration()}, "coop")
    story.seal()
    since = format_time(story.time - 1)
    story.registry(revoked("coop", reason="stolen", compromisedSince=since), "union")
    story.seal()
    return Attack(story.bundle(UNIT), story.pins_json, index=index, subject=seeded_key("coop").kid)


@case(11, "key_compromised")
def event_with_a_key_that_a_stolen_key_had_added() -> Attack:
    story = Story()
    story.found()
    story.registry({"type": "KeyAdded", "participant": COOP, "key": jwk("thief")}, "coop")
    story.seal()
    event = story.head("ObjectEvent", "harvest", action="ADD", quantityList=[lot(CRAB_LOT, 120)])
    index = story.event(event, "thief")
    story.seal()
    since = format_time(story.time - 2 * HOUR)
    story.registry(revoked("coop", reason="stolen", compromisedSince=since), "union")
    story.seal()
    thief = seeded_key("thief").kid
    return Attack(
        story.bundle(CRAB_LOT), story.pins_json, index=index, subject=thief, asked=CRAB_LOT
    )


@case(11, "recalled")
def recalled_lot_of_a_unit_made_in_a_process() -> Attack:
    story = whole_story()
    unit = f"{JAR}/21/9001"
    made = story.head(
        "TransformationEvent",
        "packing",
        transformationID="urn:uuid:00000000-0000-4000-9000-000000000003",
        inputQuantityList=[lot(SALTED_LOT, 1)],
        outputEPCList=[unit],
        ilmd={"cbvmda:lotNumber": "J1"},
    )
    story.event(made, "coop")
    recall = {"action": "OBSERVE", "bizStep": "holding", "disposition": "recalled"}
    index = story.event(
        story.head("ObjectEvent", "recall", quantityList=[lot(JAR_LOT, 1, "H87")], **recall), "coop"
    )
    story.seal()
    return Attack(story.bundle(unit), story.pins_json, index=index, subject=JAR_LOT, asked=unit)


@case(8, "event_malformed")
def recall_that_packs() -> Attack:
    story = whole_story()
    index = story.event(_carton(story, UNIT) | {"disposition": "recalled"}, "coop")
    story.seal()
    return everything(story, index=index)


@case(6, "participant_inactive")
def event_of_a_suspended_packer_in_honestly_collected_evidence() -> Attack:
    story = Story()
    story.found()
    story.registry(suspended(PACKER), "union")
    story.harvest()
    index = story.event(
        story.head(
            "ObjectEvent", "inspection", action="OBSERVE", quantityList=[lot(CRAB_LOT, 120)]
        ),
        "packer",
    )
    story.seal()
    return Attack(story.bundle(CRAB_LOT), story.pins_json, index=index, asked=CRAB_LOT)


@case(0, "")
def honest_although_the_key_was_stolen_later() -> Attack:
    story = whole_story()
    since = format_time(story.time + 1)
    story.registry(revoked("coop", reason="stolen", compromisedSince=since), "union")
    story.seal()
    return Attack(story.bundle(UNIT), story.pins_json)


@case(11, "key_compromised")
def event_recorded_in_the_moment_in_which_the_key_was_stolen() -> Attack:
    story = whole_story()
    since = format_time(story.time)
    story.registry(revoked("coop", reason="stolen", compromisedSince=since), "union")
    story.seal()
    index = _index(story, "labelling")
    return Attack(story.bundle(UNIT), story.pins_json, index=index, subject=seeded_key("coop").kid)


@case(0, "")
def something_else_taken_back_with_a_stolen_key() -> Attack:
    story = whole_story()
    payload = _harvest_of(story)
    story.event(payload, "coop")
    story.seal()
    story.event(payload | {"errorDeclaration": _declaration()}, "coop")
    since = format_time(story.time + 1)
    story.seal()
    story.registry(revoked("coop", reason="stolen", compromisedSince=since), "union")
    story.seal()
    return everything(story)


def _recall(by: str, step_subject: str) -> Attack:
    story = whole_story()
    uom = "KGM" if step_subject == SALT_LOT else "H87"
    recall = story.head(
        "ObjectEvent",
        "recall",
        action="OBSERVE",
        bizStep="holding",
        disposition="recalled",
        quantityList=[lot(step_subject, 1, uom)],
    )
    index = story.event(recall, by)
    story.seal()
    return Attack(story.bundle(UNIT), story.pins_json, index=index, subject=step_subject)


def _transformation(**changes: Any) -> Attack:
    story = whole_story()
    index = story.salting(**changes)
    story.seal()
    return everything(story, index=index)


def _harvest_of(story: Story) -> Payload:
    quantities = [lot(f"{CRAB}/10/X1", 1)]
    return story.head("ObjectEvent", "harvest", action="ADD", quantityList=quantities)


def _carton(story: Story, *children: str) -> Payload:
    return story.head(
        "AggregationEvent",
        "cartoning",
        action="ADD",
        bizStep="packing",
        parentID=CARTON,
        childEPCs=list(children),
    )


def _correction(by: str = "coop", **changes: Any) -> Attack:
    story = whole_story()
    payload = _harvest_of(story)
    story.event(payload, "coop")
    changed = {name.replace("nguon_", "nguon:"): value for name, value in changes.items()}
    index = story.event(payload | changed | {"errorDeclaration": _declaration()}, by)
    story.seal()
    return everything(story, index=index)


def _declaration() -> Payload:
    return {"declarationTime": "2026-03-02T00:00:00Z", "reason": "incorrect_data"}


def _index(story: Story, step: str) -> int:
    from nguon_ledger.statement import parse_statement

    for index, entry in enumerate(story.entries):
        if parse_statement(entry, log=story.origin).payload.get("nguon:step") == step:
            return index
    raise LookupError(step)
