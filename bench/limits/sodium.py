"""Ed25519 verification by libsodium and nothing else, on all cores."""

from __future__ import annotations

import multiprocessing
import os
import time
from dataclasses import dataclass

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair

_FORK = multiprocessing.get_context("fork")
_ROUND = 64  # verifications between looks at the clock


@dataclass(frozen=True)
class Verification:
    """Verifications a second of all cores together, and CPU seconds of one."""

    rate: float
    cpu: float


def verification(*, length: int, seconds: float) -> Verification:
    """Measure for so many seconds how fast messages of ``length`` bytes are verified.

    A process a core, each with a message and a key of its own; the clock of each runs from when
    all are ready.
    """
    cores = os.cpu_count() or 1
    ready = _FORK.Barrier(cores)
    results: multiprocessing.SimpleQueue[tuple[float, float]] = _FORK.SimpleQueue()

    def verify(number: int) -> None:
        public, secret = crypto_sign_seed_keypair(bytes([number]) * 32)
        signed = crypto_sign(os.urandom(length), secret)
        ready.wait()
        count, start, cpu = 0, time.perf_counter(), time.process_time()
        while (passed := time.perf_counter() - start) < seconds:
            for _ in range(_ROUND):
                crypto_sign_open(signed, public)
            count += _ROUND
        results.put((count / passed, (time.process_time() - cpu) / count))

    processes = [_FORK.Process(target=verify, args=(number,)) for number in range(cores)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a verifying process failed")
    found = [results.get() for _ in processes]
    return Verification(sum(rate for rate, _ in found), sum(cpu for _, cpu in found) / cores)
