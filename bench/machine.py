"""What the figures were measured on: no names, no paths."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from nguon_ledger.events import reading

_SYNCS = 40


def describe(folder: Path) -> dict[str, str]:
    """Return what measures, and what of the disk that ``folder`` is on matters to a ledger."""
    return {
        "cpu": _cpu(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release().split('-')[0]}",
        "disk": f"{_file_system(folder)}, {_sync_seconds(folder) * 1000:.2f} ms a synced 4 KiB",
        "python": platform.python_version(),
        "nguon": "compiled" if Path(reading.__file__).suffix == ".so" else "pure Python",
        "sqlite": sqlite3.sqlite_version,
        "pynacl": version("pynacl"),
        "sqlalchemy": version("sqlalchemy"),
        "uvicorn": version("uvicorn"),
        "load before": f"{os.getloadavg()[0]:.1f}",
    }


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _file_system(folder: Path) -> str:
    kinds = {}
    for line in Path("/proc/mounts").read_text().splitlines():
        _, target, kind, *_ = line.split()
        kinds[target] = kind
    above = (str(parent) for parent in (folder.resolve(), *folder.resolve().parents))
    return next((kinds[path] for path in above if path in kinds), "unknown")


def _sync_seconds(folder: Path) -> float:
    """Return how long an appended page takes to be durable, which is what a commit waits for."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(_SYNCS):
            file.write(bytes(4096))
            file.flush()
            start = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - start)
    return statistics.median(times)
