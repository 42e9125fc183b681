"""What the engine tells about its work while it works: for metrics, never for decisions.

The engine knows no metrics library. Whoever opens a ledger may give an observer; without one,
nobody listens. Methods are called from the writer's thread and from request threads at once, and
must return quickly: the batch waits for them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, Protocol

_log = logging.getLogger(__name__)
_Told = ParamSpec("_Told")


@dataclass(frozen=True)
class Commit:
    """A batch that is durable, published and about to be answered.

    ``statements`` counts what was asked for, refused and repeated ones too; ``entries`` what the
    log grew by, seals included. ``seconds`` is from the start of the commit to the published
    checkpoint; ``longest_wait`` from the first statement's entry into the pool to the same moment.
    """

    statements: int
    entries: int
    seconds: float
    longest_wait: float


class Observer(Protocol):
    """Hears of every ledger of a host; ``ledger`` is its name, ``code`` an error's."""

    def committed(self, ledger: str, commit: Commit) -> None:
        """Hear that a batch was committed."""

    def refused(self, ledger: str, code: str) -> None:
        """Hear that a statement was refused, at the door or by the writer, for whatever reason."""

    def failed(self, ledger: str, code: str) -> None:
        """Hear that the writer failed; again at every look at a store that stays down."""

    def recovered(self, ledger: str) -> None:
        """Hear that the writer read its state again and goes on."""


class Unobserved:
    """Nobody listens."""

    def committed(self, ledger: str, commit: Commit) -> None:
        """Let it pass."""

    def refused(self, ledger: str, code: str) -> None:
        """Let it pass."""

    def failed(self, ledger: str, code: str) -> None:
        """Let it pass."""

    def recovered(self, ledger: str) -> None:
        """Let it pass."""


class Harmless:
    """An observer whose own failure is logged and stops nothing.

    The engine wraps whatever it is given in this: a batch that is durable and published must be
    answered, also when somebody's counter is broken.
    """

    def __init__(self, observer: Observer) -> None:
        self._observer = observer

    def committed(self, ledger: str, commit: Commit) -> None:
        """Pass on."""
        _harmlessly(self._observer.committed, ledger, commit)

    def refused(self, ledger: str, code: str) -> None:
        """Pass on."""
        _harmlessly(self._observer.refused, ledger, code)

    def failed(self, ledger: str, code: str) -> None:
        """Pass on."""
        _harmlessly(self._observer.failed, ledger, code)

    def recovered(self, ledger: str) -> None:
        """Pass on."""
        _harmlessly(self._observer.recovered, ledger)


def _harmlessly(tell: Callable[_Told, None], *told: _Told.args, **more: _Told.kwargs) -> None:
    try:
        tell(*told, **more)
    except Exception:  # noqa: BLE001 (whatever it is, it is not the ledger's failure)
        _log.exception("the observer failed")
