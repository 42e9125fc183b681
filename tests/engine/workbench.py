"""A real ledger on a real database, told the story of support.story by hand or as a whole."""

from __future__ import annotations

import itertools
import threading
import time as wall
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nguon_ledger.engine.host import Host
from nguon_ledger.engine.ledger import Ledger, LedgerKeys, Recorded
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import Checkpoint, open_checkpoint
from nguon_ledger.log.merkle import consistency_spans, leaf_hash, root_of, verify_consistency
from nguon_ledger.log.tiles import TILE_WIDTH, node_from_tiles, parse_entries
from nguon_ledger.receipt import Receipt, verify_receipt
from nguon_ledger.statement import SEAL_TYP, UnverifiedStatement, parse_statement
from nguon_ledger.store import tables
from nguon_ledger.trace.seals import Seal, read_seal
from nguon_ledger.trace.verify import Report, VerifiedTrace, examine_bundle, verify_bundle
from support.forge import HOUR, ORIGIN, START, seeded_key
from support.stores import Files, Stores, Where, execute, read_tables
from support.story import Story

KEYS = LedgerKeys(log=seeded_key("log"), seal=seeded_key("seal"))
NAME = "test"
PATIENCE = 60  # seconds that a test waits for an answer before it fails

Queued = Future[Recorded] | NguonError
Rows = dict[str, list[tuple[Any, ...]]]


class Clock:
    """The ledger's clock. While it is held, the writer stops before each batch."""

    def __init__(self, time: int = START) -> None:
        self.time = time
        self.lag: Iterator[int] = itertools.repeat(0)  # how far behind it is each time
        self._is_held = False

    def __call__(self) -> int:
        if self._is_held:
            self._asked.release()
            self._passes.acquire()
        return self.time - next(self.lag)

    @contextmanager
    def held(self) -> Iterator[None]:
        self._asked, self._passes = threading.Semaphore(0), threading.Semaphore(0)
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
            self._passes.release()

    def wait_until_asked(self) -> None:
        assert self._asked.acquire(timeout=PATIENCE)

    def let_one_pass(self) -> None:
        self._passes.release()


