"""The engine against its model while stores fail, operators freeze, and a neighbour goes on.

Whatever is drawn: what the model admits is recorded once, what it does not is refused, and at the
end of each run everything is checked (``Guarded.check``), rebuilt and compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from engine.test_model import Machine
from engine.workbench import KEYS, Workbench, becomes_ready
from faults.guarded import Guarded
from faults.sabotage import FragileHead, Sabotage
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.errors import NguonError
from nguon_ledger.store.head.contract import Head
from nguon_ledger.store.head.file import FileHead
from support.forge import HOST
from support.stores import Where
from support.story import CRAB

NEIGHBOUR = "other"
OPERATIONS = 80  # a batch asks for about so many


class Beset(Guarded):
    """A guarded ledger beside another; what is armed stands in the way of its next batch."""

    def __init__(self, path: Where, folder: Path, **options: str) -> None:
        super().__init__(path, folder, **options)
        self.host.close()
        self.options = Options(second_head=self._second)
        self.host = Host(self.path, now=self.clock, options=self.options)
        self.neighbour = Workbench(
            self.path, origin=f"{HOST}/log/other", name=NEIGHBOUR, beside=self
        )
        self.armed: Sabotage | None = None
        self.restarts = self.freezes = False

    def _second(self, name: str) -> Head:
        if name == self.name:
            return self.second
        return FragileHead(FileHead(self.folder / f"{name}.checkpoint"))

    def copy(self, path: Path) -> Beset:
        other = self.copied(path)
        assert isinstance(other, Beset)
        near = self.neighbour
        other.neighbour.sent, other.neighbour.receipts = dict(near.sent), dict(near.receipts)
        other.neighbour.time, other.neighbour._count = near.time, near._count
        return other

    def open(self) -> None:
        self.host.open({self.name: self.keys, NEIGHBOUR: KEYS})
        self.ledger = self.host.ledgers[self.name]
        self.neighbour.host, self.neighbour.ledger = self.host, self.host.ledgers[NEIGHBOUR]

    def together(self, statements: Sequence[bytes]) -> list[Recorded | NguonError]:
        if self.freezes:
            self._frozen(statements)
        if self.armed is None:
            return super().together(statements)
        size, armed, self.armed = self.checkpoint.size, self.armed, None
        self._hit(statements, armed)
        if self.checkpoint.size == size:
            return super().together(statements)
        # It was recorded, though nobody may have heard; a refusal stands as it was then.
        entries = set(self.log_entries())
        stands = iter(super().together([data for data in statements if data in entries]))
        return [
            next(stands) if data in entries else NguonError("refused", "in the batch that was hit")
            for data in statements
        ]

    def _hit(self, statements: Sequence[bytes], armed: Sabotage) -> None:
        with ExitStack() as stack:
            with self.gathered(statements) as queued:
                stack.enter_context(armed.of(self.ledger._engine, self.second))
            self.answered(statements, queued)
        self.check_memory()
        if self.restarts:
            self.restart()
        else:
            becomes_ready(self.ledger)

    def _frozen(self, statements: Sequence[bytes]) -> None:
        """Another process freezes and unfreezes it; nothing of what is sent meanwhile stands."""
        self.freezes, before = False, self.ledger.checkpoint()
        operator = Host(self.path)
        operator.freeze(self.name, "drawn")
        for data in statements:
            self.refused(data)
        assert self.refused(self.sent[0]).code == "ledger_frozen"
        assert self.ledger.checkpoint() == before
        operator.freeze(self.name, None)
        operator.close()


class BesetMachine(Machine):
    """The rules of the model's machine, and trouble."""

    bench: Beset

    @rule(number=st.integers(0, OPERATIONS - 1), persisted=st.booleans(), restarts=st.booleans())
    def arm(self, number: int, *, persisted: bool, restarts: bool) -> None:
        """Let an operation of the next batch fail."""
        self.bench.armed = Sabotage(fail_at=number, persisted=persisted)
        self.bench.restarts = restarts

    @rule()
    def freeze(self) -> None:
        self.bench.freezes = True

    @rule()
    def rebuild(self) -> None:
        before = self.bench.checkpoint.size
        self.bench.close()
        self.bench.host = Host(self.bench.path, options=self.bench.options)
        assert self.bench.host.rebuild(self.bench.name) == before
        self.bench.restart()

    @rule(kilos=st.integers(1, 9))
    def neighbour_goes_on(self, kilos: int) -> None:
        before, near = self.bench.ledger.checkpoint(), self.bench.neighbour
        near.time = near.clock.time
        near.harvest(f"{CRAB}/10/near-{near._count}", kilos)
        near.check_log()
        assert self.bench.ledger.checkpoint() == before

    def teardown(self) -> None:
        try:
            self.bench.check()
            self.bench.neighbour.check_log()
        finally:
            super().teardown()


@pytest.fixture(scope="module")
def beset(tmp_path_factory: pytest.TempPathFactory) -> Beset:
    folder = tmp_path_factory.mktemp("beset")
    bench = Beset(folder / "nguon.db", folder)
    bench.tell()
    bench.neighbour.host = bench.host
    bench.neighbour.found()
    bench.close()
    return bench


def run(template: Beset, *, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        type("FromTemplate", (BesetMachine,), {"template": template}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_engine_keeps_to_its_model_whatever_fails(beset: Beset) -> None:
    run(beset, examples=6, steps=14)


@pytest.mark.soak
def test_it_keeps_to_it_for_long(beset: Beset) -> None:
    run(beset, examples=150, steps=40)
