"""Who mentions what: the index of touches, and the entries of the batch so far."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from nguon_ledger.engine.admission.change import Change
from nguon_ledger.engine.reading.rows import read_touch
from nguon_ledger.store import tables
from nguon_ledger.store.lookup import rows_by
from nguon_ledger.trace.touches import Role, Touch

# What admission asks of event IDs, processes and diary texts.
_ASKED = frozenset({Role.EVENT, Role.PROCESS, Role.ABOUT, Role.VOID})
_NO_ROLES: frozenset[Role] = frozenset()
_ALONE = {role: frozenset({role}) for role in Role}

_T = tables.touch.c


class Mentions:
    """The touches of one ledger by subject; later entries of a batch see the earlier ones."""

    def __init__(self, connection: Connection, ledger: str) -> None:
        self._connection = connection
        self._ledger = ledger
        self._changes: list[Change] = []
        self._roles: dict[str, frozenset[Role]] = {}
        self._unread: dict[str, frozenset[Role]] = {}  # by the batch; not looked up yet
        self._voids: set[int] = set()
        self._touches: dict[str, list[Touch]] = {}  # of the first ``_indexed`` changes
        self._indexed = 0

    def load(self, subjects: Iterable[str]) -> None:
        """Look up in few queries what ``roles`` will be asked."""
        self._load_roles(sorted(name for name in subjects if name not in self._roles))

    def roles(self, subject: str) -> frozenset[Role]:
        """Return what live entries did to an event ID, process or diary text."""
        if subject not in self._roles:
            self._load_roles([subject])
        return self._roles[subject]

    def see(self, change: Change) -> None:
        """Take in what an admitted entry touches."""
        self._changes.append(change)
        if change.voids is not None:
            self._voids.add(change.voids)
            self._roles.clear()  # rare: read again, through touches()
        for touch in change.touches:
            if touch.role in _ASKED:
                known = self._roles if touch.subject in self._roles else self._unread
                known[touch.subject] = known.get(touch.subject, _NO_ROLES) | _ALONE[touch.role]

    def touches(self, subject: str) -> list[Touch]:
        """Return every live touch of a subject, the batch's included, by index."""
        return [touch for touch in self._all_touches(subject) if touch.role != Role.VOID]

    def entries(self, subject: str) -> list[int]:
        """Return the entries about an event ID or signed part, taken back or not, by index."""
        if subject in self._roles and not self._roles[subject]:
            return []
        return [touch.index for touch in self._all_touches(subject)]

    def _all_touches(self, subject: str) -> list[Touch]:
        table = tables.touch.c
        rows = self._connection.execute(
            select(tables.touch).where(table.ledger == self._ledger, table.subject == subject)
        )
        found = [read_touch(row) for row in rows]
        found += self._touches_of_batch(subject)
        void = self._voids
        dead = [t._replace(role=Role.VOID) for t in found if t.index in void]
        return sorted(dead + [t for t in found if t.index not in void], key=lambda t: t.index)

    def _touches_of_batch(self, subject: str) -> list[Touch]:
        """Sort the batch by subject once it is asked: few batches are."""
        for change in self._changes[self._indexed :]:
            for touch in change.touches:
                self._touches.setdefault(touch.subject, []).append(touch)
        self._indexed = len(self._changes)
        return self._touches.get(subject, [])

    def _load_roles(self, subjects: list[str]) -> None:
        self._roles.update((name, self._unread.get(name, _NO_ROLES)) for name in subjects)
        if self._voids:
            for subject in subjects:
                self._roles[subject] = frozenset(t.role for t in self._all_touches(subject))
            return
        for row in rows_by(self._connection, self._ledger, _T.subject, subjects, tuple(_T)):
            touch = read_touch(row)
            self._roles[touch.subject] |= _ALONE[touch.role]
