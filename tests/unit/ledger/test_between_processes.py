"""Statements are checked in one process and sequenced in another: nothing is lost on the way."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest

from nguon_ledger.encoding.strict_json import parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import Event, Listed
from nguon_ledger.events.gs1 import Item
from nguon_ledger.events.quantities import Quantity
from nguon_ledger.events.reading import read_event
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.statement import EVENT_TYP, UnverifiedStatement, parse_statement
from support.story import whole_story
from unit.ledger.events.test_event import AGGREGATION, LOT2, OBJECT, TRANSFORMATION, read


def sent(value: object) -> object:
    return pickle.loads(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))  # noqa: S301 (our own)


def test_every_statement_of_a_story_arrives_as_it_was() -> None:
    story = whole_story()
    statements = [parse_statement(data, log=story.origin) for data in story.entries]
    for statement in statements:
        arrived = sent(statement)
        assert isinstance(arrived, UnverifiedStatement)
        assert repr(arrived) == repr(statement)
    events = [read_event(s.payload) for s in statements if s.typ == EVENT_TYP]
    assert {event.type for event in events} == {OBJECT["type"], TRANSFORMATION["type"]}
    for event in events:
        assert repr(sent(event)) == repr(event)


@pytest.mark.parametrize(
    "event",
    [
        read(OBJECT | {"nguon:grownFrom": [LOT2]}),
        read(TRANSFORMATION),
        read(AGGREGATION),
    ],
    ids=lambda event: event.type,
)
def test_an_event_arrives_with_its_parts_as_what_they_are(event: Event) -> None:
    arrived = sent(event)
    assert isinstance(arrived, Event)
    assert arrived == event
    for listed in arrived.listed:
        assert isinstance(listed, Listed)
        assert isinstance(listed.item, Item)
        assert listed.quantity is None or isinstance(listed.quantity, Quantity)
    assert all(isinstance(item, Item) for item in (*arrived.grown_from, arrived.parent) if item)


@pytest.mark.parametrize("amount", ["1", "1.50", "0.000001", "1E+12", "123456789.012345"])
def test_an_amount_arrives_with_the_places_it_was_written_with(amount: str) -> None:
    listed = Listed(Item("urn:x", "10", None, "x"), Quantity(Decimal(amount), "KGM"))
    arrived = sent(listed)
    assert isinstance(arrived, Listed)
    assert arrived.quantity is not None
    assert arrived.quantity.amount.as_tuple() == Decimal(amount).as_tuple()


def test_a_refusal_arrives_with_its_code_its_sentence_and_its_numbers() -> None:
    plain = NguonError("json_number", "too long", field="quantity")
    broken = RuleBrokenError("cycle", "urn:x", field="parentID")
    with pytest.raises(NguonError) as caught:
        parse_object(b"[]")
    for error in (plain, broken, caught.value):
        arrived = sent(error)
        assert type(arrived) is type(error)
        assert vars(arrived) == vars(error)
        assert str(arrived) == str(error)
