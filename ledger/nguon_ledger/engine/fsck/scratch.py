"""A database for the time of a check: what the entries imply, to compare with what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from nguon_ledger.store.database import storage_errors
from nguon_ledger.store.tables import METADATA

# Nothing in it outlives the process, so nothing has to survive a power cut. The cache is in KiB.
_PRAGMAS = ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-65536")


@contextmanager
def scratch_database(folder: Path | None = None) -> Iterator[Connection]:
    """Open an empty database in a file that goes away afterwards.

    It becomes as large as the ledger that is checked. ``folder``: where; else the system's place
    for temporary files (TMPDIR). Raises NguonError ``storage_unavailable`` if that is full.
    """
    with storage_errors(), TemporaryDirectory(prefix="nguon-fsck-", dir=folder) as place:
        engine = create_engine(f"sqlite:///{place}/scratch.db", poolclass=NullPool)
        with engine.connect() as connection:
            for pragma in _PRAGMAS:
                connection.exec_driver_sql(f"PRAGMA {pragma}")
            METADATA.create_all(connection)
            connection.commit()
            yield connection
