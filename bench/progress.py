"""What is being measured now, on stderr: stdout is for figures."""

from __future__ import annotations

import sys
import time

_START = time.perf_counter()


def say(what: str) -> None:
    """Tell it, with the seconds since the start."""
    print(f"{time.perf_counter() - _START:7.1f} s  {what}", file=sys.stderr, flush=True)
