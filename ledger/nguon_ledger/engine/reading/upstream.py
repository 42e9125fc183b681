"""The backward closure of a thing: one recursive query over the touches, to read ahead of a trace.

A trace goes from an event to the lots that it used, to the events that made those. By the index
alone the same way is known before any entry is read, so that a chain of thirty events costs no
more round trips than one of two. The trace does not rest on it: what is missing here it reads
when it comes there.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_LIMIT = 512  # subjects; so a wide closure is not read before it is found to be too large

# Plain SQL for SQLite and PostgreSQL, as that of recall_scope_query: ``+ 0`` keeps SQLite's planner
# from taking ``source.idx`` for a range.
_CLOSURE = text(
    """
WITH RECURSIVE upstream (subject) AS (
  SELECT CAST(:asked AS VARCHAR(220))
UNION
  SELECT source.subject
  FROM upstream
  CROSS JOIN touch made
  CROSS JOIN touch source
  WHERE made.ledger = :ledger AND made.subject = upstream.subject AND made.idx < :size
    AND made.role IN ('made', 'parent', 'process')
    AND (made.void IS NULL OR made.void >= :size)
    AND source.ledger = :ledger AND source.idx = made.idx + 0
    AND source.role IN ('taken', 'grown', 'serial', 'child', 'process')
)
SELECT subject FROM upstream LIMIT :limit
"""
)


def find_upstream(connection: Connection, ledger: str, asked: str, *, size: int) -> list[str]:
    """Return ``asked`` and subjects that it seems to come of in a log of ``size`` entries."""
    names = {"asked": asked, "ledger": ledger, "size": size, "limit": _LIMIT}
    return list(connection.execute(_CLOSURE, names).scalars())
