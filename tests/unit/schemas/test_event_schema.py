from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from nguon_schemas import EPCIS_CONTEXT, SchemaError, load_schema
from nguon_schemas.validate import validate_event
from unit.schemas import broken_events as b
from unit.schemas import event_samples as s
from unit.schemas.mutants import idle_rules

_KINDS = tuple(b.FACTORIES)


@pytest.mark.parametrize("kind", _KINDS)
def test_an_event_with_every_member_of_the_profile_is_taken(kind: str) -> None:
    event = b.FACTORIES[kind]()
    before = deepcopy(event)
    validate_event(event)
    assert event == before


@pytest.mark.parametrize("case", [*b.MISSING, *b.UNKNOWN, *b.VALUES], ids=str)
def test_a_broken_member_is_refused_where_it_stands(case: b.Broken) -> None:
    with pytest.raises(SchemaError) as caught:
        validate_event(b.broken_event(case))
    assert caught.value.code == "schema_violation"
    assert caught.value.field == case.field
    assert case.words in caught.value.detail


@pytest.mark.parametrize("case", b.RULES, ids=str)
def test_a_broken_rule_is_refused_with_its_sentence(case: b.BrokenRule) -> None:
    with pytest.raises(SchemaError) as caught:
        validate_event(b.broken_rule_event(case))
    assert (caught.value.code, caught.value.field) == ("schema_violation", case.field)
    assert case.words in caught.value.detail


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("/eventTime", "2026-03-14T14:30:00Z"),
        ("/eventTimeZoneOffset", "-03:30"),
        ("/eventTimeZoneOffset", "+14:00"),
        ("/disposition", "https://coop.example:8443/vocabulary/kept-cold"),
        ("/bizStep", "other"),
        ("/@context/0", EPCIS_CONTEXT.replace("2.0.0/", "")),
        ("/certificationInfo", "https://certifier.example/1"),
        ("/quantityList/0/quantity", Decimal("0.000001")),
        ("/quantityList/0/quantity", 10**12),
        ("/quantityList/0/quantity", Decimal("123456789.012345")),
        ("/quantityList/0/quantity", 0.1),
        ("/quantityList/0/uom", "H87"),
        ("/epcList", []),
        ("/ilmd", {}),
        ("/nguon:reason", "ô" * 1000),
        ("/nguon:instructions", "ô" * 1000),
        ("/nguon:isolationDays", Decimal("0.5")),
        ("/nguon:isolationDays", 3650),
        ("/nguon:results", [{"test": "ô" * 200, "value": 0, "limit": -1, "kind": "max"}] * 100),
        ("/sensorElementList/0/sensorReport/0", {"type": "Dimensionless", "value": 7}),
        (
            "/errorDeclaration",
            {"declarationTime": "2026-03-14T14:30:00Z", "reason": "did_not_occur"},
        ),
    ],
)
def test_the_edges_of_what_is_allowed_are_taken(where: str, what: object) -> None:
    event = s.object_event()
    b.edit(event, where, what)
    validate_event(event)


def test_a_delete_without_children_unpacks_everything() -> None:
    event = s.aggregation()
    for name, what in (
        ("action", "DELETE"),
        ("childEPCs", b.ABSENT),
        ("childQuantityList", b.ABSENT),
    ):
        b.edit(event, f"/{name}", what)
    validate_event(event)


@pytest.mark.parametrize("document", [None, [], "x", 7])
def test_what_is_not_an_object_is_refused(document: object) -> None:
    with pytest.raises(SchemaError, match="JSON object is expected"):
        validate_event(document)


@pytest.mark.parametrize("kind", ["TransactionEvent", "AssociationEvent", "", 7, None, []])
def test_a_type_outside_the_profile_is_named(kind: object) -> None:
    event = s.object_event() | {"type": kind}
    with pytest.raises(SchemaError, match="is not one of the event types") as caught:
        validate_event(event)
    assert caught.value.field == "/type"


def test_what_json_cannot_hold_is_refused_without_a_foreign_exception() -> None:
    with pytest.raises(SchemaError, match="not a JSON value"):
        validate_event(s.object_event() | {"nguon:extra": b"bytes"})


@pytest.mark.parametrize("levels", [31, 100_000])
def test_what_is_nested_too_deep_is_refused(levels: int) -> None:
    deep: Any = []
    for _ in range(levels):
        deep = [deep]
    with pytest.raises(SchemaError, match="more than 32 levels"):
        validate_event(s.object_event() | {"nguon:extra": deep})


def test_thirty_two_levels_are_taken() -> None:
    deep: Any = []
    for _ in range(30):
        deep = [deep]
    validate_event(s.object_event() | {"nguon:extra": deep})


@pytest.mark.parametrize(
    ("where", "what", "field"),
    [
        ("/gdst:productOwner", "urn:x:1", "/gdst:productOwner"),
        ("/ilmd/example:grade", "A", "/ilmd/example:grade"),
        ("/nguon:extra/list", [[{"a/b:c": 1}]], "/nguon:extra/list/0/0/a~1b:c"),
        ("/nguon:extra", {"https://a.example/x": 1}, "/nguon:extra/https:~1~1a.example~1x"),
        ("/sensorElementList/0/sensorReport/0/x:y", 1, "/sensorElementList/0/sensorReport/0/x:y"),
    ],
)
def test_a_prefix_must_be_declared(where: str, what: object, field: str) -> None:
    event = s.object_event()
    b.edit(event, where, what)
    with pytest.raises(SchemaError, match="needs its prefix declared") as caught:
        validate_event(event)
    assert (caught.value.code, caught.value.field) == ("undeclared_prefix", field)


def test_a_prefix_declared_anywhere_in_the_context_counts() -> None:
    event = s.object_event() | {"gdst:productOwner": "urn:x:1"}
    event["@context"].append({"gdst": "https://traceability-dialogue.org/vocab/"})
    validate_event(event)


def test_a_context_that_is_only_the_address_declares_nothing() -> None:
    event = s.object_event() | {"@context": EPCIS_CONTEXT}
    with pytest.raises(SchemaError) as caught:
        validate_event(event)
    assert caught.value.code == "undeclared_prefix"


def test_the_sentence_for_a_known_prefix_gives_its_namespace() -> None:
    event = s.object_event()
    del event["@context"][1]["cbvmda"]
    with pytest.raises(SchemaError, match='"cbvmda": "urn:epcglobal:cbv:mda:"'):
        validate_event(event)


def test_every_rule_of_the_schema_changes_the_verdict_on_some_event() -> None:
    good = [make() for make in b.FACTORIES.values()]
    broken = [b.broken_event(case) for case in (*b.MISSING, *b.UNKNOWN, *b.VALUES)]
    rules = [b.broken_rule_event(case) for case in b.RULES]
    others = [[], {}, s.object_event() | {"type": "TransactionEvent"}]
    assert idle_rules(load_schema("event"), good, [*others, *broken, *rules]) == []
