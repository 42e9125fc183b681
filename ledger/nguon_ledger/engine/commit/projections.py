"""Rows that entries imply: written with them, and written again by rebuild."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, delete, update

from nguon_ledger.engine.admission.change import Change
from nguon_ledger.engine.admission.deeds import Deed
from nguon_ledger.engine.admission.things import thing_row
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.thing import Thing
from nguon_ledger.store import tables
from nguon_ledger.store.rows import Row, insert_rows, upsert_rows
from nguon_ledger.trace.seals import Seal
from nguon_ledger.trace.touches import Touch


class Projections:
    """Writes the projections of one ledger in the caller's transaction."""

    def __init__(self, connection: Connection, ledger: str) -> None:
        self._connection = connection
        self._ledger = ledger

    def write_changes(self, changes: Iterable[Change]) -> None:
        """Write what admitted entries change, in their order; later states win."""
        touches: list[Touch] = []
        things: dict[str, Thing | None] = {}
        flags: dict[int, list[Finding]] = {}
        deeds: list[Deed] = []
        voids: dict[int, int] = {}
        for change in changes:
            touches += change.touches
            things.update(change.things)
            flags.update(change.flags)
            deeds += change.deeds
            if change.voids is not None:
                voids[change.voids] = change.index
                flags[change.voids] = []
        ledger = self._ledger
        # In the order of the key: neighbours fall on one page.
        rows = sorted({touch_row(ledger, touch) for touch in touches})
        insert_rows(self._connection, tables.touch, rows)
        insert_rows(self._connection, tables.deed, [deed_row(ledger, deed) for deed in deeds])
        self._write_things(things)
        self._write_flags(flags, replaced=bool(voids))
        for index, declaration in voids.items():
            self._void(index, declaration)

    def write_registry(self, index: int) -> None:
        """Note that an entry is a registry statement: these are replayed at start."""
        insert_rows(self._connection, tables.registry_entry, [(self._ledger, index)])

    def write_seal(self, seal: Seal) -> None:
        """Note which entries a seal dates."""
        row = (self._ledger, seal.index, seal.first, seal.time)
        insert_rows(self._connection, tables.seal, [row])

    def begin(self) -> None:
        """Delete every projection of this ledger, and note in which form they are written."""
        for table in tables.PROJECTIONS:
            self._connection.execute(delete(table).where(table.c.ledger == self._ledger))
        row = (self._ledger, tables.PROJECTION_VERSION)
        insert_rows(self._connection, tables.projected, [row])

    def _write_things(self, things: dict[str, Thing | None]) -> None:
        table = tables.thing
        for name in [name for name, thing in things.items() if thing is None]:
            self._connection.execute(
                delete(table).where(table.c.ledger == self._ledger, table.c.id == name)
            )
        rows = [thing_row(self._ledger, thing) for thing in things.values() if thing is not None]
        upsert_rows(self._connection, table, rows)

    def _write_flags(self, flags: dict[int, list[Finding]], *, replaced: bool) -> None:
        """Write the flags of entries; after a correction those that stand are replaced."""
        table = tables.flag
        if replaced:
            for index in flags:
                self._connection.execute(
                    delete(table).where(table.c.ledger == self._ledger, table.c.idx == index)
                )
        rows = [row for found in flags.values() for row in flag_rows(self._ledger, found)]
        insert_rows(self._connection, table, rows)

    def _void(self, index: int, declaration: int) -> None:
        for table in (tables.touch, tables.deed):
            self._connection.execute(
                update(table)
                .where(table.c.ledger == self._ledger, table.c.idx == index)
                .values(void=declaration)
            )


def touch_row(ledger: str, touch: Touch) -> Row:
    """Return the row of a live touch."""
    return ledger, touch.subject, touch.index, touch.role.value, None


def deed_row(ledger: str, deed: Deed) -> Row:
    """Return the row of a deed that stands; amounts are exact decimals, as text."""
    made = f"{deed.made:f}" if deed.made is not None else None
    return (
        ledger,
        deed.index,
        deed.product,
        deed.participant,
        deed.step,
        deed.happened,
        deed.recorded,
        deed.dimension,
        made,
        None,
    )


def flag_rows(ledger: str, flags: list[Finding]) -> Iterator[Row]:
    """Yield the rows of one event's flags, numbered in their order."""
    for number, flag in enumerate(flags):
        details = json.dumps(flag.values, ensure_ascii=False, sort_keys=True)
        yield ledger, flag.index, number, flag.rule, flag.subject, details
