"""The lot graph from the other end: what became of a lot."""

from __future__ import annotations

import random

from nguon_ledger.events.event import Event
from nguon_ledger.trace.downstream import downstream
from nguon_ledger.trace.graph import direct_products, direct_sources
from nguon_ledger.trace.reader import event_at
from nguon_ledger.trace.verify import verify_bundle
from support.forge import Payload
from support.story import (
    CARTON,
    CRAB,
    CRAB_LOT,
    JAR,
    JAR_LOT,
    SALT_LOT,
    SALTED,
    SALTED_LOT,
    UNIT,
    Story,
    lot,
    whole_story,
)

UNITS = [f"{JAR}/21/{n:04d}" for n in range(1, 21)]


def test_everything_made_from_a_lot_is_named_nearest_first() -> None:
    story = whole_story()
    assert downstream(CRAB_LOT, story) == [SALTED_LOT, JAR_LOT, *UNITS]
    assert downstream(JAR_LOT, story) == UNITS
    assert downstream(UNIT, story) == []


def test_a_carton_has_its_jars_in_it() -> None:
    story = whole_story()
    packed = {"action": "ADD", "bizStep": "packing", "parentID": CARTON, "childEPCs": [UNIT]}
    story.event(story.head("AggregationEvent", "cartoning", **packed), "coop")
    story.seal()
    assert downstream(SALT_LOT, story)[-1] == CARTON
    assert downstream(UNITS[1], story) == []


def test_a_harvest_comes_from_its_pond() -> None:
    story = Story()
    story.found()
    pond = f"{CRAB}/10/POND"
    story.harvest(pond)
    grown: Payload = {"nguon:grownFrom": [pond]}
    story.harvest(**grown)
    assert downstream(pond, story) == [CRAB_LOT]


def test_a_process_over_days_gives_what_comes_out_later() -> None:
    story = Story()
    story.found()
    story.harvest()
    story.harvest(SALT_LOT, 50)
    process: Payload = {"transformationID": "urn:uuid:00000000-0000-4000-9000-000000000001"}
    early = story.salting(inputQuantityList=[lot(CRAB_LOT, 120)], outputQuantityList=[], **process)
    late = lot(f"{SALTED}/10/LATE", 90)
    story.salting(inputQuantityList=[lot(SALT_LOT, 30)], outputQuantityList=[late], **process)
    assert event_at(story, early) is not None
    assert downstream(CRAB_LOT, story) == [late["epcClass"]]
    assert downstream(SALT_LOT, story) == [late["epcClass"]]


def test_both_ends_of_the_graph_agree_on_every_event_of_the_story() -> None:
    story = whole_story()
    for index in range(story.size):
        found = event_at(story, index)
        if found is None:
            continue
        event = found[0]
        things = {listed.item.id for listed in event.listed} | {JAR_LOT}
        for product in things:
            sources = set(direct_sources(product, event)) if product in _made(event) else set()
            assert sources == {t for t in things if product in direct_products(t, event)}


def _made(event: Event) -> set[str]:
    return {made.item.id for made in event.created}


def test_upstream_in_the_evidence_is_downstream_in_the_ledger() -> None:
    story = whole_story()
    for asked in random.Random(1).sample(UNITS, 3):
        verified = verify_bundle(story.bundle(asked), pins=story.pins, asked=asked)
        for thing in verified.chain.things - {asked}:
            assert asked in downstream(thing, story)
