"""The forward closure of a thing: one recursive query over the touches (docs/adr/0015).

Each row of the recursion is a subject, with the entries ``since`` to ``until`` that are followed
from it:

* a thing, through every entry that takes it, harvests from it, gives serials to its pieces, or
  packs it: to what the same entry makes, and to the container that it fills
* a process over days (transformationID), from one of its entries: to what that entry makes, and
  to the next entry of the process. So what came out before the input went in is left out, and
  each entry is visited once, however many there are.

A touch does not say whether its entry fills a container, looks at it or opens it. The first entry
about a container fills it: the door lets no other come first. Reached through a later one, a
container is only a candidate (``until`` before ``since``, so nothing follows from it), and the
entry is read if nothing else leads to that container.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, text

# Plain SQL for SQLite and PostgreSQL: one recursive term that names ``reached`` once, types that
# agree in both terms. CROSS JOIN keeps the order for SQLite's planner, and ``+ 0`` keeps it from
# taking the range of ``used.idx`` for the place of ``made``, which reads the whole index.
_CLOSURE = text(
    """
WITH RECURSIVE reached (subject, since, until) AS (
  SELECT CAST(thing.id AS VARCHAR(220)), CAST(0 AS BIGINT), CAST(:size AS BIGINT)
  FROM thing
  WHERE thing.ledger = :ledger AND thing.id IN :seeds
UNION
  SELECT
    made.subject,
    CASE made.role WHEN 'made' THEN 0 ELSE made.idx END,
    CASE made.role
      WHEN 'made' THEN CAST(:size AS BIGINT)
      WHEN 'process' THEN COALESCE(
        (SELECT MIN(part.idx) FROM touch part
         WHERE part.ledger = :ledger AND part.subject = made.subject
           AND part.idx > made.idx AND part.idx < :size
           AND part.role = 'process' AND (part.void IS NULL OR part.void >= :size)),
        made.idx)
      ELSE CASE WHEN EXISTS
        (SELECT 1 FROM touch filled
         WHERE filled.ledger = :ledger AND filled.subject = made.subject
           AND filled.idx < made.idx
           AND filled.role = 'parent' AND (filled.void IS NULL OR filled.void >= :size))
        THEN CAST(-1 AS BIGINT) ELSE CAST(:size AS BIGINT) END
    END
  FROM reached
  CROSS JOIN touch used
  CROSS JOIN touch made
  WHERE used.ledger = :ledger AND used.subject = reached.subject
    AND used.idx BETWEEN reached.since AND reached.until AND used.idx < :size
    AND used.role IN ('taken', 'grown', 'serial', 'child', 'process')
    AND (used.void IS NULL OR used.void >= :size)
    AND made.ledger = :ledger AND made.idx = used.idx + 0
    AND made.role IN (
      CASE used.role WHEN 'child' THEN 'parent' ELSE 'made' END,
      CASE WHEN used.role IN ('taken', 'process') THEN 'process' END)
    AND (used.role <> 'serial' OR EXISTS
      (SELECT 1 FROM thing unit
       WHERE unit.ledger = :ledger AND unit.id = made.subject AND unit.lot = reached.subject))
)
SELECT
  reached.since, reached.until,
  thing.id, thing.maker, thing.holder, thing.receiver, thing.container,
  thing.dimension, thing.made, thing.taken, thing.serials, thing.gone, thing.made_at
FROM reached CROSS JOIN thing
WHERE thing.ledger = :ledger AND thing.id = reached.subject
"""
).bindparams(bindparam("seeds", expanding=True))


class Reached(NamedTuple):
    """A thing in the closure, as its row is; amounts are decimals as text."""

    since: int
    until: int
    id: str
    maker: str
    holder: str
    receiver: str | None
    container: str | None
    dimension: str | None
    made: str | None
    taken: str | None
    serials: int | None
    gone: bool
    made_at: int


def find_closure(
    connection: Connection,
    ledger: str,
    asked: str,
    *,
    size: int,
    fills: Callable[[int], bool],
) -> list[Reached]:
    """Return ``asked`` and everything that has it in it, by the time of making; [] if it is gone.

    ``fills`` tells whether the entry at an index, an aggregation, is one that packs.
    """
    seeds = [asked]
    looked: set[tuple[str, int]] = set()
    while True:
        names = {"ledger": ledger, "size": size, "seeds": seeds}
        rows = [Reached._make(row) for row in connection.execute(_CLOSURE, names).all()]
        reached = {row.id: row for row in rows if row.until >= 0}
        unsure = {(row.id, row.since) for row in rows if row.id not in reached} - looked
        looked |= unsure
        found = sorted({container for container, index in unsure if fills(index)})
        if not found:
            return _in_order(list(reached.values()))
        seeds += found


def _in_order(rows: Sequence[Reached]) -> list[Reached]:
    return sorted(rows, key=lambda row: (row.made_at, row.id))
