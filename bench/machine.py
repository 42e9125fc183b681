"""What the figures were measured on: no names, no paths."""

from __future__ import annotations

import os
import platform
import sqlite3
from pathlib import Path

import nacl.bindings
import sqlalchemy
import uvicorn


def describe() -> dict[str, str]:
    """Return processor, cores, memory, kernel, disk, Python and the stores' versions."""
    return {
        "cpu": _cpu(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release().split('-')[0]}",
        "disk": _disk(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "libsodium": nacl.bindings.sodium_version_string().decode()
        if hasattr(nacl.bindings, "sodium_version_string")
        else "bundled with PyNaCl",
        "sqlalchemy": sqlalchemy.__version__,
        "uvicorn": uvicorn.__version__,
        "load": f"{os.getloadavg()[0]:.1f} before",
    }


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _disk() -> str:
    """Name the file system of the working folder and whether its device turns."""
    device, kind = "", "?"
    best = 0
    here = str(Path.cwd())
    for line in Path("/proc/mounts").read_text().splitlines():
        source, target, found, *_ = line.split()
        if here.startswith(target) and len(target) >= best:
            best, device, kind = len(target), Path(source).name, found
    turning = Path(f"/sys/block/{device}/queue/rotational")
    if not turning.is_file():
        return kind
    return f"{kind}, {'turning' if turning.read_text().strip() == '1' else 'solid state'}"
