"""What a process and its children use of CPU and memory, read from /proc (Linux)."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PROC = Path("/proc")


def family(pid: int) -> list[int]:
    """Return a process and all its living descendants."""
    found = [pid]
    for parent in found:
        for listing in (_PROC / str(parent) / "task").glob("*/children"):
            found += [int(child) for child in _read(listing).split()]
    return found


def cpu_seconds(pid: int) -> float:
    """Return user and system time of a process, its living descendants and its dead children."""
    return sum(_cpu(each) for each in family(pid))


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process and its living descendants, shared pages twice."""
    pages = (_read(_PROC / str(each) / "statm").split() for each in family(pid))
    return sum(int(fields[1]) for fields in pages if fields) * _PAGE


@dataclass
class Samples:
    """Resident bytes, sampled while something ran."""

    resident: list[int] = field(default_factory=list)


@contextmanager
def sampling(pid: int, *, seconds: float = 0.2) -> Iterator[Samples]:
    """Sample the resident memory of a process while the block runs."""
    samples, over = Samples(), threading.Event()

    def sample() -> None:
        while not over.wait(seconds):
            samples.resident.append(resident_bytes(pid))

    thread = threading.Thread(target=sample, name="samples")
    thread.start()
    try:
        yield samples
    finally:
        over.set()
        thread.join()
        samples.resident.append(resident_bytes(pid))


def _cpu(pid: int) -> float:
    # proc_pid_stat(5): the name may hold spaces, so count from behind its bracket; fields 14 to 17
    fields = _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / _TICKS


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""  # it ended while we looked
