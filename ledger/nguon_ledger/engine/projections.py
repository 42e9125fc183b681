"""Rows that entries imply: written with them, and written again by rebuild."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.dialects.sqlite import insert as upsert

from nguon_ledger.engine.books import Change
from nguon_ledger.engine.deeds import Deed
from nguon_ledger.engine.things import thing_row
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.thing import Thing
from nguon_ledger.store import tables
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
        self._insert(tables.touch, [_touch_row(touch) for touch in dict.fromkeys(touches)])
        self._insert(tables.deed, [_deed_row(deed) for deed in deeds])
        self._write_things(things)
        self._write_flags(flags, replaced=bool(voids))
        for index, declaration in voids.items():
            self._void(index, declaration)

    def write_registry(self, index: int) -> None:
        """Note that an entry is a registry statement: these are replayed at start."""
        self._insert(tables.registry_entry, [{"idx": index}])

    def write_seal(self, seal: Seal) -> None:
        """Note which entries a seal dates."""
        row = {"idx": seal.index, "first": seal.first, "time": seal.time}
        self._insert(tables.seal, [row])

    def write_tiles(self, tiles: dict[tuple[int, int], bytes]) -> None:
        """Write edge tiles and tiles that filled up."""
        rows = [
            {"ledger": self._ledger, "level": level, "number": number, "hashes": hashes}
            for (level, number), hashes in tiles.items()
        ]
        statement = upsert(tables.tile)
        key = [tables.tile.c.ledger, tables.tile.c.level, tables.tile.c.number]
        values = {"hashes": statement.excluded.hashes}
        self._connection.execute(statement.on_conflict_do_update(key, set_=values), rows)

    def begin(self) -> None:
        """Delete every projection of this ledger, and note in which form they are written."""
        for table in tables.PROJECTIONS:
            self._connection.execute(delete(table).where(table.c.ledger == self._ledger))
        self._insert(tables.projected, [{"version": tables.PROJECTION_VERSION}])

    def _write_things(self, things: dict[str, Thing | None]) -> None:
        table = tables.thing
        for name in [name for name, thing in things.items() if thing is None]:
            self._connection.execute(
                delete(table).where(table.c.ledger == self._ledger, table.c.id == name)
            )
        rows = [thing_row(self._ledger, thing) for thing in things.values() if thing is not None]
        if rows:
            statement = upsert(table)
            key = [table.c.ledger, table.c.id]
            changing = [c.name for c in table.c if c not in key]
            values = {name: statement.excluded[name] for name in changing}
            self._connection.execute(statement.on_conflict_do_update(key, set_=values), rows)

    def _write_flags(self, flags: dict[int, list[Finding]], *, replaced: bool) -> None:
        """Write the flags of entries; after a correction those that stand are replaced."""
        table = tables.flag
        if replaced:
            for index in flags:
                self._connection.execute(
                    delete(table).where(table.c.ledger == self._ledger, table.c.idx == index)
                )
        self._insert(table, [row for found in flags.values() for row in _flag_rows(found)])

    def _void(self, index: int, declaration: int) -> None:
        for table in (tables.touch, tables.deed):
            self._connection.execute(
                update(table)
                .where(table.c.ledger == self._ledger, table.c.idx == index)
                .values(void=declaration)
            )

    def _insert(self, table: Any, rows: list[dict[str, Any]]) -> None:  # noqa: ANN401 (Table or FromClause)
        if rows:
            self._connection.execute(
                insert(table), [row | {"ledger": self._ledger} for row in rows]
            )


def _touch_row(touch: Touch) -> dict[str, Any]:
    return {
        "subject": touch.subject,
        "idx": touch.index,
        "role": touch.role.value,
    }


def _deed_row(deed: Deed) -> dict[str, Any]:
    return {
        "idx": deed.index,
        "product": deed.product,
        "participant": deed.participant,
        "step": deed.step,
        "happened": deed.happened,
        "recorded": deed.recorded,
        "dimension": deed.dimension,
        "made": f"{deed.made:f}" if deed.made is not None else None,
    }


def _flag_rows(flags: list[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "idx": flag.index,
            "number": number,
            "rule": flag.rule,
            "subject": flag.subject,
            "details": json.dumps(flag.values, ensure_ascii=False, sort_keys=True),
        }
        for number, flag in enumerate(flags)
    ]
