"""The ledger under test on PostgreSQL: a server of its own, its data on disk, fsync on."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import psycopg

from bench.ledger_under_test import LedgerUnderTest
from bench.names import LEDGER, ORIGIN
from nguon_ledger.engine.host import Host

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support import postgres


class PostgresLedger(LedgerUnderTest):
    """The keys and Genesis of a data folder, the ledger in a database."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder, launcher=(sys.executable, "-m", "bench.serve_database", url))
        self.url = url

    @property
    def version(self) -> str:
        """The server's version."""
        with psycopg.connect(self.url) as connection:
            ((version,),) = connection.execute("SHOW server_version").fetchall()
        return str(version)

    @contextmanager
    def opened(self) -> Iterator[Host]:
        """Open the ledger inside this process while the block runs."""
        host = Host(self.url)
        try:
            host.open({LEDGER: self.keys})
            yield host
        finally:
            host.close()


@contextmanager
def postgres_ledger(folder: Path) -> Iterator[PostgresLedger]:
    """Start a server, and move the Genesis of a new ledger into it."""
    made = LedgerUnderTest.create(folder)
    with made.opened() as host:
        genesis = host.ledgers[LEDGER].entry(0)
    # Tests may keep their server in memory; what is measured here waits for the disk.
    with patch.object(postgres, "_short_folder", tempfile.gettempdir):
        server = postgres.PostgresServer()
    try:
        ledger = PostgresLedger(folder, server.create())
        host = Host(ledger.url)
        host.create(name=LEDGER, origin=ORIGIN, keys=ledger.keys, genesis=genesis)
        host.close()
        yield ledger
    finally:
        server.stop()
