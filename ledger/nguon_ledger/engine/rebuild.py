"""Rebuild every projection of a ledger from its entries.

The same admission runs again, so an entry that could not have been admitted is named. One
transaction: if anything differs or the power goes, the old projections stand.
"""

from __future__ import annotations

from contextlib import closing

from sqlalchemy import Connection, Engine, select

from nguon_ledger.engine.fsck.entries import stored_entries
from nguon_ledger.engine.fsck.fault import entry_fault
from nguon_ledger.engine.fsck.foreign import first_foreign
from nguon_ledger.engine.fsck.readmission import Readmission
from nguon_ledger.engine.fsck.rows import any_text
from nguon_ledger.errors import NguonError
from nguon_ledger.log.merkle import EMPTY_ROOT
from nguon_ledger.store import tables
from nguon_ledger.store.database import WORK_SECONDS, inconsistent, reading, writing


def rebuild_ledger(engine: Engine, ledger: str, origin: str) -> int:
    """Write all projections anew; return the number of entries.

    Signatures are not verified; ``nguon fsck`` does. Raises NguonError ``store_inconsistent``
    naming the first entry that cannot stand, or the head if its root is not that of the entries.
    """
    try:
        with writing(engine, idle_seconds=WORK_SECONDS) as connection, any_text(connection):
            return _rebuild(connection, ledger, origin)
    except NguonError as e:
        if e.code != "store_inconsistent":
            raise
        with reading(engine) as connection, any_text(connection):
            fault = first_foreign(connection, ledger)
        raise entry_fault(fault.key["idx"], fault.why) if fault else e from None


def _rebuild(connection: Connection, ledger: str, origin: str) -> int:
    admission = Readmission(connection, ledger=ledger, origin=origin)
    with closing(stored_entries(connection, ledger)) as entries:
        for data in entries:
            admission.feed(data)
    admission.finish()
    table = tables.head.c
    query = select(table.size, table.root).where(table.ledger == ledger)
    head = connection.execute(query).one_or_none() or (0, EMPTY_ROOT)
    size = admission.position.size
    if head != (size, admission.root(size)):
        raise inconsistent("the entries do not lead to the head")
    return size
