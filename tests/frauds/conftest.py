from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from economy.browser import Browser
from frauds.stage import Stage


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Where everybody is registered and nothing has happened yet."""
    stage = Stage(tmp_path_factory.mktemp("stage") / "nguon.db")
    stage.found()
    stage.close()
    return stage


@pytest.fixture
def stages(founded: Stage, tmp_path: Path, browser: Browser) -> Iterator[tuple[Stage, Stage]]:
    """Give the same beginning twice: for the fraud, and for its honest neighbour."""
    both = (
        founded.twin(tmp_path / "fraud.db", browser),
        founded.twin(tmp_path / "honest.db", browser),
    )
    yield both
    for stage in both:
        stage.close()


@pytest.fixture
def stage(stages: tuple[Stage, Stage]) -> Stage:
    return stages[0]


@pytest.fixture
def honest(stages: tuple[Stage, Stage]) -> Stage:
    return stages[1]
