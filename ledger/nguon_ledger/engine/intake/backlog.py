"""What this process took in and has not answered yet, and whether answers still come."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from typing import TypeVar

from nguon_ledger.errors import NguonError

_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Waiting:
    """Statements without an answer.

    ``oldest`` is how long the first of them has waited; ``quiet`` how long ago any statement got
    its receipt, which proves that a checkpoint was published (since the ledger was opened, if none
    did). Both in seconds; ``oldest`` is 0 where nothing waits.
    """

    count: int
    oldest: float
    quiet: float

    def is_stalled(self, seconds: float) -> bool:
        """Tell whether something waits for longer than ``seconds`` and nothing was published."""
        return min(self.oldest, self.quiet) > seconds


class Backlog:
    """The unanswered groups of statements of one ledger.

    ``refused`` hears the code of every statement that gets no receipt; ``clock`` gives seconds
    that never go back.
    """

    def __init__(
        self, refused: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._refused = refused
        self._clock = clock
        self._lock = threading.Lock()
        self._since: dict[int, float] = {}  # in the order of arrival
        self._count = 0
        self._next = 0
        self._answered = clock()

    def add(self, answers: Future[list[_Answer]], count: int) -> None:
        """Watch ``count`` statements until the future of their answers is done.

        An answer is a receipt or a NguonError.
        """
        with self._lock:
            place, self._next = self._next, self._next + 1
            self._since[place] = self._clock()
            self._count += count
        answers.add_done_callback(lambda done: self._done(done, place, count))

    def waiting(self) -> Waiting:
        """Return how many wait, and for how long."""
        with self._lock:
            now = self._clock()
            first = next(iter(self._since.values()), now)
            return Waiting(self._count, now - first, now - self._answered)

    def _done(self, answers: Future[list[_Answer]], place: int, count: int) -> None:
        codes = _refusals(answers, count)
        with self._lock:
            del self._since[place]
            self._count -= count
            # A refusal proves nothing: a store that is down refuses too.
            if len(codes) < count:
                self._answered = self._clock()
        for code in codes:
            self._refused(code)


def _refusals(answers: Future[list[_Answer]], count: int) -> list[str]:
    """Return the codes of those that got no receipt."""
    try:
        error = answers.exception()
    except CancelledError:
        return ["cancelled"] * count
    if error is not None:
        return [error.code if isinstance(error, NguonError) else "internal_error"] * count
    return [answer.code for answer in answers.result() if isinstance(answer, NguonError)]
