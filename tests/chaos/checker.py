"""Verifies everything against what clients and onlookers remember.

Reads the database with the driver alone, and hashes the tree by RFC 6962 as it is written.
"""

from __future__ import annotations

from pathlib import Path

from chaos.memory import Memory
from nguon_ledger.engine.backup.second_heads import SecondHeads
from nguon_ledger.engine.fsck.check import Ledger, check_ledger
from nguon_ledger.log.checkpoint import open_checkpoint
from nguon_ledger.log.note import Verifier
from nguon_ledger.receipt import verify_receipt
from nguon_ledger.store.blobs.folder import FolderBlobs
from nguon_ledger.store.database import open_database
from support.forge import ORIGIN
from support.stores import Where, read_all
from vectors import rfc6962


class Checker:
    """Knows one log as far as it has been read: from one look to the next it may only grow."""

    def __init__(self, where: Where, log: Verifier, memory: Memory) -> None:
        self.where = where
        self.entries: list[bytes] = []
        self._log = log
        self._memory = memory
        self._roots: list[bytes] = [rfc6962.mth([])]
        self._stack: list[tuple[int, bytes]] = []  # perfect subtrees: width and root
        self._proofs = 0
        self._notes: set[bytes] = set()

    def check(self) -> None:
        """Check every receipt and checkpoint against the entries; nothing stands there twice."""
        with self._memory.lock:  # before the entries are read: what was promised then is there
            assert self._memory.wrong == []
            indices, notes = dict(self._memory.indices), self._memory.notes - self._notes
            proofs = self._memory.proofs[self._proofs :]
        notes |= {row[2] for row in read_all(self.where, "checkpoint")}
        self._read()
        assert len(set(self.entries)) == len(self.entries), "an entry stands there twice"
        for statement, index in indices.items():
            assert index < len(self.entries), f"{index} was acknowledged and is gone"
            assert self.entries[index] == statement, f"{index} was acknowledged as another"
        for note in notes:
            self._check_note(note)
        for statement, proof in proofs:
            receipt = verify_receipt(statement=statement, proof=proof, log_verifier=self._log)
            assert receipt.index == indices[statement]
            assert self._roots[receipt.checkpoint.size] == receipt.checkpoint.root, "a fork"
        self._proofs += len(proofs)
        self._notes |= notes

    def _check_note(self, note: bytes) -> None:
        shown = open_checkpoint(note, self._log)
        assert shown.size <= len(self.entries), f"{shown.size} entries were signed and are gone"
        assert self._roots[shown.size] == shown.root, f"there are two logs of size {shown.size}"

    def check_whole(self, heads: Path | None) -> int:
        """Check that too, and every projection against what the entries imply; return the size."""
        self.check()
        engine = open_database(self.where)
        try:
            second = SecondHeads(FolderBlobs(heads)).read("test") if heads is not None else None
            report = check_ledger(
                engine, Ledger("test", ORIGIN, second), progress=lambda _done, _all: None
            )
        finally:
            engine.dispose()
        assert report.is_sound, report.faults
        assert report.found.entries == len(self.entries)
        return len(self.entries)

    def _read(self) -> None:
        rows = sorted(row[1:] for row in read_all(self.where, "entry") if row[0] == "test")
        assert [row[0] for row in rows] == list(range(len(rows))), "an index is missing"
        entries = [bytes(row[2]) for row in rows]
        assert entries[: len(self.entries)] == self.entries, "an entry is gone, or another"
        for entry in entries[len(self.entries) :]:
            self._append(entry)

    def _append(self, entry: bytes) -> None:
        self.entries.append(entry)
        node = (1, rfc6962.leaf(entry))
        while self._stack and self._stack[-1][0] == node[0]:
            width, left = self._stack.pop()
            node = (2 * width, rfc6962.node(left, node[1]))
        self._stack.append(node)
        root = self._stack[-1][1]
        for _, left in reversed(self._stack[:-1]):
            root = rfc6962.node(left, root)
        self._roots.append(root)
