from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.bucket_server import Bucket, serving_bucket
from support.postgres import postgres_server, postgres_url

__all__ = ["bucket", "postgres", "postgres_server", "postgres_url"]


@pytest.fixture
def postgres(request: pytest.FixtureRequest) -> Callable[[], str]:
    """Give what makes a database, so that only who asks starts a server."""
    return lambda: request.getfixturevalue("postgres_url")


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with serving_bucket() as served:
        yield served


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "blobs"
