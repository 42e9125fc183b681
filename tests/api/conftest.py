"""The service over a small world, as an in-process client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from api.client import Client, open_client
from api.world import World, open_world
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
