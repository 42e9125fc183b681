"""Many ledgers in one database file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import delete, insert, select

from nguon_ledger.engine.ledger import Ledger, LedgerKeys, system_time
from nguon_ledger.engine.rebuild import rebuild_ledger
from nguon_ledger.errors import NguonError
from nguon_ledger.store import tables
from nguon_ledger.store.database import open_database, reading, writing

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
GENESIS_SIZE = 2  # Genesis and the seal that dates it
_ORIGIN = re.compile(r"[a-z0-9.-]{1,100}(?::[0-9]{1,5})?/[a-z0-9/-]{1,80}")


class Host:
    """Opens, creates and closes ledgers. Keys come from outside; the store never has them."""

    def __init__(self, path: Path, *, now: Callable[[], int] = system_time) -> None:
        self.ledgers: dict[str, Ledger] = {}
        self._engine = open_database(path)
        self._now = now

    def stored(self) -> dict[str, str]:
        """Return the ledgers in the store: name to origin."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(tables.ledger).order_by(tables.ledger.c.ledger))
            return {row.ledger: row.origin for row in rows}

    def open(self, keys: Mapping[str, LedgerKeys]) -> None:
        """Open every stored ledger.

        Raises NguonError ``keys_missing`` for one without keys, ``keys_mismatch`` for keys that
        its Genesis does not name, ``store_inconsistent`` for one that was altered.
        """
        for name, origin in self.stored().items():
            if name not in keys:
                raise NguonError("keys_missing", f"no keys for the ledger {name}")
            self.ledgers[name] = self._ledger(name, origin, keys[name])

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
        self._remove_unfinished(name)
        ledger = self._ledger(name, origin, keys)
        try:
            ledger.submit(genesis).result()
        except NguonError:
            ledger.close()
            raise
        with writing(self._engine) as connection:
            connection.execute(insert(tables.ledger).values(ledger=name, origin=origin))
        self.ledgers[name] = ledger
        return ledger

    def _remove_unfinished(self, name: str) -> None:
        """Remove a Genesis that ``create`` was cut short after; nobody was told of it.

        More than Genesis and its seal under a name that is no ledger's is no unfinished try: it
        stays, and the same Genesis opens it again.
        """
        head = tables.head.c
        with writing(self._engine) as connection:
            size = connection.execute(select(head.size).where(head.ledger == name)).scalar()
            if size == GENESIS_SIZE:
                for table in tables.METADATA.sorted_tables:
                    connection.execute(delete(table).where(table.c.ledger == name))

    def rebuild(self, name: str) -> int:
        """Rebuild the projections of a closed ledger; return the number of entries.

        Raises NguonError ``unknown_ledger``, or ``store_inconsistent`` naming the entry.
        """
        origin = self.stored().get(name)
        if origin is None:
            raise NguonError("unknown_ledger", f"there is no ledger {name!r}", field="ledger")
        return rebuild_ledger(self._engine, name, origin)

    def close(self) -> None:
        """Finish all batches in flight and close the store."""
        for ledger in self.ledgers.values():
            ledger.close()
        self.ledgers.clear()
        self._engine.dispose()

    def _ledger(self, name: str, origin: str, keys: LedgerKeys) -> Ledger:
        return Ledger(self._engine, name=name, origin=origin, keys=keys, now=self._now)
