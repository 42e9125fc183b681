"""Ed25519 verification by libsodium and nothing else, on all cores."""

from __future__ import annotations

import multiprocessing
import os
import time

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair

_FORK = multiprocessing.get_context("fork")
_ROUND = 64  # verifications between looks at the clock


def verifications_per_second(*, length: int, seconds: float) -> float:
    """Return how many messages of ``length`` bytes all cores together verify in a second.

    A process a core, each with a message and a key of its own; the clock of each runs from when
    all are ready.
    """
    cores = os.cpu_count() or 1
    ready = _FORK.Barrier(cores)
    results: multiprocessing.SimpleQueue[float] = _FORK.SimpleQueue()

    def verify(number: int) -> None:
        public, secret = crypto_sign_seed_keypair(bytes([number]) * 32)
        signed = crypto_sign(os.urandom(length), secret)
        ready.wait()
        count, start = 0, time.perf_counter()
        while (passed := time.perf_counter() - start) < seconds:
            for _ in range(_ROUND):
                crypto_sign_open(signed, public)
            count += _ROUND
        results.put(count / passed)

    processes = [_FORK.Process(target=verify, args=(number,)) for number in range(cores)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a verifying process failed")
    return sum(results.get() for _ in processes)
