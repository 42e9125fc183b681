"""From a template's step and a clerk's answers to an EPCIS event (docs/formats.md, 7). Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from nguon_ledger.encoding.rfc3339 import parse_time, written_offset
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import ADDING, LOT_NUMBER
from nguon_ledger.events.reading import read_event
from nguon_schemas import CBVMDA_NAMESPACE, EPCIS_CONTEXT, NGUON_NAMESPACE, SchemaError
from nguon_schemas.validate import validate_event
from nguon_signer.answers import Answers, Party
from nguon_signer.asked import check_asked, makes_units
from nguon_signer.field_answers import Placed, place_answers
from nguon_signer.template import Step, Template
from nguon_signer.things import Slot, check_sources

Payload = dict[str, Any]
_NOBODY: Mapping[str, str] = {}


def build_event(
    *,
    template: Template,
    step: str,
    answers: Answers,
    time: str,
    new_id: Callable[[], UUID],
    products: Mapping[str, str] = _NOBODY,
) -> Payload:
    """Build a valid event of one step.

    ``time`` is RFC 3339 with the offset of the place; ``new_id`` gives the eventID;
    ``products`` maps the template's roles to the cooperative's product identifiers, so that a lot
    tells its role. Raises NguonError: ``step_unknown``, ``time_malformed``, ``place_missing``,
    ``receiver_missing``, ``sender_missing``, ``container_missing``, ``lot_number_missing``,
    ``grown_from_missing``, ``role_unfilled``, ``answer_unexpected``; the codes of things.Slot and
    field_answers; those of validate_event and the ledger's read_event, which have the last word.
    """
    found = template.step(step)
    check_asked(found, answers)
    placed = place_answers(found, answers.fields)
    event = _head(found, answers, placed, time) | {"eventID": f"urn:uuid:{new_id()}"}
    event |= _lists(template, found, answers, products)
    event |= _master_data(answers, placed)
    event |= _around(answers, placed)
    check_event(event)
    return event


def check_event(event: Payload) -> None:
    """Check an event as the ledger's door will. Raises NguonError with code and field."""
    try:
        validate_event(event)
    except SchemaError as e:
        raise NguonError(e.code, e.detail, field=e.field) from None
    read_event(event)


def correct_event(
    event: Payload, *, declared: str, reason: str, corrective_ids: tuple[str, ...] = ()
) -> Payload:
    """Repeat a recorded event with the declaration that it was wrong (EPCIS 2.0).

    ``reason`` is did_not_occur or incorrect_data; ``corrective_ids`` are the events that tell it
    right. Raises NguonError ``schema_violation``.
    """
    declaration: Payload = {"declarationTime": declared, "reason": reason}
    if corrective_ids:
        declaration["correctiveEventIDs"] = list(corrective_ids)
    corrected = {**event, "errorDeclaration": declaration}
    check_event(corrected)
    return corrected


def _head(step: Step, answers: Answers, placed: Placed, time: str) -> Payload:
    try:
        parse_time(time)
    except NguonError as e:
        raise NguonError(e.code, e.detail, field="time") from None
    if answers.read_point is None and not step.anywhere:
        raise NguonError("place_missing", "say where it happened", field="read_point")
    head: Payload = {
        "@context": [EPCIS_CONTEXT, {"cbvmda": CBVMDA_NAMESPACE, "nguon": NGUON_NAMESPACE}],
        "type": step.type,
        "eventTime": time,
        "eventTimeZoneOffset": written_offset(time) or "+00:00",
    }
    if step.action is not None:
        head["action"] = step.action
    head["bizStep"] = ADDING if answers.adding else step.biz_step
    disposition = placed.disposition or step.disposition
    if disposition is not None:
        head["disposition"] = disposition
    if step.persistent is not None:
        head["persistentDisposition"] = {k: list(v) for k, v in step.persistent.items()}
    head["nguon:step"] = step.name
    if answers.read_point is not None:
        head["readPoint"] = {"id": answers.read_point}
    return head


def _lists(
    template: Template, step: Step, answers: Answers, products: Mapping[str, str]
) -> Payload:
    inputs = Slot(template, "inputs", step.inputs, products)
    outputs = Slot(template, "outputs", step.outputs, products)
    units = (outputs if makes_units(step) else inputs).units(answers.units)
    came_in, came_out = inputs.lots(answers.inputs), outputs.lots(answers.outputs)
    _check_filled(step, answers, inputs, outputs)
    check_sources(answers.grown_from, [products.get(role) for role in step.grown_from])
    if step.type == "TransformationEvent":
        return _present(
            inputEPCList=units, inputQuantityList=came_in, outputQuantityList=came_out
        ) | ({"transformationID": answers.process} if answers.process is not None else {})
    if step.type == "AggregationEvent":
        return {"parentID": answers.container} | _present(
            childEPCs=units, childQuantityList=came_in
        )
    return _present(epcList=units, quantityList=came_in + came_out)


def _present(**lists: list[Any]) -> Payload:
    return {name: found for name, found in lists.items() if found}


def _check_filled(step: Step, answers: Answers, inputs: Slot, outputs: Slot) -> None:
    # Other events of a process may hold the rest of it; and opening a carton without naming
    # what was in it unpacks everything.
    unpacks = (step.type, step.action) == ("AggregationEvent", "DELETE")
    if answers.process is not None or unpacks:
        return
    units_in, units_out = ((), answers.units) if makes_units(step) else (answers.units, ())
    inputs.check_filled(step.name, answers.inputs, units_in)
    outputs.check_filled(step.name, answers.outputs, units_out)


def _master_data(answers: Answers, placed: Placed) -> Payload:
    ilmd = dict(placed.ilmd)
    if answers.lot_number is not None:
        ilmd[LOT_NUMBER] = answers.lot_number
    return {"ilmd": ilmd} if ilmd else {}


def _around(answers: Answers, placed: Placed) -> Payload:
    around: Payload = {}
    if answers.location is not None:
        around["bizLocation"] = {"id": answers.location}
    for name, party in (("source", answers.source), ("destination", answers.destination)):
        if party is not None:
            around[f"{name}List"] = _party(name, party)
    if placed.reports:
        around["sensorElementList"] = [{"sensorReport": placed.reports}]
    if answers.certificates:
        around["certificationInfo"] = list(answers.certificates)
    if answers.grown_from:
        around["nguon:grownFrom"] = list(answers.grown_from)
    if answers.attachments:
        around["nguon:attachments"] = [
            {"sha256": a.sha256, "mediaType": a.media_type} for a in answers.attachments
        ]
    return around | placed.event


def _party(name: str, party: Party) -> list[dict[str, str]]:
    listed = [{"type": "possessing_party", name: party.participant}]
    return listed + ([{"type": "location", name: party.place}] if party.place else [])
