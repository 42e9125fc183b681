"""A workbench whose ledger has a second head, and which checks everything after each step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.workbench import KEYS, Workbench, rows_of
from faults.memory_log import RecordingKey
from faults.oracle import Oracle
from faults.sabotage import FragileHead
from nguon_ledger.engine.fsck.check import Ledger, check_ledger
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.engine.ledger import LedgerKeys
from nguon_ledger.log.checkpoint import parse_checkpoint
from nguon_ledger.store.head.file import FileHead
from support.stores import Where
from support.story import CRAB


class Guarded(Workbench):
    """``signed`` holds the text of every checkpoint that the key was ever asked to sign."""

    def __init__(self, path: Where, folder: Path, **options: Any) -> None:
        super().__init__(path, **options)
        self.folder = folder
        self.second = FragileHead(FileHead(folder / f"{self.name}.checkpoint"))
        self.signed: list[bytes] = []
        self.options = Options(second_head=lambda _name: self.second)
        self.host.close()
        self.host = Host(self.path, now=self.clock, options=self.options)

    def copied(self, path: Path) -> Guarded:
        """Go on with a copy of this closed ledger and of its second head."""
        path.parent.mkdir(exist_ok=True)
        other = type(self)(self.stores.copy(self.path, path), path.parent, name=self.name)
        other.time, other._count, other.clock.time = self.time, self._count, self.time
        other.sent, other.receipts = dict(self.sent), dict(self.receipts)
        other.signed.extend(self.signed)
        note = self.second.head.read()
        if note is not None:
            other.second.head.swap(None, note)
        other.open()
        return other

    @property
    def keys(self) -> LedgerKeys:
        return LedgerKeys(log=RecordingKey(KEYS.log.seed, self.signed), seal=KEYS.seal)

    def raw(self, data: bytes) -> int:
        if self._unsent is None and not self.sent:
            self.ledger = self.host.create(
                name=self.name, origin=self.origin, keys=self.keys, genesis=data
            )
            return self.recorded(data).index
        return super().raw(data)

    def open(self) -> None:
        self.host.open({self.name: self.keys})
        self.ledger = self.host.ledgers[self.name]

    def restart(self) -> None:
        self.close()
        self.host = Host(self.path, now=self.clock, options=self.options)
        self.open()

    def fill(self, size: int) -> None:
        """Record harvests until the log has ``size`` entries."""
        while (missing := size - self.checkpoint.size) > 0:
            with self.unsent() as statements:
                for number in range(min(missing, 4000) - 1):
                    self.harvest(f"{CRAB}/10/fill-{self.checkpoint.size}-{number}", 1)
            assert statements, "a batch of one has two entries"
            self.together(statements)

    def check(self) -> None:
        """Entries, tiles, head, projections; whatever was signed, shown or acknowledged."""
        second = self.second.head.read()
        with_second = Ledger(self.name, self.origin, second)
        report = check_ledger(self.ledger._engine, with_second, progress=lambda _done, _all: None)
        assert report.faults == ()
        self.check_memory()
        self.check_log()

    def check_memory(self) -> None:
        """Compare the database, the second head and the receipts, by RFC 6962 alone."""
        rows = rows_of(self.path)
        entries = [bytes(row[3]) for row in sorted(rows["entry"]) if row[0] == self.name]
        tree = Oracle(entries).tree(entries)  # remembers nodes: many roots are asked
        (size, root), *_ = [row[1:] for row in rows["head"] if row[0] == self.name]
        assert (size, bytes(root)) == (tree.size, tree.root(tree.size))
        second = self.second.head.read()
        published = [bytes(row[2]) for row in rows["checkpoint"] if row[0] == self.name]
        texts = {note.partition(b"\n\n")[0] + b"\n" for note in [*published, second or b""] if note}
        assert texts <= set(self.signed)
        sizes = [_size(note) for note in (published[0], second or published[0])]
        assert sizes == sorted(sizes), "published before the second head knew"
        for text in set(self.signed):
            signed = parse_checkpoint(text.decode())
            assert signed.root == tree.root(signed.size), f"{signed.size} is of a fork"
        for index, data in self.sent.items():
            assert entries[index] == data
        for receipt in self.receipts.values():
            assert receipt.checkpoint.root == tree.root(receipt.checkpoint.size)


def _size(note: bytes) -> int:
    return parse_checkpoint((note.partition(b"\n\n")[0] + b"\n").decode()).size
