"""Measure what the rules cost an event at the door, from ten thousand to a million lots.

Run: ``python bench/rules.py [lots ...]``. A real SQLite file holds that many lots; batches of
4,096 events (two harvests, two transformations, a shipment, a receipt, an inspection and a diary
entry in every eight) are admitted as the writer admits them, on things drawn at random. Printed is
the time of the rules alone (loading the state that a batch asks of, judging, entering) and of the
whole door (registry, roles, lot graph and the rows to write as well); not in it: parsing,
signatures, schema, and writing rows. Best of several rounds, the machine being shared; without
garbage collection, as timeit measures.
"""

from __future__ import annotations

import gc
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from sqlalchemy import Connection  # noqa: E402

from nguon_ledger.encoding.strict_json import parse_object  # noqa: E402
from nguon_ledger.engine.admission.books import Books  # noqa: E402
from nguon_ledger.engine.admission.draft import Draft  # noqa: E402
from nguon_ledger.engine.admission.events import EventAdmission  # noqa: E402
from nguon_ledger.engine.admission.things import thing_row  # noqa: E402
from nguon_ledger.events.event import Event  # noqa: E402
from nguon_ledger.events.lots import open_lot  # noqa: E402
from nguon_ledger.events.quantities import Quantity  # noqa: E402
from nguon_ledger.events.reading import read_event  # noqa: E402
from nguon_ledger.registry.reading import read_registry  # noqa: E402
from nguon_ledger.registry.state import Registry  # noqa: E402
from nguon_ledger.rules.case import open_case  # noqa: E402
from nguon_ledger.rules.enter import enter  # noqa: E402
from nguon_ledger.rules.flags import judge  # noqa: E402
from nguon_ledger.rules.thing import Thing  # noqa: E402
from nguon_ledger.statement import UnverifiedStatement, parse_statement  # noqa: E402
from nguon_ledger.store import tables  # noqa: E402
from nguon_ledger.store.database import open_database, reading, writing  # noqa: E402
from nguon_ledger.store.rows import insert_rows  # noqa: E402
from nguon_ledger.trace.recorded import RecordedEvent  # noqa: E402
from support.forge import ORIGIN, Payload  # noqa: E402
from support.story import COOP, CRAB, PACKER, SALTED, Story, genesis, lot  # noqa: E402

LEDGER = "bench"
BATCH = 4096
ROUNDS = 7
HUNDRED = Quantity(parse_object(b'{"n": 100.0}')["n"], "KGM")  # type: ignore[arg-type] # a Decimal


def main(sizes: list[int]) -> None:
    """Print one line a size, and the growth from the first to the last."""
    registry, story = founded()
    costs = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            engine = open_database(Path(folder) / "nguon.db")
            with writing(engine) as connection:
                fill(connection, size, story.time)
            with reading(engine) as connection:
                rules, door = measure(connection, registry, story, size)
        costs.append(rules)
        print(f"{size:>9} lots   rules {rules:5.1f} us an event, whole door {door:5.1f} us")
    print(f"growth    {costs[-1] / costs[0]:.2f} from {sizes[0]} to {sizes[-1]} lots")


def founded() -> tuple[Registry, Story]:
    """Return a registry under the newest rules, and the story that it is of."""
    story = Story()
    registry = Registry()
    story.found()
    for index, entry in enumerate(story.entries):
        statement = parse_statement(entry, log=ORIGIN)
        if "type" in statement.payload:
            registry.record(index, read_registry(statement.payload))
    registry.record(0, read_registry(genesis(story.log.vkey, rules=2)))
    return registry, story


def fill(connection: Connection, size: int, now: int) -> None:
    """Store lots of 100 kg: every second one crab, the others salted and on their way."""
    for start in range(0, size, 10_000):
        rows = [thing_row(LEDGER, stored(number, now)) for number in range(start, start + 10_000)]
        insert_rows(connection, tables.thing, rows)


