"""A served folder: a database that is written to, and where its second head is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.steps import grown
from engine.workbench import Workbench
from support.story import CRAB, lot


class Folder:
    """A data folder with an open ledger, whose second head is written as the writer would."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self.database = path / "nguon.db"
        self.heads = path / "heads"
        self.heads.mkdir()
        self.bench = Workbench(self.database)
        self.bench.found()
        self._count = 0
        self.remember()

    def record(self, number: int = 1) -> int:
        """Record events; return the size that is signed then."""
        for _ in range(number):
            self._count += 1
            grown(self.bench, quantityList=[lot(f"{CRAB}/10/F{self._count}", 1)])
        self.remember()
        return self.bench.checkpoint.size

    def remember(self) -> None:
        (self.heads / "test.checkpoint").write_bytes(self.bench.ledger.checkpoint())

    def stop(self) -> None:
        self.bench.close()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    found = Folder(tmp_path / "data")
    yield found
    found.stop()
