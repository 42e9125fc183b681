"""A ledger's head and its signed checkpoint beside what the entries lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from nguon_ledger.engine.fsck.fault import Fault, shown
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import Checkpoint, open_checkpoint
from nguon_ledger.log.note import Verifier
from nguon_ledger.registry.statements import Genesis
from nguon_ledger.store import tables

RootAt = Callable[[int], bytes]
"""Return the root over the first so many entries."""


def open_signed(note: bytes, genesis: Genesis, origin: str) -> Checkpoint:
    """Return the checkpoint that a key of Genesis signed for ``origin``.

    Raises NguonError with the code of the last refusal, those of log.checkpoint.
    """
    refusal = NguonError("log_signature_missing", "Genesis names no key that signs checkpoints")
    for vkey in genesis.log_keys:
        try:
            checkpoint = open_checkpoint(note, Verifier.from_vkey(vkey))
        except NguonError as e:
            refusal = e
            continue
        if checkpoint.origin == origin:
            return checkpoint
        refusal = NguonError("log_signature_missing", f"signed for {checkpoint.origin!r}")
    raise refusal


def check_head(connection: Connection, ledger: str, size: int, root_at: RootAt) -> Iterator[Fault]:
    """Compare the stored head with the number of entries and their root."""
    head = _one_row(connection, tables.head, ledger)
    if head is None:
        yield Fault("head", "it is missing")
    elif head.size != size:
        yield _differs("head", "size", head.size, size)
    elif head.root != root_at(size):
        yield _differs("head", "root", head.root, root_at(size))


def check_checkpoint(
    connection: Connection, ledger: str, origin: str, genesis: Genesis, root_at: RootAt, size: int
) -> tuple[int, list[Fault]]:
    """Verify the published checkpoint; return the size that it signs (0: none) and the faults.

    It may be one batch behind: a power cut, or a server at work, stands between the commit of a
    batch and its checkpoint.
    """
    row = _one_row(connection, tables.checkpoint, ledger)
    if row is None:
        return 0, [Fault("checkpoint", "it is missing")]
    try:
        signed = open_signed(row.note, genesis, origin)
    except (NguonError, TypeError, AttributeError) as e:  # a note that is stored as no bytes
        return 0, [Fault("checkpoint", f"the note does not hold: {e}")]
    if row.size != signed.size:
        return signed.size, [_differs("checkpoint", "size", row.size, signed.size)]
    if signed.size > size:
        why = f"it signs {signed.size} entries, and only {size} are there: the ledger is older"
        return signed.size, [Fault("checkpoint", why)]
    if signed.root != root_at(signed.size):
        why = f"the first {signed.size} entries are not those that were signed"
        return signed.size, [
            Fault("checkpoint", why, {}, "note", shown(signed.root), shown(root_at(signed.size)))
        ]
    return signed.size, []


def check_second_head(
    note: bytes, origin: str, genesis: Genesis, root_at: RootAt, size: int
) -> tuple[int, list[Fault]]:
    """Compare the ledger with the checkpoint that was signed last, kept in a second place.

    Return the size that it signs (0: none) and the faults.
    """
    try:
        last = open_signed(note, genesis, origin)
    except NguonError as e:
        return 0, [Fault("", f"the second head does not hold: {e}")]
    if last.size > size:
        missing = f"{last.size - size} entries behind it are missing"
        return last.size, [Fault("", f"the second head signs {last.size} entries: {missing}")]
    if last.root != root_at(last.size):
        why = f"the second head signs other entries than the first {last.size} here"
        return last.size, [Fault("", why)]
    return last.size, []


def _one_row(connection: Connection, table: Table, ledger: str) -> Row[Any] | None:
    return connection.execute(select(table).where(table.c.ledger == ledger)).one_or_none()


def _differs(table: str, column: str, stored: object, expected: object) -> Fault:
    return Fault(table, "it differs", {}, column, shown(stored), shown(expected))
