"""The engine against a plain model of it: what may be recorded, and what may be taken back."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from engine.history import Deed, World, replay
from engine.steps import corrected_event, grown, made, observed, packed, sold
from engine.workbench import Workbench, rows_of
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.errors import NguonError
from support.forge import Payload
from support.story import CRAB, lot

LOTS = [f"{CRAB}/10/L{n}" for n in range(3)]
UNITS = [f"{CRAB}/21/U{n}" for n in range(4)]
CARTONS = [f"https://id.gs1.org/00/08930000000000{n}" for n in ("0026", "0033", "0040")]
PIECES = st.integers(1, 4)
SINGLE = st.sampled_from(UNITS + CARTONS)
ANY = st.sampled_from(LOTS + UNITS + CARTONS)


@dataclass(frozen=True)
class Back:
    """Take back the event that was acknowledged as the n-th, counted from the last."""

    which: int


DEEDS = st.one_of(
    st.builds(
        lambda m, p, a: Deed(makes=(m, p), adds=a), st.sampled_from(LOTS), PIECES, st.booleans()
    ),
    st.builds(lambda t, p: Deed(takes=(t, p)), st.sampled_from(LOTS), PIECES),
    st.builds(
        lambda pair, p, q, a: Deed(takes=(pair[0], p), makes=(pair[1], q), adds=a),
        st.permutations(LOTS),
        PIECES,
        PIECES,
        st.booleans(),
    ),
    st.builds(
        lambda thing, units: Deed(lot=thing, numbers=tuple(units)),
        st.sampled_from(LOTS),
        st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True),
    ),
    st.builds(lambda thing: Deed(sells=thing), SINGLE),
    st.builds(lambda thing: Deed(sees=thing), ANY),
    st.builds(
        lambda carton, things: Deed(carton=carton, packs=tuple(things)),
        st.sampled_from(CARTONS),
        st.lists(SINGLE, min_size=1, max_size=2, unique=True),
    ),
    st.builds(lambda carton: Deed(carton=carton, unpacks=True), st.sampled_from(CARTONS)),
)
ACTS = st.one_of(DEEDS, DEEDS, DEEDS, st.builds(Back, st.integers(0, 7)))


def pieces(pair: tuple[str, int]) -> list[Payload]:
    return [lot(*pair, "H87")]


def tell(bench: Workbench, deed: Deed) -> None:
    """Send a deed as the event that it stands for."""
    step = {"bizStep": "creating_class_instance"} if deed.adds else {}
    if deed.takes and deed.makes:
        both: Payload = {
            "inputQuantityList": pieces(deed.takes),
            "outputQuantityList": pieces(deed.makes),
        }
        made(bench, **both | step)
    elif deed.makes:
        grown(bench, quantityList=pieces(deed.makes), **step)
    elif deed.takes:
        sold(bench, quantityList=pieces(deed.takes))
    elif deed.numbers:
        number = {"cbvmda:lotNumber": deed.lot.rpartition("/")[2]}
        grown(bench, epcList=list(deed.numbers), ilmd=number)
    elif deed.sells:
        sold(bench, epcList=[deed.sells])
    elif deed.carton:
        children: Payload = {"childEPCs": list(deed.packs)} if deed.packs else {}
        packed(bench, deed.carton, action="DELETE" if deed.unpacks else "ADD", **children)
    elif deed.sees in LOTS:
        observed(bench, by="coop", quantityList=pieces((deed.sees, 1)))
    else:
        observed(bench, by="coop", epcList=[deed.sees])


class Machine(RuleBasedStateMachine):
    """``template`` is a closed ledger to begin with."""

    template: Workbench

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.bench = self.template.copy(self.folder / "nguon.db")
        self.recorded: list[tuple[bytes, Deed]] = []
        self.void: set[bytes] = set()

    @initialize()
    def begin(self) -> None:
        """Let there be something to deal with."""
        self.batch(
            [
                Deed(makes=(LOTS[0], 4)),
                Deed(makes=(LOTS[1], 2), takes=(LOTS[0], 2)),
                Deed(lot=LOTS[1], numbers=tuple(UNITS[:2])),
                Deed(carton=CARTONS[0], packs=tuple(UNITS[:1])),
            ]
        )

    def history(self, *, without: bytes | None = None) -> list[Deed]:
        gone = self.void | {without}
        return [deed for data, deed in self.recorded if data not in gone]

    @property
    def world(self) -> World:
        world = replay(self.history())
        assert world is not None
        return world

    @rule(acts=st.lists(ACTS, min_size=1, max_size=4))
    def batch(self, acts: list[Deed | Back]) -> None:
        """Send acts in one batch; the model says which of them are recorded."""
        self.bench.seal()
        statements, expected = [], []
        for act in acts:
            with self.bench.unsent() as sent:
                expectation = self.back(act) if isinstance(act, Back) else self.forth(act)
            if sent:
                statements += sent
                expected.append(expectation(sent[0]))
        answers = self.bench.together(statements) if statements else []
        refusals = [a.code if isinstance(a, NguonError) else None for a in answers]
        assert [isinstance(a, Recorded) for a in answers] == expected, (acts, refusals)

    def forth(self, deed: Deed) -> Callable[[bytes], bool]:
        tell(self.bench, deed)

        def expect(data: bytes) -> bool:
            if replay([*self.history(), deed]) is None:
                return False
            self.recorded.append((data, deed))
            return True

        return expect

    def back(self, act: Back) -> Callable[[bytes], bool]:
        if act.which < len(self.recorded):
            original = self.recorded[-1 - act.which][0]
            self.bench.seal()  # at another time, so in other bytes
            corrected_event(self.bench, original)

        def expect(_data: bytes) -> bool:
            if original in self.void or replay(self.history(without=original)) is None:
                return False
            self.void.add(original)
            return True

        return expect

    @rule()
    def restart(self) -> None:
        self.bench.restart()

    def teardown(self) -> None:
        try:
            self.check_evidence()
            self.bench.check_log()
            before = rows_of(self.bench.path)
            self.bench.host.rebuild(self.bench.name)
            assert rows_of(self.bench.path) == before
        finally:
            self.bench.close()
            shutil.rmtree(self.folder)

    def check_evidence(self) -> None:
        """Whatever exists has evidence that verifies, with the balances of the model."""
        world = self.world
        for thing in LOTS + UNITS + CARTONS:
            if thing not in world.things:
                assert self.refused(thing)
                continue
            for name, balance in self.bench.verified(thing).balances.items():
                assert balance.made == world.made[name]
                assert balance.taken == world.taken.get(name, 0)

    def refused(self, thing: str) -> bool:
        try:
            return self.bench.failing(thing) is not None
        except NguonError as e:
            return e.code == "unknown_id"


@pytest.fixture
def machine(template: Workbench) -> type[Machine]:
    return type("FromTemplate", (Machine,), {"template": template})


def test_the_engine_records_what_the_model_admits_and_all_of_it_verifies(
    machine: type[Machine],
) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
