"""(d) Server time and size of an inclusion proof and of a 30-event chain's evidence."""

from __future__ import annotations

import gzip
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from bench.arithmetic import quantile
from bench.http_wire import Connection, body_of, get, status_of
from bench.ledger_under_test import LedgerUnderTest
from bench.names import HOST, LEDGER
from bench.workload import sign_long_chain
from nguon_ledger.engine.ledger import Ledger
from nguon_ledger.receipt import verify_receipt
from nguon_ledger.trace.pins import Pin
from nguon_ledger.trace.verify import verify_bundle

EVENTS = 30
ROUNDS = 100
PROOFS = 500


@dataclass(frozen=True)
class Traces:
    """Seconds of server time, and bytes, in a log of ``size`` entries.

    ``proof_cpu`` and ``trace_cpu`` are CPU seconds of the median call, which other programs on the
    machine do not lengthen.
    ``trace_http`` is the body as HTTP sends it to a client that takes gzip.
    """

    size: int
    proof_p50: float
    proof_p99: float
    proof_cpu: float
    proof_bytes: int
    trace_p50: float
    trace_p99: float
    trace_cpu: float
    trace_bytes: int
    trace_gzip: int
    trace_http: int


def record_long_chain(ledger: LedgerUnderTest) -> str:
    """Record a chain of EVENTS, each under a seal of its own; return its last lot.

    So its evidence holds as many seals as events, which is the most that it can.
    """
    statements, last = sign_long_chain(EVENTS)
    with ledger.opened() as host:
        for statement in statements:
            host.ledgers[LEDGER].submit(statement).result()
    return last


def measure_traces(ledger: LedgerUnderTest, asked: str) -> Traces:
    """Ask for proofs of entries drawn at random, and again and again for one lot's evidence."""
    with ledger.opened() as host:
        found = host.ledgers[LEDGER]
        size = int(found.checkpoint().split(b"\n")[1])
        chance = random.Random(size)  # noqa: S311 (no secret)
        drawn = [chance.randrange(size) for _ in range(PROOFS)]
        proofs, proof = _timed([partial(found.proof, index) for index in drawn])
        traces, bundle = _timed([partial(found.trace, asked)] * ROUNDS)
        verify_receipt(statement=found.entry(drawn[-1]), proof=proof, log_verifier=found.log)
        _check_bundle(found, bundle, asked)
    return Traces(
        size=size,
        proof_p50=quantile(proofs.walls, 0.5),
        proof_p99=quantile(proofs.walls, 0.99),
        proof_cpu=quantile(proofs.cores, 0.5),
        proof_bytes=len(proof),
        trace_p50=quantile(traces.walls, 0.5),
        trace_p99=quantile(traces.walls, 0.99),
        trace_cpu=quantile(traces.cores, 0.5),
        trace_bytes=len(bundle),
        trace_gzip=len(gzip.compress(bundle, mtime=0)),
        trace_http=_over_http(ledger, asked),
    )


@dataclass(frozen=True)
class _Times:
    """Seconds of calls: wall, and CPU of the calling thread."""

    walls: list[float]
    cores: list[float]


def _timed(calls: Sequence[Callable[[], bytes]]) -> tuple[_Times, bytes]:
    """Return the times of each call but the first tenth, and what the last one returned."""
    walls, cores, answer = [], [], b""
    for call in calls:
        start, core = time.perf_counter(), time.thread_time()
        answer = call()
        walls.append(time.perf_counter() - start)
        cores.append(time.thread_time() - core)
    warm = len(calls) // 10
    return _Times(walls[warm:], cores[warm:]), answer


def _check_bundle(ledger: Ledger, bundle: bytes, asked: str) -> None:
    """Verify all eleven steps, as a buyer's phone does. Raises StepError."""
    found = verify_bundle(bundle, pins=(Pin(ledger.log),), asked=asked)
    if len(found.chain.events) != EVENTS:
        raise RuntimeError(f"the evidence tells {len(found.chain.events)} events, not {EVENTS}")


def _over_http(ledger: LedgerUnderTest, asked: str) -> int:
    path = f"/log/{LEDGER}/trace?id={quote(asked, safe='')}"
    with ledger.serving() as serving:
        connection = Connection(serving.address)
        answer = connection.exchange(get(path, host=HOST, encoding="gzip"))
        connection.close()
    if status_of(answer) != 200:
        raise RuntimeError(f"no evidence over HTTP: {answer[:500]!r}")
    return len(body_of(answer))
