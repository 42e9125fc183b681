"""An engine and its model, told the same; a watch beside them."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from economy.acts import Act, Deed
from economy.browser import Browser
from economy.market import Pick
from economy.people import RefusedError
from economy.place import ALL, beginning, opening
from economy.tell import tell
from economy.town import Town
from economy.watch import Watch
from economy.world import Economy, World
from engine.workbench import Workbench, outcome_of
from nguon_ledger.engine.ledger import Recorded
from support.forge import HOUR

_SECOND = 1_000_000  # microseconds
_PAUSES = [0, 0, 0, 1, 2, 26]  # hours


class Play:
    """One economy, from a closed ledger in which everybody is registered."""

    def __init__(self, template: Workbench, browser: Browser, fair: str = "all") -> None:
        self._folder = Path(tempfile.mkdtemp())
        self.bench = template.copy(self._folder / "nguon.db")
        self.economy = Economy(beginning())
        self.fair = fair
        self.watch = Watch(self.bench, self.economy, browser)
        self.bench.seal(after=_SECOND)
        self._tell(list(opening(self.bench.time)))

    def trade(self, pick: Pick) -> None:
        """Let somebody do something."""
        self._pass_time(pick)
        self._tell([self._town(pick).deed()])

    def administer(self, pick: Pick) -> None:
        """Let something be registered, or taken back."""
        self._pass_time(pick)
        acts = self._town(pick).acts()
        if acts:
            self._tell(acts)

    def market_day(self, pick: Pick) -> None:
        """Let several things happen in one batch."""
        self._pass_time(pick)
        acts: list[Act] = [self._town(pick).deed() for _ in range(pick([2, 3, 4]))]
        back = self._town(pick).back() if pick([True, False]) else None
        self._tell([*acts, back] if back is not None else acts)

    def finish(self) -> None:
        """Look at everything once more, and put it away."""
        try:
            self.watch.check_evidence(ALL)
            self.watch.check_rebuild()
            self.bench.check_log()
        finally:
            self.close()

    def close(self) -> None:
        self.bench.close()
        shutil.rmtree(self._folder)

    def _pass_time(self, pick: Pick) -> None:
        self.bench.seal(after=pick(_PAUSES) * HOUR + _SECOND)

    def _town(self, pick: Pick) -> Town:
        return Town(pick, self.economy, self.bench.time, self.fair)

    def _tell(self, acts: list[Act]) -> None:
        """Send acts in one batch; the model says what becomes of each."""
        with self.bench.unsent() as statements:
            for act in acts:
                self.bench.seal(after=_SECOND)
                tell(self.bench, act)
        expected = self._expected(acts)
        if len(statements) == 1:
            queued = [outcome_of(self.bench.ledger, data) for data in statements]
            answers = self.bench.answered(statements, queued)
        else:
            answers = self.bench.together(statements)
        said = [a.index if isinstance(a, Recorded) else a.code for a in answers]
        assert said == expected, (acts, answers)
        self.watch.check_evidence(_near(acts, self.economy))

    def _expected(self, acts: list[Act]) -> list[int | str | None]:
        """Return the index of each act, or the code of its refusal."""
        index, at_first = self.bench.checkpoint.size, self.economy.world
        expected: list[int | str | None] = []
        for act in acts:
            try:
                _ask_signer(at_first, act)
                self.economy.act(index, act)
                expected.append(index)
                index += 1
            except RefusedError as e:
                expected.append(e.code)
        return expected


def _ask_signer(world: World, act: Act) -> None:
    """Ask whether the key is good when the statement is handed in, before its turn comes."""
    if isinstance(act, Deed):
        world.people.signer(act.by)


def _near(acts: list[Act], economy: Economy) -> set[str]:
    """Return what the acts are about."""
    near: set[str] = set()
    for act in acts:
        deed = act if isinstance(act, Deed) else economy.acts.get(getattr(act, "index", -1))
        if isinstance(deed, Deed):
            near |= {item.id for item in deed.listed} | {*deed.grown, *deed.numbered}
            near |= {deed.parent} if deed.parent is not None else set()
    return near
