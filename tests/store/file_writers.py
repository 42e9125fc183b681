"""What the tests run in processes of their own."""

from __future__ import annotations

import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path
from unittest.mock import patch

from nguon_ledger.errors import NguonError
from nguon_ledger.store.head.file import FileHead
from store.notes import note


def count_up(path: Path, rounds: int, most: int, orders: Connection) -> None:
    """Count the stored checkpoint up so many times, from whatever is stored."""
    head, sizes = FileHead(path), {note(size): size for size in range(1, most)}
    orders.send("ready")
    orders.recv()
    done = 0
    while done < rounds:
        stored = head.read()
        assert stored is not None
        try:
            head.swap(stored, note(sizes[stored] + 1))
            done += 1
        except NguonError as e:
            if e.code != "head_moved":
                raise


def swap_and_die(path: Path, old: bytes, new: bytes) -> None:
    """Die by SIGKILL between the rename and the fsync of the folder, holding the lock."""
    replace = os.replace

    def replace_and_die(source: Path, target: Path) -> None:
        replace(source, target)
        os.kill(os.getpid(), signal.SIGKILL)

    with patch.object(os, "replace", replace_and_die):
        FileHead(path).swap(old, new)
