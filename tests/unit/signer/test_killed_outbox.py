"""Nothing is lost, doubled or reordered when the sender is killed (SIGKILL) at any point."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from nguon_ledger.log.note import Verifier
from nguon_ledger.receipt import verify_receipt
from nguon_signer.outbox import RECORDED, Outbox
from unit.signer import send_outbox
from unit.signer.log_server import Log, LogServer, serving

COUNT = 6
MANY = 40
_SECONDS = 60


@pytest.fixture
def server() -> Iterator[LogServer]:
    with serving(Log()) as running:
        yield running


def _start(server: LogServer, outbox: Path, count: int = COUNT) -> subprocess.Popen[str]:
    command = [sys.executable, send_outbox.__file__, str(outbox), server.url, server.log.vkey]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.Popen([*command, str(count)], env=environ, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "put\n"
    return child


def _kill(child: subprocess.Popen[str]) -> None:
    child.send_signal(signal.SIGKILL)
    assert child.wait(_SECONDS) == -signal.SIGKILL
    _close(child)


def _finish(server: LogServer, outbox: Path, count: int = COUNT) -> None:
    child = _start(server, outbox, count)
    assert child.wait(_SECONDS) == 0
    _close(child)


def _close(child: subprocess.Popen[str]) -> None:
    assert child.stdout is not None
    child.stdout.close()


def _assert_all_recorded_once_in_order(server: LogServer, path: Path, count: int = COUNT) -> None:
    expected = [f"statement {i}".encode() for i in range(count)]
    assert server.log.entries == expected
    with Outbox(path) as outbox:
        entries = outbox.entries()
    assert [e.statement for e in entries] == expected
    assert [(e.state, e.index) for e in entries] == [(RECORDED, i) for i in range(count)]
    verifier = Verifier.from_vkey(server.log.vkey)
    for entry in entries:
        assert entry.proof is not None
        proof = entry.proof
        verify_receipt(statement=entry.statement, proof=proof, log_verifier=verifier)


@pytest.mark.parametrize("point", ["hang_before", "hang_after"])
def test_killed_while_the_ledger_works_on_the_third_statement(
    server: LogServer, tmp_path: Path, point: str
) -> None:
    server.plan.extend(["answer", "answer", point])
    child = _start(server, tmp_path / "outbox")
    for _ in range(3):
        assert server.stored.acquire(timeout=_SECONDS)
    _kill(child)
    stored = {"hang_before": 2, "hang_after": 3}[point]
    assert len(server.log.entries) == stored
    server.closing.set()  # lets the hanging handler end
    _finish(server, tmp_path / "outbox")
    _assert_all_recorded_once_in_order(server, tmp_path / "outbox")


def test_what_was_put_is_there_after_a_kill_before_anything_was_sent(
    server: LogServer, tmp_path: Path
) -> None:
    server.plan.append("hang_before")
    _kill(_start(server, tmp_path / "outbox"))
    server.closing.set()
    with Outbox(tmp_path / "outbox") as outbox:
        assert len(outbox.entries()) == COUNT
    _finish(server, tmp_path / "outbox")
    _assert_all_recorded_once_in_order(server, tmp_path / "outbox")


def test_killed_again_and_again_at_random_moments(server: LogServer, tmp_path: Path) -> None:
    chance = random.Random(7)
    words = ["answer", "drop_before", "drop_after", "half", "busy"]
    for _ in range(5):
        # However late the test is to kill it: it is never told that all is recorded.
        server.plan = deque([*chance.choices(words, k=2), *["answer"] * 4, *["busy"] * 10_000])
        enough = len(server.arrived) + chance.randint(1, 4)
        child = _start(server, tmp_path / "outbox", MANY)
        while len(server.arrived) < enough:
            assert child.poll() is None
            time.sleep(0.001)
        time.sleep(chance.random() * 0.01)
        _kill(child)
    server.plan.clear()
    _finish(server, tmp_path / "outbox", MANY)
    _assert_all_recorded_once_in_order(server, tmp_path / "outbox", MANY)
    assert list(dict.fromkeys(server.arrived)) == server.log.entries