class Workbench(Story):
    """Tells a story to the engine. ``sent`` holds every acknowledged statement by its index."""

    ledger: Ledger
    stores: Stores = Files()  # tests/postgres puts a server here

    def __init__(
        self,
        path: Where,
        *,
        origin: str = ORIGIN,
        name: str = NAME,
        beside: Workbench | None = None,
    ) -> None:
        super().__init__(origin)
        self.path = self.stores.new(path) if isinstance(path, Path) else path
        self.name = name
        self.clock: Clock = beside.clock if beside else Clock(self.time)
        self.host: Host = beside.host if beside else Host(self.path, now=self.clock)
        self.sent: dict[int, bytes] = {}
        self.receipts: dict[int, Receipt] = {}
        self._unsent: list[bytes] | None = None

    @property
    def file(self) -> Path:
        """The file of a ledger that is kept in SQLite."""
        assert isinstance(self.path, Path)
        return self.path

    def copy(self, path: Path) -> Workbench:
        """Go on with a copy of this closed ledger."""
        other = Workbench(self.stores.copy(self.path, path), origin=self.origin, name=self.name)
        other.time, other._count = self.time, self._count
        other.clock.time = self.time
        other.sent, other.receipts = dict(self.sent), dict(self.receipts)
        other.open()
        return other

    def open(self) -> None:
        self.host.open({self.name: KEYS})
        self.ledger = self.host.ledgers[self.name]

    def close(self) -> None:
        self.host.close()

    def restart(self) -> None:
        self.close()
        self.host = Host(self.path, now=self.clock)
        self.open()

    def raw(self, data: bytes) -> int:
        if self._unsent is not None:
            self._unsent.append(data)
            return -1
        if not self.sent:
            self.ledger = self.host.create(
                name=self.name, origin=self.origin, keys=KEYS, genesis=data
            )
        return self.recorded(data).index

    def seal(
        self, by: str = "seal", after: int = HOUR, changes: dict[str, Any] | None = None
    ) -> int:
        """Let time pass: the engine seals by itself."""
        del by, changes
        self.time += after
        self.clock.time = max(self.clock.time, self.time)
        return -1

    @contextmanager
    def unsent(self) -> Iterator[list[bytes]]:
        """Collect statements instead of sending them."""
        self._unsent = []
        try:
            yield self._unsent
        finally:
            self._unsent = None

    def recorded(self, data: bytes) -> Recorded:
        """Send a statement, wait for its receipt and check it."""
        return self.accepted(data, self.ledger.submit(data).result(PATIENCE))

    def accepted(self, data: bytes, recorded: Recorded) -> Recorded:
        receipt = verify_receipt(statement=data, proof=recorded.proof, log_verifier=self.ledger.log)
        assert receipt.index == recorded.index
        self.receipts[recorded.index] = receipt
        assert self.sent.setdefault(recorded.index, data) == data
        return recorded

    def refused(self, data: bytes) -> NguonError:
        """Send a statement that must not be recorded, and return why it was not."""
        outcome = settled(outcome_of(self.ledger, data))
        assert isinstance(outcome, NguonError), f"recorded at {outcome.index}"
        return outcome

    def outcome(self, data: bytes) -> str | None:
        """Send a statement; return the code of the refusal, None if it was recorded."""
        answer = settled(outcome_of(self.ledger, data))
        if isinstance(answer, NguonError):
            return answer.code
        self.accepted(data, answer)
        return None

    @contextmanager
    def gathered(self, statements: Sequence[bytes]) -> Iterator[list[Queued]]:
        """Queue statements for one batch, which begins when the block ends."""
        with self.clock.held():
            gate = self.ledger.submit(self.sent[0])
            self.clock.wait_until_asked()
            queued = [outcome_of(self.ledger, data) for data in statements]
            if any(isinstance(outcome, Future) for outcome in queued):
                while not gate.done():
                    self.clock.let_one_pass()
                    self.clock.wait_until_asked()
            yield queued
        gate.result(PATIENCE)

    def together(self, statements: Sequence[bytes]) -> list[Recorded | NguonError]:
        """Send statements so that they fall into one batch; return the outcome of each."""
        with self.gathered(statements) as queued:
            pass
        return self.answered(statements, queued)

    def answered(
        self, statements: Sequence[bytes], queued: Sequence[Queued]
    ) -> list[Recorded | NguonError]:
        answers = [settled(outcome) for outcome in queued]
        for data, answer in zip(statements, answers, strict=True):
            if isinstance(answer, Recorded):
                self.accepted(data, answer)
        return answers

    @property
    def checkpoint(self) -> Checkpoint:
        return open_checkpoint(self.ledger.checkpoint(), self.ledger.log)

    def examined(self, asked: str) -> Report:
        return examine_bundle(self.ledger.trace(asked), pins=self.pins, asked=asked)

    def failing(self, asked: str) -> str | None:
        """Return the code of the step that fails."""
        failure = self.examined(asked).failure
        return failure.code if failure else None

    def verified(self, asked: str) -> VerifiedTrace:
        return verify_bundle(self.ledger.trace(asked), pins=self.pins, asked=asked)

    def log_entries(self) -> list[bytes]:
        """Read the log as any client would, by its entry bundles."""
        size = self.checkpoint.size
        entries: list[bytes] = []
        while len(entries) < size:
            width = min(TILE_WIDTH, size - len(entries))
            number = len(entries) // TILE_WIDTH
            entries += parse_entries(self.ledger.entry_bundle(number=number, width=width))
        return entries

    def statements(self) -> list[UnverifiedStatement]:
        return [parse_statement(entry, log=self.origin) for entry in self.log_entries()]

    def log_seals(self) -> list[Seal]:
        return [
            read_seal(statement.payload, index)
            for index, statement in enumerate(self.statements())
            if statement.typ == SEAL_TYP
        ]

    def check_log(self) -> None:
        """Everything acknowledged is there, and the log only grew from every receipt's root."""
        entries = self.log_entries()
        assert {i: entries[i] for i in self.sent} == self.sent
        assert root_of(list(map(leaf_hash, entries))) == self.checkpoint.root
        tiles: dict[tuple[int, int], bytes] = {}
        for old in {receipt.checkpoint for receipt in self.receipts.values()}:
            self._check_grown(old, self.checkpoint, tiles)

    def _check_grown(
        self, old: Checkpoint, new: Checkpoint, tiles: dict[tuple[int, int], bytes]
    ) -> None:
        def read(level: int, number: int) -> bytes:
            if (level, number) not in tiles:
                width = min(TILE_WIDTH, (new.size >> (8 * level)) - TILE_WIDTH * number)
                tiles[level, number] = self.ledger.tile(level=level, number=number, width=width)
            return tiles[level, number]

        proof = [node_from_tiles(span, read) for span in consistency_spans(old.size, new.size)]
        verify_consistency(
            old=old.size, new=new.size, old_root=old.root, new_root=new.root, proof=proof
        )


def outcome_of(ledger: Ledger, data: bytes) -> Queued:
    try:
        return ledger.submit(data)
    except NguonError as e:
        return e


def settled(queued: Queued) -> Recorded | NguonError:
    if isinstance(queued, NguonError):
        return queued
    try:
        return queued.result(PATIENCE)
    except NguonError as e:
        return e


def becomes_ready(ledger: Ledger, *, patience: float = PATIENCE) -> None:
    """Wait until the ledger has recovered by itself."""
    deadline = wall.monotonic() + patience
    while True:
        try:
            return ledger.check_ready()
        except NguonError:
            if wall.monotonic() > deadline:
                raise
            wall.sleep(0.01)


def rows_of(path: Where, *, without: Sequence[str] = ()) -> Rows:
    """Return every row of every table, as the database itself gives them."""
    names = [table.name for table in tables.METADATA.sorted_tables if table.name not in without]
    return {name: sorted(rows) for name, rows in read_tables(path, names).items()}


def tamper(path: Where, sql: str, *values: Any) -> None:
    """Change the store behind the engine's back."""
    assert execute(path, sql, *values), "nothing was tampered with"
