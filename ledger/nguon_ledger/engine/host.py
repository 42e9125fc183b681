"""Many ledgers in one database."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import delete, insert, select, update

from nguon_ledger.engine.commit.sequencing import LedgerKeys, Setting
from nguon_ledger.engine.intake.examiners import Examiners
from nguon_ledger.engine.intake.quota import Rate
from nguon_ledger.engine.ledger import Ledger
from nguon_ledger.engine.observer import Observer
from nguon_ledger.engine.rebuild import rebuild_ledger
from nguon_ledger.errors import NguonError
from nguon_ledger.store import tables
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.database import open_database, reading, writing
from nguon_ledger.store.head.contract import Head

_log = logging.getLogger(__name__)
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
GENESIS_SIZE = 2  # Genesis and the seal that dates it
_ORIGIN = re.compile(r"[a-z0-9.-]{1,100}(?::[0-9]{1,5})?/[a-z0-9/-]{1,80}")


def system_time() -> int:
    """Return the clock in microseconds since 1970."""
    return time.time_ns() // 1000


@dataclass(frozen=True)
class Options:
    """How the ledgers of a host are run; what is given by ledger is asked with its name.

    ``second_head``: the head's second memory, outside the database, that a restore of the
    database does not roll back. ``shared``: other processes write to the same database.
    ``examiners``: how many processes examine statements that come many at a time.
    """

    observer: Observer | None = None
    quota: Rate | None = None
    second_head: Callable[[str], Head] | None = None
    attachments: Callable[[str], Blobs] | None = None
    shared: bool = False
    examiners: int = 0


class Host:
    """Opens, creates and closes ledgers. Keys come from outside; the store never has them.

    ``broken`` holds, by name, why a ledger could not be opened.
    """

    def __init__(
        self,
        where: Path | str,
        *,
        now: Callable[[], int] = system_time,
        options: Options = Options(),
    ) -> None:
        self.ledgers: dict[str, Ledger] = {}
        self.broken: dict[str, NguonError] = {}
        self._engine = open_database(where)
        self._now = now
        self._options = options
        self._examiners = Examiners(options.examiners) if options.examiners else None

    def stored(self) -> dict[str, str]:
        """Return the ledgers in the store by name: name to origin."""
        table = tables.ledger.c
        with reading(self._engine) as connection:
            rows = connection.execute(select(table.ledger, table.origin)).all()
        return {row.ledger: row.origin for row in sorted(rows)}

    def open(self, keys: Mapping[str, LedgerKeys]) -> None:
        """Open every stored ledger; one that cannot be opened does not keep the others closed.

        Raises NguonError ``keys_missing`` for one without keys; if none can be opened, why the
        first cannot: ``keys_mismatch`` for keys that its Genesis does not name,
        ``store_inconsistent`` if it was altered, ``store_rolled_back`` if it is an old copy.
        """
        stored = self.stored()
        for name in stored.keys() - keys.keys():
            raise NguonError("keys_missing", f"no keys for the ledger {name}")
        for name, origin in stored.items():
            try:
                self.ledgers[name] = self._ledger(name, origin, keys[name])
            except NguonError as e:
                _log.error("the ledger %s is not served: %s", name, e)
                self.broken[name] = e
        if self.broken and not self.ledgers:
            raise next(iter(self.broken.values()))

    def create(self, *, name: str, origin: str, keys: LedgerKeys, genesis: bytes) -> Ledger:
        """Create a ledger with its Genesis statement.

        Raises NguonError ``ledger_exists``, ``name_malformed``, ``keys_mismatch``, or Genesis's
        refusal; then nothing is kept. A Genesis that a power cut left of an earlier try,
        and that nobody was told of, goes first.
        """
        if not _NAME.fullmatch(name) or not _ORIGIN.fullmatch(origin):
            raise NguonError("name_malformed", f"{name!r}, {origin!r}: not a ledger's name, origin")
        stored = self.stored()
        if name in stored or origin in stored.values():
            raise NguonError("ledger_exists", f"there is a ledger {name} or {origin} already")
        self._check_unsigned(name)
        self._remove_unfinished(name)
        self._found(name, origin, keys, genesis)
        with writing(self._engine) as connection:
            connection.execute(insert(tables.ledger).values(ledger=name, origin=origin))
        self.ledgers[name] = self._ledger(name, origin, keys)
        return self.ledgers[name]

    def _check_unsigned(self, name: str) -> None:
        """Refuse to begin anew what was signed before, and lost with its database."""
        second = self._second(name)
        if second is not None and second.read() is not None:
            what = f"a ledger {name} has signed checkpoints before; restore it, or take a new name"
            raise NguonError("store_rolled_back", what)

    def _found(self, name: str, origin: str, keys: LedgerKeys, genesis: bytes) -> None:
        """Record Genesis. The head's second memory begins when the ledger is one."""
        ledger = Ledger(replace(self._setting(name, origin, keys), second=None))
        try:
            ledger.submit(genesis).result()
        finally:
            ledger.close()

    def _remove_unfinished(self, name: str) -> None:
        """Remove a Genesis that ``create`` was cut short after; nobody was told of it.

        More than Genesis and its seal under a name that is no ledger's is no unfinished try: it
        stays, and the same Genesis opens it again.
        """
        head, listed = tables.head.c, tables.ledger.c.ledger
        with writing(self._engine) as connection:
            if connection.execute(select(listed).where(listed == name)).first() is not None:
                raise NguonError("ledger_exists", f"{name} was created a moment ago")
            size = connection.execute(select(head.size).where(head.ledger == name)).scalar()
            if size == GENESIS_SIZE:
                for table in tables.METADATA.sorted_tables:
                    connection.execute(delete(table).where(table.c.ledger == name))

    def rebuild(self, name: str) -> int:
        """Rebuild the projections of a closed ledger; return the number of entries.

        Raises NguonError ``unknown_ledger``, or ``store_inconsistent`` naming the entry.
        """
        return rebuild_ledger(self._engine, name, self._origin(name))

    def close(self) -> None:
        """Finish all batches in flight and close the store."""
        for ledger in self.ledgers.values():
            ledger.close()
        self.ledgers.clear()
        if self._examiners is not None:
            self._examiners.close()
        self._engine.dispose()

    def freeze(self, name: str, reason: str | None) -> None:
        """Make a ledger read-only at once, in every process; without a reason, writable again.

        Raises NguonError ``unknown_ledger``.
        """
        self._origin(name)
        with writing(self._engine) as connection:
            mine = tables.ledger.c.ledger == name
            connection.execute(update(tables.ledger).where(mine).values(frozen=reason))

    def _origin(self, name: str) -> str:
        origin = self.stored().get(name)
        if origin is None:
            raise NguonError("unknown_ledger", f"there is no ledger {name!r}", field="ledger")
        return origin

    def _second(self, name: str) -> Head | None:
        make = self._options.second_head
        return make(name) if make is not None else None

    def _setting(self, name: str, origin: str, keys: LedgerKeys) -> Setting:
        second = self._second(name)
        return Setting(self._engine, name, origin, keys, self._now, second=second)

    def _ledger(self, name: str, origin: str, keys: LedgerKeys) -> Ledger:
        options = self._options
        return Ledger(
            self._setting(name, origin, keys),
            observer=options.observer,
            quota=options.quota,
            attachments=options.attachments(name) if options.attachments else None,
            examiners=self._examiners,
            shared=options.shared,
        )
