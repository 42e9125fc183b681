"""The engine on PostgreSQL: what tests/engine calls a path is a database on a server here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.conftest import _quick_recovery, bench
from engine.workbench import Workbench
from support.postgres import PostgresServer
from support.stores import Databases

__all__ = ["_quick_recovery", "bench"]

for _module in Path(__file__).parent.glob("test_*.py"):
    pytest.register_assert_rewrite(f"engine.{_module.stem}")


@pytest.fixture(scope="session")
def stores(postgres_server: PostgresServer) -> Databases:
    return Databases(postgres_server)


@pytest.fixture(scope="module", autouse=True)
def _on_postgres(stores: Databases) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workbench, "stores", stores)
        yield


@pytest.fixture(autouse=True)
def _a_database_lives_as_long_as_its_test(_on_postgres: None, stores: Databases) -> Iterator[None]:
    before = stores.found()
    yield
    stores.drop(stores.found() - before)


@pytest.fixture(scope="session")
def template(stores: Databases, tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """Tell the whole story to an engine and close it; tests go on with copies."""
    bench = Workbench(stores.new(tmp_path_factory.mktemp("template") / "nguon.db"))
    bench.tell()
    bench.close()
    return bench
