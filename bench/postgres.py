"""The ledger under test on PostgreSQL: a server of its own, its data on disk, fsync on."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import psycopg

from bench.ledger_under_test import LedgerUnderTest

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support import postgres


class PostgresLedger(NamedTuple):
    """A ledger whose data folder names a database, and the server's version."""

    ledger: LedgerUnderTest
    version: str


@contextmanager
def postgres_ledger(folder: Path) -> Iterator[PostgresLedger]:
    """Start a server, and make a ledger in it."""
    # Tests may keep their server in memory; what is measured here waits for the disk.
    with patch.object(postgres, "_short_folder", tempfile.gettempdir):
        server = postgres.PostgresServer()
    try:
        url = server.create()
        yield PostgresLedger(LedgerUnderTest.create(folder, database=url), _version(url))
    finally:
        server.stop()


def _version(url: str) -> str:
    with psycopg.connect(url) as connection:
        ((version,),) = connection.execute("SHOW server_version").fetchall()
    return str(version)
