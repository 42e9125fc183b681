"""The property of every parser: a value or a NguonError that can be told, within bounded time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import TypeVar

from fuzz.budget import SECONDS
from nguon_ledger.errors import NguonError

_In = TypeVar("_In")
_Out = TypeVar("_Out")


def outcome(parse: Callable[[_In], _Out], value: _In) -> _Out | NguonError:
    """Return what the parser says; anything but a value or a NguonError fails the test."""
    started = time.thread_time()
    found: _Out | NguonError
    try:
        found = parse(value)
    except NguonError as e:
        json.dumps([e.code, e.detail, e.field], ensure_ascii=False).encode()
        found = e
    assert time.thread_time() - started < SECONDS, "an input that takes for ever"
    return found


def accepted(parse: Callable[[_In], _Out], value: _In) -> _Out | None:
    """Return the value of what is accepted."""
    found = outcome(parse, value)
    return None if isinstance(found, NguonError) else found
