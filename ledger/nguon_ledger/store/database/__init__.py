"""Databases: opening one, its transactions, and what their failures mean.

The one place that knows that there are two kinds, SQLite and PostgreSQL (docs/adr/0017).
"""

from nguon_ledger.store.database.failures import inconsistent, storage_errors
from nguon_ledger.store.database.opening import connect_database, is_url, open_database
from nguon_ledger.store.database.transactions import (
    WORK_SECONDS,
    reading,
    retrying,
    writing,
)

__all__ = [
    "WORK_SECONDS",
    "connect_database",
    "inconsistent",
    "is_url",
    "open_database",
    "reading",
    "retrying",
    "storage_errors",
    "writing",
]
