from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.workbench import Workbench
from nguon_ledger.engine.commit import writer


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """Tell the whole story to an engine and close it; tests go on with copies."""
    bench = Workbench(tmp_path_factory.mktemp("template") / "nguon.db")
    bench.tell()
    bench.close()
    return bench


@pytest.fixture
def bench(template: Workbench, tmp_path: Path) -> Iterator[Workbench]:
    copy = template.copy(tmp_path / "nguon.db")
    yield copy
    copy.close()


@pytest.fixture(autouse=True)
def _quick_recovery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "RETRY", 0.02)
