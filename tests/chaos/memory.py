"""What clients were told, and what anybody was shown: nothing of it may turn out untrue."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass
class Memory:
    """Receipts and checkpoints, from many threads."""

    highest: int = -1
    indices: dict[bytes, int] = field(default_factory=dict)
    proofs: list[tuple[bytes, bytes]] = field(default_factory=list)
    notes: set[bytes] = field(default_factory=set)
    told: dict[str, int] = field(default_factory=dict)  # how often each error was answered
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, statement: bytes, index: int, proof: bytes) -> None:
        """Keep a receipt; another one of the same statement must name the same index."""
        with self.lock:
            first = self.indices.setdefault(statement, index)
            if first != index:
                self.wrong.append(f"one statement was given the indices {first} and {index}")
            self.proofs.append((statement, proof))
            self.highest = max(self.highest, index)

    def keep_note(self, note: bytes) -> None:
        """Keep a checkpoint that somebody was shown."""
        with self.lock:
            self.notes.add(note)

    def note_error(self, code: str) -> None:
        """Count an answer that promised nothing."""
        with self.lock:
            self.told[code] = self.told.get(code, 0) + 1

    def complain(self, what: str) -> None:
        """Note what no server may answer."""
        with self.lock:
            self.wrong.append(what)

    def __len__(self) -> int:
        return len(self.indices)
