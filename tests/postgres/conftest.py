"""The engine on PostgreSQL: what tests/engine calls a path is a database on a server here."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from engine.conftest import _quick_recovery, bench
from engine.workbench import Workbench
from support.postgres import PostgresServer
from support.stores import Databases

__all__ = ["_quick_recovery", "bench"]

for _module in Path(__file__).parent.glob("test_*.py"):
    pytest.register_assert_rewrite(f"engine.{_module.stem}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the first and the last case of each test of the engine: a database each takes long.

    The cases differ in what the rules say to them, not in what is asked of the database.
    """
    kept: dict[int, pytest.Item] = {}
    for name, group in groupby(items, key=_engine_test):
        cases = list(group)
        chosen = cases if name is None else [cases[0], cases[-1]]
        kept |= {id(case): case for case in chosen}
    config.hook.pytest_deselected(items=[item for item in items if id(item) not in kept])
    items[:] = kept.values()


def _engine_test(item: pytest.Item) -> Any:
    """Name the test whose cases one item of; None for an item that is no test of the engine."""
    function = getattr(item, "function", None)
    is_here = Path(__file__).parent in item.path.parents
    is_of_engine = getattr(function, "__module__", "").startswith("engine.")
    return (item.path, function.__name__) if function and is_here and is_of_engine else None


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
