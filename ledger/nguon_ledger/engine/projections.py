"""Rows that entries imply: written with them, and written again by rebuild."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.dialects.sqlite import insert as upsert

from nguon_ledger.engine import tables
from nguon_ledger.engine.books import Change, LotRow
from nguon_ledger.trace.seals import Seal
from nguon_ledger.trace.touches import Touch


class Projections:
    """Writes the projections of one ledger in the caller's transaction."""

    def __init__(self, connection: Connection, ledger: str) -> None:
        self._connection = connection
        self._ledger = ledger

    def write_changes(self, changes: Iterable[Change]) -> None:
        """Write what admitted entries change, in their order; later balances win."""
        touches: list[Touch] = []
        lots: dict[str, LotRow | None] = {}
        voids: dict[int, int] = {}
        for change in changes:
            touches += change.touches
            lots.update(change.lots)
            if change.voids is not None:
                voids[change.voids] = change.index
        self._insert(tables.touch, [_touch_row(touch) for touch in dict.fromkeys(touches)])
        self._write_lots(lots)
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

    def clear(self) -> None:
        """Delete every projection of this ledger."""
        for table in tables.PROJECTIONS:
            self._connection.execute(delete(table).where(table.c.ledger == self._ledger))

    def _write_lots(self, lots: dict[str, LotRow | None]) -> None:
        gone = [lot for lot, row in lots.items() if row is None]
        for lot in gone:
            table = tables.lot
            self._connection.execute(
                delete(table).where(table.c.ledger == self._ledger, table.c.lot == lot)
            )
        rows = [self._lot_row(row) for row in lots.values() if row is not None]
        if rows:
            statement = upsert(tables.lot)
            changing = ("maker", "dimension", "made", "taken", "serials")
            values = {name: statement.excluded[name] for name in changing}
            key = [tables.lot.c.ledger, tables.lot.c.lot]
            self._connection.execute(statement.on_conflict_do_update(key, set_=values), rows)

    def _lot_row(self, row: LotRow) -> dict[str, Any]:
        b = row.balance
        return {
            "ledger": self._ledger,
            "lot": b.lot,
            "maker": row.maker,
            "dimension": b.dimension,
            "made": f"{b.made:f}",
            "taken": f"{b.taken:f}",
            "serials": b.serials,
        }

    def _void(self, index: int, declaration: int) -> None:
        table = tables.touch
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
