"""From a signed statement to a checked receipt, by way of the outbox."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nguon_cli import exits
from nguon_cli.home import Home
from nguon_cli.session import Session
from nguon_ledger.errors import NguonError
from nguon_signer.backoff import Backoff
from nguon_signer.client import Client, Recorded
from nguon_signer.delivery import deliver
from nguon_signer.outbox import QUEUED, RECORDED, REFUSED, Entry, Outbox
from nguon_signer.transport import TryLater

# A person who types a command wants a try now; only a server's Retry-After makes it wait.
_AT_ONCE = Backoff(first=0.0, longest=0.0)
_GRAVEST_FIRST = (exits.WRONG, exits.LATER, exits.REFUSED)


@dataclass
class _Listening:
    """A client that remembers refusals whole: the outbox keeps their code and sentence only."""

    client: Client
    refusals: dict[bytes, NguonError] = field(default_factory=dict)

    def submit(self, statement: bytes) -> Recorded:
        try:
            return self.client.submit(statement)
        except TryLater:
            raise
        except NguonError as e:
            self.refusals[statement] = e
            raise


@dataclass(frozen=True)
class Outcome:
    """What became of one statement: recorded, refused, or queued (kept)."""

    entry: Entry
    field: str | None = None

    @property
    def exit_code(self) -> int:
        """The exit code that a command about this statement ends with."""
        if self.entry.state == QUEUED:
            return exits.WRONG if self.entry.code == "receipt_bad" else exits.LATER
        return exits.OK if self.entry.state == RECORDED else exits.REFUSED

    def document(self) -> dict[str, Any]:
        """Return the outcome for JSON."""
        entry = self.entry
        found = {
            "number": entry.number,
            "state": "kept" if entry.state == QUEUED else entry.state,
            "index": entry.index,
            "code": entry.code,
            "detail": entry.detail,
            "field": self.field,
        }
        return {name: value for name, value in found.items() if value is not None}

    def line(self) -> str:
        """Return the outcome as a sentence."""
        entry = self.entry
        if entry.state == RECORDED:
            return f"Recorded as entry {entry.index}; its receipt was checked."
        reason = f"{entry.code}: {entry.detail}" if entry.code else "not sent yet"
        if entry.state == REFUSED:
            return reason + (f" ({self.field})" if self.field else "")
        return f"Kept as number {entry.number}, will be sent by nguon submit. {reason}"


def worst(outcomes: Iterable[Outcome]) -> int:
    """Return the exit code for all of them: a false receipt, then what is kept, then refusals."""
    codes = {outcome.exit_code for outcome in outcomes}
    return next((code for code in _GRAVEST_FIRST if code in codes), exits.OK)


def send(home: Home, statement: bytes, *, language: str | None) -> list[Outcome]:
    """Keep a statement, send what is waiting, and tell what became of it all, it being last.

    When this returns or raises after ``put``, the statement is on disk. ``language`` is that of
    the ledger's refusals. Raises NguonError for
    the outbox, the profile and the pins.
    """
    origin = home.profile().origin
    with home.outbox() as outbox:
        number = outbox.put(statement, ledger=origin)
        found = _flush(home, outbox, origin, language)
        if number not in {outcome.entry.number for outcome in found}:
            found += [Outcome(e) for e in outbox.entries() if e.number == number]
    return sorted(found, key=lambda outcome: outcome.entry.number == number)


def send_waiting(home: Home, *, retry_refused: bool, language: str | None) -> list[Outcome]:
    """Send what the outbox holds; tell of everything that was waiting, in its order.

    With ``retry_refused`` what was refused is tried once more. Raises as send.
    """
    origin = home.profile().origin
    with home.outbox() as outbox:
        if retry_refused:
            for entry in outbox.entries(state=REFUSED):
                outbox.requeue(entry.number)
        return _flush(home, outbox, origin, language)


def _flush(home: Home, outbox: Outbox, origin: str, language: str | None) -> list[Outcome]:
    waiting = {e.number for e in outbox.entries(state=QUEUED)}
    with home.client(language) as client:
        listening = _Listening(client)
        deliver(
            outbox,
            listening,
            ledger=origin,
            now=time.time,
            jitter=random.random,
            backoff=_AT_ONCE,
        )
        home.photo_box().send(client)
    entries = [e for e in outbox.entries() if e.number in waiting]
    refusals = {s: e.field for s, e in listening.refusals.items()}
    return [Outcome(e, refusals.get(e.statement)) for e in entries]


def tell_outcome(session: Session, outcome: Outcome) -> None:
    """Print what became of a statement: good news on stdout, refusals on stderr."""
    if outcome.entry.state == RECORDED:
        session.say(outcome.line())
    else:
        session.warn(outcome.line())
