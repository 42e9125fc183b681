"""Moments in the commit path at which a server stops itself, as SIGSTOP from outside would.

A trap that is set snaps once its trigger, a file, is there; the file is gone when it has.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nguon_ledger.engine.commit.publication import Publication
from nguon_ledger.engine.shared.lease import Lease
from nguon_ledger.store.head.file import FileHead
from nguon_ledger.store.head.table import TableHead
from nguon_ledger.store.sequence.database import StoredExtension

# Each: a class, a method, and whether it stops after it rather than before.
TRAPS: dict[str, tuple[type, str, bool]] = {
    "before the fence": (Lease, "fence", False),
    "in the transaction, fence passed": (Lease, "fence", True),
    "in the transaction, entries written": (StoredExtension, "append", True),
    "in the transaction, everything written": (StoredExtension, "reach", True),
    "between commit and publish": (Publication, "publish", False),
    "between the second head and the published one": (FileHead, "swap", True),
    "in the transaction that publishes": (TableHead, "_replace", True),
    "published, nobody told": (Publication, "publish", True),
}


def set_trap(name: str, trigger: Path) -> None:
    """Let this process stop at a moment once ``trigger`` is there."""
    owner, method, is_after = TRAPS[name]
    run: Callable[..., Any] = getattr(owner, method)

    def trapped(*arguments: Any, **named: Any) -> Any:
        if not is_after:
            _snap(trigger)
        result = run(*arguments, **named)
        if is_after:
            _snap(trigger)
        return result

    setattr(owner, method, trapped)


def _snap(trigger: Path) -> None:
    if trigger.exists():
        trigger.unlink()
        os.kill(os.getpid(), signal.SIGSTOP)
