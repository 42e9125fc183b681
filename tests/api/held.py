"""A ledger whose store is held up: what was taken in waits, and nothing is published."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nguon_ledger.engine.commit.writer import Writer
from nguon_ledger.engine.ledger import Ledger


def writer_of(ledger: Ledger) -> Writer:
    """Return the writer of a ledger that one process has for itself."""
    writer = ledger._writer
    assert isinstance(writer, Writer)
    return writer


@contextmanager
def held(ledger: Ledger) -> Iterator[None]:
    """Let every commit wait while the block runs."""
    released = threading.Event()
    sequencing: Any = writer_of(ledger)._sequencing
    commit = sequencing.commit

    def wait_and_commit(statements: Any) -> Any:
        assert released.wait(120)
        return commit(statements)

    sequencing.commit = wait_and_commit
    try:
        yield
    finally:
        released.set()
        sequencing.commit = commit
