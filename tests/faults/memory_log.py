"""A log in memory that outlives its processes, everything that ever left it, and one checker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

from faults.oracle import Oracle
from nguon_ledger.engine.commit.path import CommitPath
from nguon_ledger.engine.commit.publication import Publication
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from nguon_ledger.log.note import ED25519, Verifier
from nguon_ledger.store.adversary import Adversary
from nguon_ledger.store.head.memory import MemoryHead
from nguon_ledger.store.sequence.memory import MemoryExtension, MemoryReach, MemorySequence
from support.forge import ORIGIN, seeded_key
from vectors import rfc6962

Path = CommitPath[MemoryReach, MemoryExtension]
Faults = Mapping[int, bool]
"""Numbers of operations that fail, and whether they take place all the same."""

T = TypeVar("T")


@dataclass(frozen=True)
class RecordingKey(Ed25519SigningKey):
    """A key that remembers what it was asked to sign."""

    signed: list[bytes] = field(default_factory=list, repr=False)

    def sign(self, message: bytes) -> bytes:
        self.signed.append(message)
        return super().sign(message)


class Script(Adversary):
    """Fails at several operations, counted from when it was armed; ``meanwhile`` runs first."""

    def __init__(self) -> None:
        super().__init__()
        self.arm({})

    def arm(self, faults: Faults, meanwhile: Mapping[int, Callable[[], None]] = {}) -> None:
        self.asked = 0
        self._faults = dict(faults)
        self._meanwhile = dict(meanwhile)

    def operate(self, act: Callable[[], T]) -> T:
        number, self.asked = self.asked, self.asked + 1
        self._meanwhile.pop(number, lambda: None)()
        persisted = self._faults.pop(number, None)
        if persisted is None:
            return act()
        if persisted:
            act()
        raise NguonError("storage_unavailable", f"operation {number} failed on purpose")


class MemoryLog:
    """Its stores survive. ``processes`` are what writes them, one after the other."""

    def __init__(self, base: Sequence[bytes] = (), oracle: Oracle | None = None) -> None:
        self.script = Script()
        self.sequence = MemorySequence(self.script)
        self.second, self.published = MemoryHead(self.script), MemoryHead(self.script)
        self.key = RecordingKey(seeded_key("log").seed)
        self.acknowledged: dict[int, bytes] = {}
        self.seen: set[Checkpoint] = set()  # by readers of either place
        self._log = Verifier(ORIGIN, ED25519, self.key.public.raw)
        self._oracle = oracle or Oracle(base)
        if base:
            self.extend(self.process(), base)

    def copy(self) -> MemoryLog:
        """Return another log that goes on from here."""
        other = MemoryLog(oracle=self._oracle)
        other.sequence._stored = self.sequence._stored  # never changed, only replaced
        other.second._stored, other.published._stored = self.second._stored, self.published._stored
        other.acknowledged, other.seen = dict(self.acknowledged), set(self.seen)
        other.key.signed.extend(self.key.signed)
        return other

    def start(self) -> Path:
        """Start a process that has read nothing yet."""
        places = {"published": self.published, "second": self.second}
        return CommitPath(self.sequence, Publication(origin=ORIGIN, key=self.key, **places))

    def process(self) -> Path:
        """Start a process that is ready to write."""
        path = self.start()
        self.recover(path)
        return path

    def recover(self, path: Path) -> None:
        path.recover(_load)

    def extend(self, path: Path, entries: Sequence[bytes]) -> None:
        """Append entries; if there is no error, they are acknowledged."""
        size = path.extent.size
        path.extend(lambda _: [(rfc6962.leaf(data), data) for data in entries])
        self.acknowledged |= dict(enumerate(entries, size))

    @property
    def entries(self) -> list[bytes]:
        return self.sequence._stored.entries

    def check(self) -> None:
        """Everything that is stored, was ever signed, was ever shown, or was acknowledged."""
        stored, tree = self.sequence._stored, self._oracle.tree(self.sequence._stored.entries)
        assert stored.extent == (tree.size, tree.root(tree.size))
        assert stored.tiles == tree.tiles()
        published, second = self._shown(self.published), self._shown(self.second)
        assert (published.size if published else 0) <= (second.size if second else 0)
        for one in {*map(_read, self.key.signed), *self.seen}:
            assert one.root == tree.root(one.size), f"the checkpoint of {one.size} is of a fork"
        for index, data in self.acknowledged.items():
            assert stored.entries[index] == data, f"{index} was acknowledged, and is not there"
        assert not self.acknowledged or (published and published.size > max(self.acknowledged))

    def check_published(self) -> None:
        """Everything durable is shown by both places."""
        for shown in (self._shown(self.second), self._shown(self.published)):
            assert (shown.size if shown else 0) == len(self.entries)

    def _shown(self, place: MemoryHead) -> Checkpoint | None:
        if place._stored is None:
            return None
        shown = _opened(place._stored, self._log)
        self.seen.add(shown)
        return shown


_opened = cache(open_checkpoint)


def _load(reach: MemoryReach) -> None:
    """Read more in the view of a recovery, as the engine does."""
    reach.length()


@cache
def _read(text: bytes) -> Checkpoint:
    return parse_checkpoint(text.decode())
