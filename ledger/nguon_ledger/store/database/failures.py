"""What a database's failures mean to us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from nguon_ledger.errors import NguonError

# serialization_failure and deadlock_detected: the server took the transaction back, and running
# it again may succeed (https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html).
_CONFLICTS = frozenset({"40001", "40P01"})


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn database failures (full disk, lock, I/O, network) into ``storage_unavailable``."""
    try:
        yield
    except DBAPIError as e:
        raise NguonError("storage_unavailable", f"the store does not answer: {e.orig}") from e
    except (OSError, PoolTimeout) as e:
        raise NguonError("storage_unavailable", f"the store does not answer: {e}") from e


def is_conflict(error: DBAPIError) -> bool:
    """Tell whether the server itself said that the transaction is undone and may be run again.

    A connection that broke carries no SQLSTATE: whether its commit took place is unknown.
    """
    return getattr(error.orig, "sqlstate", None) in _CONFLICTS


def inconsistent(detail: str, *, field: str | None = None) -> NguonError:
    """Return the error for a store that was altered or has lost rows."""
    return NguonError("store_inconsistent", detail, field=field)
