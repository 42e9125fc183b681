"""PostgreSQL, and distributed engines that speak its language, through psycopg 3.

Only what those engines have too: no sequences, advisory locks, triggers or notifications.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.pool import ConnectionPoolEntry

from nguon_ledger.errors import NguonError

if TYPE_CHECKING:
    import psycopg

# One snapshot to read, and of two transactions that write the same row one fails
# (https://www.postgresql.org/docs/current/transaction-iso.html#XACT-REPEATABLE-READ).
ISOLATION = "REPEATABLE READ"
LOCK_SECONDS = 5  # that a statement waits for a row that another transaction has written
CONNECT_SECONDS = 5

# A server that vanished without a word is noticed within 10 seconds
# (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-KEEPALIVES).
_CONNECT = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "nguon",
}
# A commit that returned survives a crash of the server with these, and where there are
# synchronous standbys also its loss (https://www.postgresql.org/docs/current/runtime-config-wal.html).
_DURABLE = ("on", "remote_apply")
# Distributed engines have settings of their own: the second argument lets one be missing.
_ASK = (
    "SELECT current_setting('fsync', true), current_setting('synchronous_commit', true),"
    " current_setting('transaction_timeout', true)"
)


def postgres_engine(url: URL) -> Engine:
    """Return an engine for a ``postgresql://`` URL; what the URL says of the connection wins.

    Connections raise NguonError ``store_not_durable`` if the server does not write to disk what
    it commits (fsync=off): there is no option that lets this pass.
    """
    options = {name: value for name, value in _CONNECT.items() if name not in url.query}
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        isolation_level=ISOLATION,
        connect_args=options,
        pool_pre_ping=True,  # after a failover no one gets a connection to the old server
    )
    event.listen(engine, "connect", _configure)
    return engine


def _configure(connection: psycopg.Connection[Any], record: ConnectionPoolEntry) -> None:
    with connection.cursor() as cursor:
        fsync, commit, timeout = cursor.execute(_ASK).fetchone() or (None, None, None)
        record.info["ends_transactions"] = timeout is not None
        if fsync == "off":
            what = "the PostgreSQL server runs with fsync=off: a power cut would lose entries"
            raise NguonError("store_not_durable", what)
        if commit is not None and commit not in _DURABLE:
            cursor.execute("SET synchronous_commit = 'on'")
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    connection.commit()


def limit_idling(connection: Connection, seconds: float) -> None:
    """Let the server end this transaction when its client stands still for so long.

    A process that was stopped or cut off in its midst would otherwise keep its rows locked
    against the one that takes over.
    """
    milliseconds = round(seconds * 1000)
    limit = f"SET LOCAL idle_in_transaction_session_timeout = {milliseconds}"
    connection.execute(text(limit))


def limit_whole(connection: Connection, seconds: float) -> None:
    """Let the server end this transaction when it has taken so long.

    A client that stands still while it sends rows (psycopg sends many in a pipeline) is not idle
    to the server. Servers before PostgreSQL 17 have no such limit
    (https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-TRANSACTION-TIMEOUT).
    """
    if connection.info["ends_transactions"]:
        milliseconds = round(seconds * 1000)
        connection.execute(text(f"SET LOCAL transaction_timeout = {milliseconds}"))
