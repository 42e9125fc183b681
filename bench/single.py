"""(b) One statement a request from many clients, against a route that does nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.arithmetic import drift, mean, quantile
from bench.http_wire import post, status_of
from bench.ledger_under_test import LedgerUnderTest, Serving
from bench.limits.empty_route import PATH, serving_empty_route
from bench.limits.generator import serving_canned_answers
from bench.load import Load, send_singles
from bench.names import HOST
from bench.outcomes import check_grown, check_singles, log_size
from bench.processes import cpu_seconds
from bench.workload import STATEMENTS, sign_harvests

CLIENTS = 64
WARM_UP = 256
EMPTY_TIMES = 2  # an empty answer is quick: as many again, for a clock that runs long enough


@dataclass(frozen=True)
class Rate:
    """Requests a second, seconds that one took, and CPU seconds of both sides."""

    requests: int
    rate: float
    p50: float
    p99: float
    server_cpu: float
    generator_cpu: float


@dataclass(frozen=True)
class Single:
    """Statements one by one, the empty route before and after, and the generator by itself."""

    statements: Rate
    empty_before: Rate
    empty_after: Rate
    generator: Rate

    @property
    def empty(self) -> float:
        """Requests a second that the empty route answers."""
        return mean((self.empty_before.rate, self.empty_after.rate))

    @property
    def empty_drift(self) -> float:
        """How much the machine itself changed meanwhile, as a share."""
        return drift(self.empty_before.rate, self.empty_after.rate)

    @property
    def ratio(self) -> float:
        """Statements a second over requests to the empty route a second."""
        return self.statements.rate / self.empty

    @property
    def cpu_ratio(self) -> float:
        """Server CPU of an empty request over that of a statement.

        Where others share the cores this holds still while wall times do not.
        """
        empty = mean([e.server_cpu / e.requests for e in (self.empty_before, self.empty_after)])
        return empty / (self.statements.server_cpu / self.statements.requests)


def measure_single(ledger: LedgerUnderTest, serving: Serving, numbers: range) -> Single:
    """Sign harvests; then the empty route, the ledger, the empty route, the generator alone."""
    harvests = sign_harvests(range(numbers.start, numbers.stop + WARM_UP))
    before = measure_empty(harvests)
    statements = measure_statements(ledger, serving, harvests)
    after = measure_empty(harvests)
    return Single(statements, before, after, measure_generator(harvests))


def measure_statements(
    ledger: LedgerUnderTest, serving: Serving, statements: Sequence[bytes]
) -> Rate:
    """Record statements, the first WARM_UP without a clock; check every answer."""
    requests = [post(STATEMENTS, statement, host=HOST) for statement in statements]
    send_singles(serving.address, requests[:WARM_UP], clients=CLIENTS)
    size, cpu = log_size(serving.address), cpu_seconds(serving.pid)
    load = send_singles(serving.address, requests[WARM_UP:], clients=CLIENTS)
    cpu = cpu_seconds(serving.pid) - cpu
    events = check_singles(load.answers, statements[WARM_UP:], ledger.keys.log)
    check_grown(before=size, after=log_size(serving.address), events=events)
    return _rate(load, cpu)


def measure_empty(bodies: Sequence[bytes]) -> Rate:
    """Send the same bodies to a route that only reads them, served with the same settings."""
    requests = [post(PATH, body, host=HOST) for body in bodies]
    with serving_empty_route() as (pid, address):
        send_singles(address, requests[:WARM_UP], clients=CLIENTS)
        cpu = cpu_seconds(pid)
        load = send_singles(address, requests[WARM_UP:] * EMPTY_TIMES, clients=CLIENTS)
        cpu = cpu_seconds(pid) - cpu
    if any(status_of(answer) != 200 for answer in load.answers):
        raise RuntimeError("the empty route refused a request")
    return _rate(load, cpu)


def measure_generator(bodies: Sequence[bytes]) -> Rate:
    """Send the same requests to a socket that does no work at all."""
    requests = [post(STATEMENTS, body, host=HOST) for body in bodies]
    with serving_canned_answers() as address:
        return _rate(send_singles(address, requests * EMPTY_TIMES, clients=CLIENTS), 0.0)


def _rate(load: Load, server_cpu: float) -> Rate:
    return Rate(
        requests=len(load.answers),
        rate=load.rate,
        p50=quantile(load.latencies, 0.5),
        p99=quantile(load.latencies, 0.99),
        server_cpu=server_cpu,
        generator_cpu=load.cpu,
    )
