"""Things kept from batch to batch: never longer than they are true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete

from nguon_ledger.encoding.strict_json import parse_object
from nguon_ledger.engine.admission import EventAdmission
from nguon_ledger.engine.books import Books, Change
from nguon_ledger.engine.thing_cache import CachedAt, ThingCache
from nguon_ledger.engine.things import ThingStore, thing_row
from nguon_ledger.events.lots import open_lot
from nguon_ledger.events.quantities import read_quantity
from nguon_ledger.events.reading import read_event
from nguon_ledger.registry.reading import read_registry
from nguon_ledger.registry.state import Registry
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.rules.thing import Thing
from nguon_ledger.statement import parse_statement
from nguon_ledger.store import tables
from nguon_ledger.store.database import open_database, writing
from nguon_ledger.store.rows import upsert_rows
from support.forge import ORIGIN
from support.story import COOP, CRAB_LOT, PACKER, SALTED_LOT, Story, genesis, lot

LEDGER = "one"
HERE = CachedAt(LEDGER, 100, bytes(32))
MOVED = [
    CachedAt(LEDGER, 101, bytes(32)),
    CachedAt(LEDGER, 100, b"\x01" * 32),
    CachedAt("another", 100, bytes(32)),
]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with writing(open_database(tmp_path / "nguon.db")) as opened:
        yield opened


@pytest.fixture(scope="module")
def story() -> Story:
    story = Story()
    story.found()
    return story


@pytest.fixture(scope="module")
def registry(story: Story) -> Registry:
    registry = Registry()
    for index, entry in enumerate(story.entries):
        payload = parse_statement(entry, log=ORIGIN).payload
        if "type" in payload:
            registry.record(index, read_registry(payload))
    registry.record(0, read_registry(genesis(story.log.vkey, rules=2)))
    return registry


def crabs(holder: str = COOP) -> Thing:
    kilos = read_quantity(parse_object(b'{"quantity": 100, "uom": "KGM"}'))
    return Thing(CRAB_LOT, COOP, holder, 0, open_lot(CRAB_LOT, kilos))


def store(connection: Connection, thing: Thing) -> None:
    upsert_rows(connection, tables.thing, [thing_row(LEDGER, thing)])


def admit(story: Story, books: Books, registry: Registry, made: str = SALTED_LOT) -> Change:
    """Salt 60 kg of the crabs, as the door does."""
    before = len(story.entries)
    story.salting(inputQuantityList=[lot(CRAB_LOT, 60)], outputQuantityList=[lot(made, 50)])
    statement = parse_statement(story.entries[before], log=ORIGIN)
    del story.entries[before:]
    event = read_event(statement.payload)
    books.prefetch([event])
    admission = EventAdmission(registry=registry, books=books, index=100, time=story.time)
    change = admission.admit(statement, event)
    books.merge(100, statement, change)
    return change


def test_at_the_same_head_nothing_is_read_again(connection: Connection) -> None:
    store(connection, crabs())
    cache = ThingCache()
    first = ThingStore(connection, LEDGER, cache.take(HERE))
    assert first.get(CRAB_LOT) == crabs()
    cache.keep(HERE, first.known)
    connection.execute(delete(tables.thing))
    assert ThingStore(connection, LEDGER, cache.take(HERE)).get(CRAB_LOT) == crabs()


@pytest.mark.parametrize("moved", MOVED, ids=["size", "root", "ledger"])
def test_at_any_other_head_the_store_decides(
    connection: Connection, story: Story, registry: Registry, moved: CachedAt
) -> None:
    """The cache believes that the crabs are the cooperative's; by now they are the packer's."""
    cache = ThingCache()
    cache.keep(HERE, {CRAB_LOT: crabs()})
    store(connection, crabs(holder=PACKER))
    with pytest.raises(RuleBrokenError) as refused:
        admit(story, Books(connection, LEDGER, ORIGIN, registry, cache.take(moved)), registry)
    assert refused.value.code == "not_holder"


def test_the_next_batch_knows_what_a_durable_one_did(
    connection: Connection, story: Story, registry: Registry
) -> None:
    """Of 100 kg, 60 are taken once; the store is as it was and would allow it twice."""
    store(connection, crabs())
    cache = ThingCache()
    first = Books(connection, LEDGER, ORIGIN, registry, cache.take(HERE))
    admit(story, first, registry)
    first.hand_over(cache, MOVED[0])
    second = Books(connection, LEDGER, ORIGIN, registry, cache.take(MOVED[0]))
    with pytest.raises(RuleBrokenError) as refused:
        admit(story, second, registry, made=f"{SALTED_LOT}2")
    assert refused.value.code == "overdrawn"


def test_a_failed_batch_leaves_nothing_behind(
    connection: Connection, story: Story, registry: Registry
) -> None:
    """What it did was rolled back, and its head never came to be: the old one stands."""
    store(connection, crabs())
    cache = ThingCache()
    cache.keep(HERE, {CRAB_LOT: crabs()})
    admit(story, Books(connection, LEDGER, ORIGIN, registry, cache.take(HERE)), registry)
    again = Books(connection, LEDGER, ORIGIN, registry, cache.take(HERE))
    assert again.things.known == {}
    change = admit(story, again, registry)
    found = change.things[CRAB_LOT]
    assert found is not None
    assert found.balance is not None
    assert found.balance.taken == 60


def test_nothing_is_kept_after_a_correction(
    connection: Connection, story: Story, registry: Registry
) -> None:
    cache = ThingCache()
    books = Books(connection, LEDGER, ORIGIN, registry, {CRAB_LOT: crabs()})
    statement = parse_statement(story.entries[0], log=ORIGIN)
    books.merge(100, statement, Change(100, [], voids=7))
    books.hand_over(cache, HERE)
    assert cache.take(HERE) == {}


def test_it_is_bounded_and_the_oldest_go_first() -> None:
    cache = ThingCache(limit=10)
    cache.keep(HERE, {str(number): None for number in range(21)})
    assert list(cache.take(HERE)) == [str(number) for number in range(11, 21)]
