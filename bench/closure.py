"""Measure what a recall reaches in a ledger of a million events.

Run: ``python bench/closure.py [events]``. What is measured is ``Ledger.recall_scope``: the query
and everything made of its answer; and the JSON over HTTP. The ledger is a real one on disk, but
the rows of its projections are written in bulk instead of by a million signed events: the query
reads nothing else. Each story is a catch, a salting, a filling, eight numbered jars, a carton, and
its way to a shop. A salt lot that went into many stories all over the ledger is what is recalled.

Times are of this machine in this run; compare runs only by ratios. ``CPU`` is what the recall took
of one core: where others keep the machine busy, the other times hold their share too.
"""

from __future__ import annotations

import json
import os
import platform
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from nguon_api.holdings import scope_document  # noqa: E402
from nguon_ledger.engine.host import Host  # noqa: E402
from nguon_ledger.engine.ledger import Ledger, LedgerKeys  # noqa: E402
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint  # noqa: E402
from nguon_ledger.statement import SEAL_TYP, parse_statement  # noqa: E402
from support.forge import ORIGIN, seeded_key  # noqa: E402
from support.story import CARRIER, COOP, CRAB, JAR, SALT, SALTED, Story  # noqa: E402

LEDGER = "test"
EVENTS_A_STORY = 7
JARS = 8
THINGS_A_STORY = JARS + 3  # salted lot, jars' lot, jars, carton
CLOSURES = (10, 1_000, 10_000, 12_500, 15_000, 20_000, 30_000)
TARGET = 200  # milliseconds
HEADINGS = ("things", "first ms", "median ms", "best ms", "CPU ms", "JSON ms")
ROUNDS = 7
FIRST = 100  # index of the first story's first event; real entries stand before
CHUNK = 20_000  # stories
Row: TypeAlias = tuple[Any, ...]


