"""The server that tests run against keeps what it commits, and goes when they go."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from support.postgres import PostgresServer

TESTS = Path(__file__).parents[1]
ABANDON = """
import os, sys
sys.path.insert(0, sys.argv[1])
from support.postgres import PostgresServer
server = PostgresServer()
print(server.pid, server.folder, flush=True)
os.kill(os.getpid(), 9)
"""


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_everything_that_keeps_data_is_on(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        for setting in (b"fsync", b"full_page_writes", b"synchronous_commit"):
            assert connection.execute(b"SHOW " + setting).fetchone() == ("on",)


def test_a_copy_of_a_database_has_its_rows(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    copy = postgres_server.create(template=postgres_url)
    with psycopg.connect(copy) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    postgres_server.drop(copy)


def test_a_stopped_server_leaves_neither_process_nor_folder() -> None:
    server = PostgresServer()
    pid = server.pid
    server.stop()
    assert not is_running(pid)
    assert not server.folder.exists()


def test_a_killed_run_leaves_no_server() -> None:
    killed = subprocess.run(
        [sys.executable, "-c", ABANDON, str(TESTS)], capture_output=True, text=True, check=False
    )
    pid, folder = killed.stdout.split()
    deadline = time.monotonic() + 60
    while is_running(int(pid)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(int(pid))
    subprocess.run(["rm", "-r", folder], check=True)
