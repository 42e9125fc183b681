"""Processes that examine statements: form, signature and schema need no order.

One process sequences; without these it would also do everything before that, on one core.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from queue import SimpleQueue

from nguon_ledger.engine.intake.checks import Examined, examine
from nguon_ledger.engine.intake.examiner import AHEAD, Errand, Examiner
from nguon_ledger.keys.jwk import PublicKey

MOST = 128  # statements of one errand: more, and the last process keeps the others waiting

_log = logging.getLogger(__name__)


class Examiners:
    """So many processes, started when they are first needed.

    Until they have begun, and where one was killed, this process examines by itself.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._turn = threading.Lock()
        self._team: _Team | None = None

    def examine(
        self, origin: str, statements: Sequence[tuple[bytes, str]], keys: Mapping[str, PublicKey]
    ) -> list[Examined]:
        """Examine statements, each with the kid that it claims, in their order."""
        team = self._started()
        if team.is_ready:
            try:
                return team.examine(origin, statements, keys)
            except EOFError:  # one was killed, or all are closed
                self._give_up(team)
        elif team.is_gone:
            self._give_up(team)
        return [examine(data, origin=origin, key=keys[kid]) for data, kid in statements]

    @property
    def are_ready(self) -> bool:
        """Whether they have begun, and none is gone."""
        team = self._team
        return team is not None and team.is_ready

    def close(self) -> None:
        """End the processes."""
        with self._turn:
            team, self._team = self._team, None
        if team is not None:
            team.end()

    def _give_up(self, team: _Team) -> None:
        """End a team that is broken, once; another may have taken its place already."""
        with self._turn:
            if self._team is not team:
                return
            self._team = None
        _log.warning("an examiner is gone; this process examines by itself until others begin")
        team.end()

    def _started(self) -> _Team:
        with self._turn:
            if self._team is None:
                self._team = _Team(self._count)
            return self._team


class _Team:
    """Processes that share a queue. One that is gone makes the whole team useless."""

    def __init__(self, count: int) -> None:
        self._errands: SimpleQueue[Errand | None] = SimpleQueue()
        self._turn = threading.Lock()
        self._ended = False
        self._examiners = [Examiner(self._errands) for _ in range(count)]

    @property
    def is_ready(self) -> bool:
        return all(one.is_ready for one in self._examiners) and not self.is_gone

    @property
    def is_gone(self) -> bool:
        return any(one.is_gone for one in self._examiners)

    def examine(
        self, origin: str, statements: Sequence[tuple[bytes, str]], keys: Mapping[str, PublicKey]
    ) -> list[Examined]:
        share = -(-len(statements) // (AHEAD * len(self._examiners)))
        step = max(1, min(share, MOST))
        parts = [statements[i : i + step] for i in range(0, len(statements), step)]
        errands = [Errand(origin, part, keys) for part in parts]
        self._put(errands)
        return [examined for errand in errands for examined in errand.result()]

    def end(self) -> None:
        self._put([None] * len(self._examiners), last=True)
        for one in self._examiners:
            one.kill()

    def _put(self, errands: Sequence[Errand | None], *, last: bool = False) -> None:
        """Queue errands. Nothing comes behind the last: nobody would ever take it."""
        with self._turn:
            if self._ended:
                raise EOFError
            self._ended = last
            for errand in errands:
                self._errands.put(errand)
