"""CPU and memory are those of the process that was named, and of its children."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from bench.processes import cpu_seconds, family, resident_bytes, sampling

MB = 1 << 20
PROGRAM = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=sys.stdin)
held = bytearray(b"x" * (60 << 20))
del held
while sum(range(1000)) and __import__("time").process_time() < 0.5:
    pass
print("ready", flush=True)
child.wait()
"""


def test_a_busy_process_with_a_child_is_seen() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"ready\n"
        assert len(family(process.pid)) == 2
        assert 0.4 < cpu_seconds(process.pid) < 30
        with sampling(process.pid, seconds=0.01) as samples:
            time.sleep(0.05)
        assert samples.resident[-1] == resident_bytes(process.pid)
        process.stdin.close()


def test_a_process_that_has_ended_uses_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert (cpu_seconds(process.pid), resident_bytes(process.pid)) == (0, 0)
    assert cpu_seconds(os.getpid()) > 0
