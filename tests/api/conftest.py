"""The service over a small world, as an in-process client.

``world`` and ``client`` are a test's own. Tests that store nothing share ``quiet_world`` and
``quiet_client``, which hold the lot BEFORE.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.client import Client, open_client
from api.world import World, harvest, open_world
from nguon_api.app import create_app

WEB_ROOT = Path(__file__).parents[2] / "verifier_web"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    opened = open_world(tmp_path / "ledger.sqlite")
    yield opened
    opened.host.close()


@pytest.fixture
def client(world: World) -> Iterator[Client]:
    with open_client(create_app(world.host, web_root=WEB_ROOT)) as opened:
        yield opened


@pytest.fixture(scope="session")
def quiet_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = open_world(tmp_path_factory.mktemp("quiet") / "ledger.sqlite")
    opened.record(opened.sign(harvest("BEFORE")))
    yield opened
    opened.host.close()


@pytest.fixture(scope="session")
def quiet_client(quiet_world: World) -> Iterator[Client]:
    with open_client(create_app(quiet_world.host, web_root=WEB_ROOT)) as opened:
        yield opened
