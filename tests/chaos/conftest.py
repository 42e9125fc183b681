from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

for _module in ("load", "checker", "scene", "servers"):
    pytest.register_assert_rewrite(f"chaos.{_module}")

from chaos.scene import Scene, found  # noqa: E402
from chaos.servers import Nursery, nursery  # noqa: E402
from support.postgres import PostgresServer  # noqa: E402

Scenes: TypeAlias = Callable[[int], Scene]


@pytest.fixture(scope="session")
def warm() -> Iterator[Nursery]:
    """Load the program once."""
    with nursery() as place:
        yield place


@pytest.fixture
def place(warm: Nursery) -> Iterator[Nursery]:
    """Fork servers; none outlives the test."""
    yield warm
    warm.end_all()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a database and its second heads."""
    folder = tmp_path_factory.mktemp("founded")
    (folder / "heads").mkdir()
    found(folder / "nguon.db", folder / "heads")
    return folder


@pytest.fixture(scope="session")
def founded_database(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """Return a database on the server, and the folder of its second heads."""
    url, heads = postgres_server.create(), tmp_path_factory.mktemp("founded") / "heads"
    heads.mkdir()
    found(url, heads)
    return url, heads


@pytest.fixture
def on_sqlite(place: Nursery, founded: Path, tmp_path: Path) -> Scenes:
    """Make a scene with a file."""

    def make(seed: int) -> Scene:
        shutil.copytree(founded, tmp_path, dirs_exist_ok=True)
        return Scene(place, tmp_path / "nguon.db", tmp_path, seed=seed)

    return make


@pytest.fixture
def on_postgres(
    place: Nursery,
    founded_database: tuple[str, Path],
    postgres_server: PostgresServer,
    tmp_path: Path,
) -> Iterator[Scenes]:
    """Make a scene with a database on a server."""
    template, heads = founded_database
    url = postgres_server.create(template=template)

    def make(seed: int) -> Scene:
        shutil.copytree(heads, tmp_path / "heads")
        return Scene(place, url, tmp_path, seed=seed)

    yield make
    place.end_all()
    postgres_server.drop(url)
