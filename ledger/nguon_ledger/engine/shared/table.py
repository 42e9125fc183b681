"""The table through which statements travel from any process to the one that writes.

A row holds a statement until its sender has answered for it. The writer notes the outcome in the
transaction that records the statement; the sender sees it when a published checkpoint covers it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, delete, or_, select

from nguon_ledger.engine.commit.checked import Checked, Placed
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.store import tables
from nguon_ledger.store.rows import insert_rows, mark_of

_T = tables.intake.c
_IS_SETTLED = or_(_T.idx.is_not(None), _T.refusal.is_not(None))
_OPEN = (
    select(_T.id, _T.data, _T.voucher)
    .where(_T.ledger == bindparam("ledger"), _T.idx.is_(None), _T.refusal.is_(None))
    .order_by(_T.arrival, _T.id)
    .limit(bindparam("most"))
)
_SETTLED = select(_T.id, _T.idx, _T.is_new, _T.refusal).where(
    _T.ledger == bindparam("ledger"), _T.sender == bindparam("sender"), _IS_SETTLED
)
_SETTLE = "UPDATE intake SET idx = {0}, is_new = {0}, refusal = {0} WHERE ledger = {0} AND id = {0}"
_REMOVE = "DELETE FROM intake WHERE ledger = {0} AND id = {0}"


class Voucher:
    """What tells the writer that one of its own kind has checked a statement's signature.

    A message authentication code under the ledger's seal key, which every process that may write
    holds: whoever can only write to the database cannot slip an unsigned statement into the log.
    """

    def __init__(self, ledger: str, seal: Ed25519SigningKey) -> None:
        self._key = hmac.digest(seal.seed, f"nguon intake voucher {ledger}".encode(), "sha256")

    def make(self, data: bytes) -> bytes:
        """Return the voucher of a statement."""
        return hmac.digest(self._key, data, "sha256")

    def fits(self, data: bytes, voucher: bytes) -> bool:
        """Tell whether a voucher is that of a statement."""
        return hmac.compare_digest(self.make(data), voucher)


class IntakeTable:
    """The rows of one ledger. ``sender`` names the process."""

    def __init__(self, ledger: str, sender: str, voucher: Voucher) -> None:
        self._ledger = ledger
        self._sender = sender
        self._voucher = voucher

    def put(self, connection: Connection, statements: Iterable[Checked], arrival: int) -> list[str]:
        """Store statements in their order, ``arrival`` microseconds and on; return their names."""
        rows = [
            (
                self._ledger,
                uuid4().hex,
                self._sender,
                arrival + number,
                data,
                self._voucher.make(data),
                None,
                None,
                None,
            )
            for number, data in enumerate(checked.data for checked in statements)
        ]
        insert_rows(connection, tables.intake, rows)
        return [row[1] for row in rows]

    def waiting(self, connection: Connection, most: int) -> list[Any]:
        """Return rows (id, data, voucher) without an outcome, the earliest first."""
        return list(connection.execute(_OPEN, {"ledger": self._ledger, "most": most}))

    def settle(
        self, connection: Connection, names: Sequence[str], outcomes: Sequence[Placed | NguonError]
    ) -> None:
        """Note what became of statements."""
        rows = [
            (*_written(outcome), self._ledger, name)
            for name, outcome in zip(names, outcomes, strict=True)
        ]
        if rows:  # as store.rows: the driver alone is twice as fast
            connection.exec_driver_sql(_SETTLE.format(mark_of(connection)), rows)

    def settled(self, connection: Connection) -> dict[str, Placed | NguonError]:
        """Return what became of this sender's statements, by name."""
        names = {"ledger": self._ledger, "sender": self._sender}
        return {row.id: _read(row) for row in connection.execute(_SETTLED, names)}

    def remove(self, connection: Connection, names: Sequence[str]) -> None:
        """Forget statements whose senders were told."""
        if names:
            # One by one: the table is full and empty by turns, so PostgreSQL knows nothing of it
            # that would tell it how to find many at once.
            rows = [(self._ledger, name) for name in names]
            connection.exec_driver_sql(_REMOVE.format(mark_of(connection)), rows)

    def sweep(self, connection: Connection, before: int) -> None:
        """Forget outcomes of statements that arrived before a time: their sender is gone."""
        old = (_T.ledger == self._ledger) & (_T.arrival < before) & _IS_SETTLED
        connection.execute(delete(tables.intake).where(old))


def _written(outcome: Placed | NguonError) -> tuple[int | None, bool | None, str | None]:
    if isinstance(outcome, Placed):
        return outcome.index, outcome.is_new, None
    return None, None, write_refusal(outcome)


def _read(row: Any) -> Placed | NguonError:  # noqa: ANN401 (a row)
    return read_refusal(row.refusal) if row.idx is None else Placed(row.idx, row.is_new)


def write_refusal(error: NguonError) -> str:
    """Write a refusal as JSON."""
    members: dict[str, Any] = {"code": error.code, "detail": error.detail, "field": error.field}
    if isinstance(error, RuleBrokenError):
        members["values"] = error.values
    return json.dumps(members)


def read_refusal(text: str) -> NguonError:
    """Read a refusal as it was written; a rule's has its values again."""
    members = json.loads(text)
    field = members["field"]
    if "values" not in members:
        return NguonError(members["code"], members["detail"], field=field)
    values: dict[str, str] = members["values"]
    return RuleBrokenError(members["code"], values.pop("thing") or None, field=field, **values)
