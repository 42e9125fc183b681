"""The right to write one ledger: a row with a fencing token, kept alive by its holder.

Whoever holds it asks for it in every transaction that writes. A holder that was paused for longer
than its lease and wakes up finds another token there, and its transaction ends without effect.
Time is the database's, so the clocks of the processes do not matter.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, select, text, update

from nguon_ledger.errors import NguonError
from nguon_ledger.store import tables
from nguon_ledger.store.database import reading, retrying
from nguon_ledger.store.insert_new import insert_new

SECONDS = 2.0  # that a lease lasts after it was last asked for

_NOW = {
    "sqlite": text("SELECT CAST((julianday('now') - 2440587.5) * 86400000000.0 AS INTEGER)"),
    "postgresql": text("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)"),
}


def database_time(connection: Connection) -> int:
    """Return the database's clock in microseconds since 1970."""
    return int(connection.execute(_NOW[connection.dialect.name]).scalar_one())


class Lease:
    """One process's claim to write a ledger; ``holder`` names the process."""

    def __init__(
        self, engine: Engine, ledger: str, holder: str, *, seconds: float = SECONDS
    ) -> None:
        self._engine = engine
        self._ledger = ledger
        self._holder = holder
        self._micros = round(seconds * 1_000_000)
        self._token: int | None = None

    def acquire(self) -> bool:
        """Take the lease if it is free, ran out, or was this process's own; tell whether."""
        self._token = retrying(self._engine, self._take)
        return self._token is not None

    def fence(self, connection: Connection) -> None:
        """Extend the lease within a transaction that writes.

        Raises NguonError ``lease_lost`` if another process may have written meanwhile.
        """
        table, expires = tables.lease, database_time(connection) + self._micros
        mine = (table.c.ledger == self._ledger) & (table.c.token == self._token)
        found = connection.execute(update(table).where(mine).values(expires=expires))
        if self._token is None or not found.rowcount:
            raise NguonError("lease_lost", "another process writes this ledger now")

    def is_held(self) -> bool:
        """Tell whether any process may write at present."""
        table = tables.lease.c
        query = select(table.expires).where(table.ledger == self._ledger)
        with reading(self._engine) as connection:
            expires = connection.execute(query).scalar_one_or_none()
            return expires is not None and expires > database_time(connection)

    def renew(self) -> None:
        """Extend the lease while there is nothing to write. Raises NguonError ``lease_lost``."""
        retrying(self._engine, self.fence)

    def release(self) -> None:
        """Let another process take over at once."""
        table, token, self._token = tables.lease, self._token, None
        mine = (table.c.ledger == self._ledger) & (table.c.token == token)
        retrying(self._engine, lambda c: c.execute(update(table).where(mine).values(expires=0)))

    def _take(self, connection: Connection) -> int | None:
        table, now = tables.lease, database_time(connection)
        row = {"holder": self._holder, "token": 1, "expires": now + self._micros}
        held = connection.execute(select(table).where(table.c.ledger == self._ledger)).one_or_none()
        if held is None:
            is_mine = insert_new(connection, table, {"ledger": self._ledger, **row})
            return 1 if is_mine else None
        if held.expires > now and held.holder != self._holder:
            return None
        row["token"] = held.token + 1
        same = (table.c.ledger == self._ledger) & (table.c.token == held.token)
        taken = connection.execute(update(table).where(same).values(**row)).rowcount
        return held.token + 1 if taken else None
