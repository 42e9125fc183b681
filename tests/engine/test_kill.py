"""kill -9 while it ingests: what was acknowledged is there, and the log only grew."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.workbench import Workbench
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.log.merkle import leaf_hash
from support.story import UNIT

ROUNDS = 20
ROOT = Path(__file__).parents[2]
PATHS = os.pathsep.join(str(ROOT / part) for part in ("ledger", "schemas", "tests"))


@contextmanager
def nursery(bench: Workbench) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(ROOT / "tests/engine/ingest.py"), str(bench.path)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": PATHS},
        text=True,
    ) as process:
        yield process
        process.communicate()  # the end of its input is its end
    assert process.returncode == 0


def killed(process: subprocess.Popen[str], round_of: str, moment: float) -> list[str]:
    """Let a process ingest, kill it some time after its first receipt; return its receipts."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{round_of}\n")
    process.stdin.flush()
    pid = int(process.stdout.readline())
    lines = [process.stdout.readline()]
    time.sleep(moment)
    os.kill(pid, signal.SIGKILL)
    while lines[-1] != "end\n":
        lines.append(process.stdout.readline())
    return [line for line in lines if line.endswith(" .\n")]  # the last may be cut off


def test_a_killed_process_has_lost_nothing_that_it_acknowledged(bench: Workbench) -> None:
    moments = random.Random(7)
    with nursery(bench) as process:
        for number in range(1, ROUNDS + 1):
            bench.close()
            receipts = killed(process, f"{number} {bench.time}", moments.uniform(0, 0.1))
            assert receipts
            bench.restart()
            for line in receipts:
                index, statement, proof, _ = line.split()
                data = bytes.fromhex(statement)
                recorded = Recorded(int(index), leaf_hash(data), bytes.fromhex(proof), is_new=True)
                bench.accepted(data, recorded)
            bench.check_log()
    bench.verified(UNIT)
    size = bench.checkpoint.size
    bench.close()
    bench.restart()
    assert bench.host.rebuild(bench.name) == size
