"""Everything in a database file checked, for who wants a yes or the first fault."""

from __future__ import annotations

from pathlib import Path

from nguon_ledger.engine.fsck.check import Ledger, check_ledger
from nguon_ledger.engine.fsck.database import check_database
from nguon_ledger.store.database import inconsistent, open_database


def check_file(file: Path) -> None:
    """Check every ledger of a database file. Raises NguonError ``store_inconsistent``."""
    engine = open_database(file)
    try:
        ledgers, faults = check_database(engine)
        for name, origin in ledgers.items():
            report = check_ledger(engine, Ledger(name, origin), progress=lambda _done, _all: None)
            faults += report.faults
        if engine.dialect.name == "sqlite":  # back to one file without a log beside it
            with engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
    finally:
        engine.dispose()
    if faults:
        raise inconsistent(faults[0].sentence)