def stored(number: int, now: int) -> Thing:
    """Return a lot as earlier events left it."""
    if number % 2:
        name = f"{SALTED}/10/{number}"
        sent = {"receiver": COOP, "shipped": HUNDRED.base, "sent": 1}
        return Thing(name, PACKER, PACKER, now - 10**9, open_lot(name, HUNDRED), **sent)  # type: ignore[arg-type]
    name = f"{CRAB}/10/{number}"
    return Thing(name, COOP, COOP, now - 10**9, open_lot(name, HUNDRED))


def measure(
    connection: Connection, registry: Registry, story: Story, size: int
) -> tuple[float, float]:
    """Return microseconds an event: the rules alone, and the whole door."""
    rules, door = [], []
    gc.disable()
    chance = random.Random(size)  # noqa: S311 (no secret)
    for _ in range(ROUNDS):
        batch = list(events(story, chance, size))
        rules.append(time_rules(connection, registry, batch, story.time))
        door.append(time_door(connection, registry, batch, story.time))
    gc.enable()
    return min(rules), min(door)


def events(story: Story, chance: random.Random, size: int) -> Iterator[UnverifiedStatement]:
    """Yield a batch of signed events, each about lots of its own."""
    crabs = iter(chance.sample(range(0, size, 2), BATCH))
    salted = iter(chance.sample(range(1, size, 2), BATCH // 8))
    before = len(story.entries)
    for number in range(BATCH // 8):
        new = f"{chance.getrandbits(40):x}"
        for each in range(2):
            story.harvest(f"{CRAB}/10/H{each}{new}", 50)
            inputs = [lot(f"{CRAB}/10/{next(crabs)}", 60), lot(f"{CRAB}/10/{next(crabs)}", 30)]
            outputs = [lot(f"{SALTED}/10/S{each}{new}", 80)]
            story.salting(inputQuantityList=inputs, outputQuantityList=outputs)
        observe(story, next(crabs), "shipping", {"destinationList": [possession(PACKER)]})
        observe(story, next(salted), "receiving", {}, product=SALTED)
        observe(story, next(crabs), "inspecting", {"disposition": "conformant"})
        diary: Payload = {"nguon:material": f"x{number}", "nguon:amount": 2}
        observe(story, next(crabs), "other", diary)
    for entry in story.entries[before:]:
        yield parse_statement(entry, log=ORIGIN)
    del story.entries[before:]


def possession(participant: str) -> Payload:
    """Return the party that a shipment goes to."""
    return {"type": "possessing_party", "destination": participant}


def observe(
    story: Story, number: int, biz_step: str, members: Payload, *, product: str = CRAB
) -> None:
    """Tell an observation of a stored lot."""
    listed = [lot(f"{product}/10/{number}", 100)]
    head = story.head("ObjectEvent", biz_step, action="OBSERVE", bizStep=biz_step)
    story.event(head | {"quantityList": listed} | members, "coop")


def time_rules(
    connection: Connection, registry: Registry, batch: list[UnverifiedStatement], now: int
) -> float:
    """Load things, judge and enter, as the door does."""
    index = 1000
    recorded = [
        RecordedEvent(index + i, read_event(s.payload), s.data, s.kid, COOP, now)
        for i, s in enumerate(batch)
    ]
    start = time.perf_counter()
    books = Books(connection, LEDGER, ORIGIN, registry)
    books.prefetch(each.event for each in recorded)
    for each in recorded:
        draft = Draft(books, each.index)
        case = open_case(each, registry, draft)
        judge(case)
        enter(case)
        books.things.put(draft.changed)
    return (time.perf_counter() - start) / len(batch) * 1e6


def time_door(
    connection: Connection, registry: Registry, batch: list[UnverifiedStatement], now: int
) -> float:
    """Admit the batch as the writer does."""
    read: list[tuple[UnverifiedStatement, Event]] = [(s, read_event(s.payload)) for s in batch]
    start = time.perf_counter()
    books = Books(connection, LEDGER, ORIGIN, registry)
    books.prefetch(event for _, event in read)
    for index, (statement, event) in enumerate(read, 1000):
        admission = EventAdmission(registry=registry, books=books, index=index, time=now)
        change = admission.admit(event, data=statement.data, kid=statement.kid)
        books.merge(index, statement.data, change)
    return (time.perf_counter() - start) / len(batch) * 1e6


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10_000, 100_000, 1_000_000])
