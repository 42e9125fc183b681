"""Statements signed before any clock starts, on all cores."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Callable, Sequence
from itertools import chain as flatten
from typing import TypeVar
from uuid import UUID

from bench.chains import HOUR, STEPS, draw_chain, long_chain, uuid7
from bench.names import LEDGER, ORIGIN
from bench.people import COOPERATIVES
from nguon_signer.sealing import sign_event

BATCH_LINES = 4096
STATEMENTS = f"/log/{LEDGER}/statements"
BATCH = f"{STATEMENTS}/batch"
T = TypeVar("T")
_FORK = multiprocessing.get_context("fork")
_SHARE = 200  # numbers that a process takes at a time


def now_micros() -> int:
    """Return the clock in microseconds since 1970."""
    return time.time_ns() // 1000


def sign_chains(numbers: range) -> list[list[bytes]]:
    """Return whole chains of STEPS statements; no two numbers share a lot or an eventID."""
    return _on_all_cores(_sign_chain, numbers)


def sign_harvests(numbers: range) -> list[bytes]:
    """Return harvests, each of a lot of its own, so that they may come in any order."""
    return _on_all_cores(sign_harvest, numbers)


def sign_long_chain(events: int) -> tuple[list[bytes], str]:
    """Return a chain in which each event uses the lot before; and the last lot's identifier."""
    told, last = long_chain(events, now=now_micros(), new_id=_identifiers(0))
    return [sign_event(event, log=ORIGIN, key=COOPERATIVES[0].key) for event in told], last


def batches(chains: Sequence[Sequence[bytes]], *, streams: int) -> list[list[bytes]]:
    """Return for each stream its batch bodies; a chain lies in one batch, in its order."""
    share = BATCH_LINES // STEPS
    bodies = [
        b"\n".join(flatten.from_iterable(chains[start : start + share])) + b"\n"
        for start in range(0, len(chains), share)
    ]
    return [bodies[stream::streams] for stream in range(streams)]


def _sign_chain(number: int) -> list[bytes]:
    chain = draw_chain(number, now=now_micros())
    events = chain.events(_identifiers(number))
    return [sign_event(event, log=ORIGIN, key=signer.key) for event, signer in events]


def sign_harvest(number: int) -> bytes:
    """Return one harvest of a lot of its own."""
    # Out of the way of the chains' lots.
    chain = draw_chain(5_000_000 + number, now=now_micros() - HOUR)
    event, signer = chain.events(_identifiers(-number - 1))[0]
    return sign_event(event, log=ORIGIN, key=signer.key)


def _identifiers(seed: int) -> Callable[[], UUID]:
    chance = random.Random(f"{os.getpid()} {time.time_ns()} {seed}")  # noqa: S311 (no secret)
    return lambda: uuid7(time.time_ns() // 1_000_000, chance)


def _on_all_cores(sign: Callable[[int], T], numbers: range) -> list[T]:
    with _FORK.Pool() as pool:
        return pool.map(sign, numbers, chunksize=_SHARE)
