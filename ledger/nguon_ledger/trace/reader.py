"""What a trace reads of a ledger, and how it reads entries that somebody may have altered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import Event
from nguon_ledger.events.reading import read_event
from nguon_ledger.log.merkle import Span
from nguon_ledger.statement import EVENT_TYP, UnverifiedStatement, parse_statement
from nguon_ledger.trace.touches import Touch


class EntryReader(Protocol):
    """The entries of a ledger."""

    @property
    def origin(self) -> str:
        """The ledger's origin."""
        ...

    def entry(self, index: int) -> bytes:
        """Return the stored bytes of an entry."""
        ...


class TraceReader(EntryReader, Protocol):
    """One consistent state of a ledger: the one that ``checkpoint_note`` signs."""

    @property
    def size(self) -> int:
        """How many entries the checkpoint covers."""
        ...

    @property
    def checkpoint_note(self) -> bytes:
        """The signed checkpoint."""
        ...

    def touching(self, subject: str) -> Sequence[Touch]:
        """Return the entries below ``size`` about a subject, by index."""
        ...

    def touching_each(self, subjects: Sequence[str]) -> Mapping[str, Sequence[Touch]]:
        """Return the same for many subjects together; the key is there also where nothing is."""
        ...

    def entries_at(self, indices: Sequence[int]) -> Mapping[int, bytes]:
        """Return the stored bytes of many entries, by index."""
        ...

    def upstream(self, thing: str) -> Sequence[str]:
        """Return subjects worth reading ahead for a thing: too few or too many are no error."""
        ...

    def seals_of(self, indices: Sequence[int]) -> set[int]:
        """Return the indices of the seals that date these entries (a seal dates itself)."""
        ...

    def node(self, span: Span) -> bytes:
        """Return a tree node."""
        ...


def event_at(reader: EntryReader, index: int) -> tuple[Event, str] | None:
    """Return the event at an index and the thumbprint of its key; None if it is no event."""
    statement = statement_at(reader, index)
    if statement is None or statement.typ != EVENT_TYP:
        return None
    try:
        return read_event(statement.payload), statement.kid
    except NguonError:  # altered in the store: the verifier will say so
        return None


def statement_at(reader: EntryReader, index: int) -> UnverifiedStatement | None:
    """Return the statement at an index; None if it cannot be read."""
    try:
        return parse_statement(reader.entry(index), log=reader.origin)
    except NguonError:  # altered in the store: the verifier will say so
        return None
