"""Every implementation of the durable sequence, opened empty, and opened again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from nguon_ledger.store.sequence.contract import DurableSequence
from nguon_ledger.store.sequence.database import StoredSequence
from nguon_ledger.store.sequence.memory import MemorySequence
from store.stores import database
from vectors import rfc6962

SEQUENCES = ("memory", "sqlite", "postgres")

Sequence: TypeAlias = DurableSequence[Any, Any]
OpenSequence: TypeAlias = Callable[[], Sequence]


@contextmanager
def one_sequence(kind: str, path: Path, postgres: Callable[[], str]) -> Iterator[OpenSequence]:
    """Give what opens one and the same sequence, as often as it is called."""
    if kind == "memory":
        sequence = MemorySequence()
        yield lambda: sequence
    else:
        with database(path if kind == "sqlite" else postgres()) as engine:
            yield partial(StoredSequence, engine, "test")


def entry(text: str) -> tuple[bytes, bytes]:
    """Return an entry with its leaf hash."""
    return rfc6962.leaf(text.encode()), text.encode()
