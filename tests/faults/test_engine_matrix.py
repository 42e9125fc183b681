"""Every statement, commit and second head of a real ledger fails, where tiles begin and end.

All rules are on. After each fault: what was signed and acknowledged is looked at by plain code;
then the ledger recovers or is started anew, the batch is sent again, and everything is checked.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from engine.test_faults import batch_of
from engine.workbench import becomes_ready
from faults.guarded import Guarded
from faults.sabotage import AMBIGUOUS, COMMIT, STATEMENT, SWAP, Sabotage
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.errors import NguonError
from support.stores import Databases, Files
from vectors import rfc6962

MakeBed: TypeAlias = "Callable[[str, int], Bed]"
GROWS = 5  # entries that a batch of test_faults adds, the seal among them
SIZES = (255, 256, 257)  # after the batch
STORES = ("sqlite", "postgres")


class Templates:
    """Closed ledgers of a size, made when they are asked for."""

    def __init__(self, folder: Path, request: pytest.FixtureRequest) -> None:
        self._folder = folder
        self._request = request
        self._made: dict[tuple[str, int], Guarded] = {}

    def get(self, store: str, size: int) -> Guarded:
        if (store, size) not in self._made:
            folder = self._folder / f"{store}-{size}"
            folder.mkdir()
            bench = self._kind(store)(folder / "nguon.db", folder)
            bench.tell()
            bench.fill(size)
            bench.check()
            bench.close()
            self._made[store, size] = bench
        return self._made[store, size]

    def _kind(self, store: str) -> type[Guarded]:
        if store == "sqlite":
            return type("OnSqlite", (Guarded,), {"stores": Files()})
        server = self._request.getfixturevalue("postgres_server")
        return type("OnPostgres", (Guarded,), {"stores": Databases(server)})


@pytest.fixture(scope="module")
def templates(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"), request)


class Bed:
    """Copies of one template, each put through one fault."""

    def __init__(self, template: Guarded, folder: Path) -> None:
        self._template = template
        self._folder = folder
        self._count = 0

    def kinds(self) -> list[str]:
        """Return what the stores are asked for one batch, in order."""
        sabotage = Sabotage()
        self.run(sabotage, restarts=False)
        return sabotage.kinds

    def run(self, sabotage: Sabotage, *, restarts: bool) -> None:
        self._count += 1
        bench = self._template.copied(self._folder / str(self._count) / "nguon.db")
        try:
            self._run(bench, sabotage, restarts=restarts)
        finally:
            bench.close()
            if isinstance(bench.stores, Databases):
                bench.stores.drop({self._folder / str(self._count) / "nguon.db"})

    def _run(self, bench: Guarded, sabotage: Sabotage, *, restarts: bool) -> None:
        size, batch = bench.checkpoint.size, batch_of(bench, 1)
        with ExitStack() as stack:
            with bench.gathered(batch) as queued:
                stack.enter_context(sabotage.of(bench.ledger._engine, bench.second))
            answers = bench.answered(batch, queued)
        codes = {answer.code for answer in answers if isinstance(answer, NguonError)}
        assert codes <= {"storage_unavailable"}
        bench.check_memory()
        if restarts:
            bench.restart()
        else:
            becomes_ready(bench.ledger)
        answers = bench.together(batch)
        indices = {answer.index for answer in answers if isinstance(answer, Recorded)}
        assert len(indices) == len(batch)
        assert bench.checkpoint.size == size + GROWS, "the batch is there once"
        bench.check()

    def fail(self, numbers: Iterator[int], kinds: list[str]) -> int:
        """Let each of the operations fail in every way; return how many faults there were."""
        count = 0
        for number in numbers:
            for persisted in (False, True) if kinds[number] in AMBIGUOUS else (False,):
                sabotage = Sabotage(fail_at=number, persisted=persisted)
                self.run(sabotage, restarts=bool(count % 2))
                assert len(sabotage.kinds) > number
                count += 1
        return count


@pytest.fixture
def bed(templates: Templates, tmp_path: Path) -> MakeBed:
    return lambda store, after: Bed(templates.get(store, after - GROWS), tmp_path)


def hit_all(bed: Bed, *, also: set[str]) -> int:
    """Let the commits and the second head fail, and what else is named."""
    kinds = bed.kinds()
    assert {STATEMENT, COMMIT, SWAP} == set(kinds)
    hits = [n for n, kind in enumerate(kinds) if kind in AMBIGUOUS | also]
    return bed.fail(iter(hits), kinds)


@pytest.mark.parametrize(("store", "after"), [("sqlite", 257), ("postgres", 256)])
def test_what_makes_durable_or_public_fails(bed: MakeBed, store: str, after: int) -> None:
    """The commits and the second head, before and after they took place."""
    assert hit_all(bed(store, after), also=set()) >= 8


def test_looking_at_everything_takes_hashes_by_the_entry_not_by_the_receipt(
    templates: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each receipt names a root: hashing the log for each would make 65,536 entries take days."""
    bench = templates.get("sqlite", 257 - GROWS)
    node, count = rfc6962.node, itertools.count()

    def counted(left: bytes, right: bytes) -> bytes:
        next(count)
        return node(left, right)

    monkeypatch.setattr(rfc6962, "node", counted)
    bench.check_memory()
    asked = {receipt.checkpoint.size for receipt in bench.receipts.values()}
    assert len(bench.receipts) > 10 * len(asked)
    assert bench.checkpoint.size <= next(count) < 10 * bench.checkpoint.size


@pytest.mark.soak
@pytest.mark.parametrize("after", [*SIZES, 258])
@pytest.mark.parametrize("store", STORES)
def test_everything_fails_once(bed: MakeBed, store: str, after: int) -> None:
    assert hit_all(bed(store, after), also={STATEMENT}) >= 40


@pytest.mark.soak
@pytest.mark.parametrize("after", [65_536, 65_537])
def test_where_the_second_level_of_tiles_is_full(bed: MakeBed, after: int) -> None:
    assert hit_all(bed("sqlite", after), also=set()) >= 8
