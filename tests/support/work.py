"""Counts work where others would measure time: a busy machine does not change what is counted."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from sqlalchemy import Engine, event

_GRAIN = 100  # steps between two looks


@dataclass
class Work:
    """``steps`` of SQLite's machine (to the nearest hundred), and ``calls`` of this thread."""

    steps: int = 0
    calls: int = 0


@contextmanager
def counted(engine: Engine) -> Iterator[Work]:
    """Count what is done while the block runs; the database's part in whichever thread it is."""
    work, ended = Work(), False

    def step() -> None:
        if not ended:
            work.steps += _GRAIN

    def watch(connection: Any, *_: object) -> None:
        raw: sqlite3.Connection = connection.connection.driver_connection
        raw.set_progress_handler(step, _GRAIN)

    def called(_frame: FrameType, kind: str, _what: object) -> None:
        work.calls += kind in {"call", "c_call"}

    event.listen(engine, "before_cursor_execute", watch)
    before = sys.getprofile()
    sys.setprofile(called)
    try:
        yield work
    finally:
        ended = True  # a connection keeps its handler
        sys.setprofile(before)
        event.remove(engine, "before_cursor_execute", watch)
