"""Every test here runs on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.workbench import Workbench
from support.stores import Databases, Files, Stores


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stores]:
    if request.param == "sqlite":
        yield Files()
        return
    databases = Databases(request.getfixturevalue("postgres_server"))
    monkeypatch.setattr(Workbench, "stores", databases)
    yield databases
    databases.drop(databases.found())


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """Tell the whole story to today's engine and close it."""
    bench = Workbench(tmp_path_factory.mktemp("told") / "nguon.db")
    bench.tell()
    bench.close()
    return bench