def main(events: int) -> None:
    """Build the ledger, recall, and print a line a closure."""
    with tempfile.TemporaryDirectory() as folder:
        host, ledger = found(Path(folder) / "nguon.db")
        size = fill(Path(folder) / "nguon.db", events)
        publish(Path(folder) / "nguon.db", size)
        print(f"machine   {platform.machine()}, Python {platform.python_version()}")
        print(f"ledger    {size} entries, rows of projections written in bulk")
        print(f"load      {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print("".join(f"{heading:>11}" for heading in HEADINGS))
        figures = [measure(ledger, closure) for closure in CLOSURES]
        for name, column in (("median", 2), ("CPU", 4)):
            within = [row[0] for row in figures if row[column] < TARGET]
            print(f"largest below {TARGET} ms by {name}: {max(within, default=0):.0f} things")
        host.close()


def measure(ledger: Ledger, closure: int) -> list[float]:
    """Recall one salt lot several times; print and return the line of HEADINGS."""
    asked = salt_lot(closure)
    walls, cores = [], []
    for _ in range(ROUNDS):
        wall, core = time.perf_counter(), time.process_time()
        scope = ledger.recall_scope(asked)
        walls.append(time.perf_counter() - wall)
        cores.append(time.process_time() - core)
    written = time.process_time()
    json.dumps(scope_document(scope, milliseconds=0))
    written = time.process_time() - written
    times = [walls[0], statistics.median(walls), min(walls), statistics.median(cores), written]
    things = sum(h.lots + h.units + h.logistic_units for h in scope.holders)
    figures = [things, *(seconds * 1000 for seconds in times)]
    print("".join([f"{things:>11}", *(f"{figure:>11.1f}" for figure in figures[1:])]))
    return figures


def found(file: Path) -> tuple[Host, Ledger]:
    """Create the ledger and register everybody, through the engine."""
    story = Story()
    story.found()
    keys = LedgerKeys(log=seeded_key("log"), seal=seeded_key("seal"))
    statements = [e for e in story.entries if parse_statement(e, log=ORIGIN).typ != SEAL_TYP]
    host = Host(file)
    ledger = host.create(name=LEDGER, origin=ORIGIN, keys=keys, genesis=statements[0])
    for statement in statements[1:]:
        ledger.submit(statement).result()
    return host, ledger


def publish(file: Path, size: int) -> None:
    """Sign a checkpoint over the entries that the rows speak of; its root is nobody's concern."""
    note = sign_checkpoint(Checkpoint(ORIGIN, size, bytes(32)), seeded_key("log"))
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE checkpoint SET size = ?, note = ?", (size, note))


def fill(file: Path, events: int) -> int:
    """Write touches and things of ``events`` events; return the size of the ledger."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA synchronous=OFF")  # a bench may lose its ledger
    stories = (events - len(CLOSURES)) // EVENTS_A_STORY
    sources = draw_sources(stories)
    touches, things = salts()
    for start in range(0, stories, CHUNK):
        for number in range(start, min(stories, start + CHUNK)):
            tell(number, sources.get(number), touches, things)
        write(connection, touches, things)
        touches, things = [], []
    connection.close()
    return FIRST + stories * EVENTS_A_STORY


def draw_sources(stories: int) -> dict[int, str]:
    """Choose the stories that each salt lot goes into, all over the ledger."""
    counts = {salt_lot(n): max(1, n // THINGS_A_STORY) for n in CLOSURES}
    drawn = random.Random(1).sample(range(stories), sum(counts.values()))  # noqa: S311
    each: Iterator[int] = iter(drawn)
    return {next(each): salt for salt, count in counts.items() for _ in range(count)}


def salt_lot(closure: int) -> str:
    """Name the salt lot that so many things have in them."""
    return f"{SALT}/10/FOR-{closure}"


def salts() -> tuple[list[Row], list[Row]]:
    """Make the salt lots, before all stories."""
    names = [salt_lot(n) for n in CLOSURES]
    touches = [touch(name, FIRST - 1 - at, "made") for at, name in enumerate(names)]
    return touches, [thing(name, amount="1000") for name in names]


def tell(number: int, salt: str | None, touches: list[Row], things: list[Row]) -> None:
    """Add the rows of one story."""
    at = FIRST + number * EVENTS_A_STORY
    crab, salted, jars = f"{CRAB}/10/C{number}", f"{SALTED}/10/S{number}", f"{JAR}/10/J{number}"
    units = [f"{JAR}/21/{number * JARS + jar}" for jar in range(JARS)]
    carton = f"https://id.gs1.org/00/{number:018d}"
    touches += [touch(f"event:urn:uuid:{at + e:036d}", at + e, "event") for e in range(7)]
    touches += [touch(crab, at, "made"), touch(crab, at + 1, "taken")]
    touches += [touch(salt, at + 1, "taken")] if salt else []
    touches += [touch(salted, at + 1, "made"), touch(salted, at + 2, "taken")]
    touches += [touch(jars, at + 2, "made"), touch(jars, at + 3, "serial")]
    touches += [touch(unit, at + 3, "made") for unit in units]
    touches += [touch(unit, at + 4, "child") for unit in units]
    touches += [touch(carton, at + 4, "parent")]
    touches += [touch(carton, at + 5, "about"), touch(carton, at + 6, "about")]
    things += [thing(name, made_at=at, amount="120") for name in (crab, salted, jars)]
    things += [thing(unit, made_at=at + 3, lot=jars, container=carton) for unit in units]
    things += [thing(carton, made_at=at + 4, holder=CARRIER)]


def touch(subject: str, index: int, role: str) -> Row:
    """Make a row of touches."""
    return LEDGER, subject, index, role


def thing(
    name: str,
    *,
    made_at: int = 0,
    holder: str = COOP,
    amount: str | None = None,
    lot: str | None = None,
    container: str | None = None,
) -> Row:
    """Make a row of things; with an amount it is a lot."""
    book = ("mass", amount, "0", "0", 0) if amount else (None,) * 5
    return LEDGER, name, COOP, holder, made_at, *book, lot, container, False, 0


def write(connection: sqlite3.Connection, touches: Iterable[Row], things: Iterable[Row]) -> None:
    """Write rows in the order of their keys, which is quicker."""
    by_name: list[Row] = sorted(things, key=lambda row: str(row[1]))
    with connection:
        connection.executemany(
            "INSERT INTO touch (ledger, subject, idx, role) VALUES (?, ?, ?, ?)", sorted(touches)
        )
        connection.executemany(
            "INSERT INTO thing (ledger, id, maker, holder, made_at, dimension, made, taken, packed,"
            " serials, lot, container, gone, closed_until)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            by_name,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
