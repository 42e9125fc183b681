"""What a server counts, for Prometheus; each application has a registry of its own.

Names and units follow prometheus.io/docs/practices/naming. Labels have few values: the ledgers of
the host, templates of routes, codes of the table of problems. Nothing that a client writes
becomes one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import AbstractContextManager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector

from nguon_api.problems import PROBLEMS
from nguon_api.readiness import check_readiness
from nguon_ledger.engine.host import Host
from nguon_ledger.engine.observer import Commit
from nguon_ledger.errors import NguonError

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_STATEMENTS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096)
_OTHER = "other"


class Metrics:
    """Counts requests, and as an Observer what the engine does."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._define_http()
        self._define_engine()

    def _define_http(self) -> None:
        registry = self.registry
        self._requests = Counter(
            "nguon_http_requests",
            "Requests by method, template of the route, and status",
            ["method", "route", "status"],
            registry=registry,
        )
        self._request_seconds = Histogram(
            "nguon_http_request_duration_seconds",
            "Time from a request's head to the last byte of its answer",
            ["route"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._problems = Counter(
            "nguon_http_problems",
            "Answers that were problem documents, by code",
            ["code"],
            registry=registry,
        )
        self._body_bytes = Counter(
            "nguon_http_request_body_bytes", "Bytes of bodies received", registry=registry
        )
        self._in_flight = Gauge(
            "nguon_http_requests_in_flight", "Requests without an answer yet", registry=registry
        )

    def _define_engine(self) -> None:
        registry = self.registry
        self._batch_statements = Histogram(
            "nguon_batch_statements",
            "Statements in a batch, refused and repeated ones too",
            ["ledger"],
            buckets=_STATEMENTS,
            registry=registry,
        )
        self._commit_seconds = Histogram(
            "nguon_commit_duration_seconds",
            "Time from the start of a batch to its published checkpoint",
            ["ledger"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._wait_seconds = Histogram(
            "nguon_batch_longest_wait_seconds",
            "Time from the pool to the published checkpoint, of a batch's first statement",
            ["ledger"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._entries = Counter(
            "nguon_entries", "Entries recorded, seals included", ["ledger"], registry=registry
        )
        self._refusals = Counter(
            "nguon_statements_refused",
            "Statements refused, by code; the lines of batches too",
            ["ledger", "code"],
            registry=registry,
        )
        self._failures = Counter(
            "nguon_writer_failures", "Failures of the writer", ["ledger", "code"], registry=registry
        )

    def watch(self, host: Host, *, stale_seconds: float) -> None:
        """Ask the ledgers of ``host`` at every scrape."""
        self.registry.register(_Ledgers(host, stale_seconds))

    def in_flight(self) -> AbstractContextManager[object]:
        """Count a request as being served while the block runs."""
        return self._in_flight.track_inprogress()

    def received(self, size: int) -> None:
        """Count bytes of a body."""
        if size:
            self._body_bytes.inc(size)

    def served(
        self, method: str, route: str, status: int, seconds: float, *, code: str | None
    ) -> None:
        """Count a request; ``method`` and ``route`` are of the caller's short lists."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)
        if code is not None:
            self._problems.labels(_known(code)).inc()

    def committed(self, ledger: str, commit: Commit) -> None:
        """Count a batch (engine.observer)."""
        self._batch_statements.labels(ledger).observe(commit.statements)
        self._commit_seconds.labels(ledger).observe(commit.seconds)
        self._wait_seconds.labels(ledger).observe(commit.longest_wait)
        self._entries.labels(ledger).inc(commit.entries)

    def refused(self, ledger: str, code: str) -> None:
        """Count a refusal (engine.observer)."""
        self._refusals.labels(ledger, _known(code)).inc()

    def failed(self, ledger: str, code: str) -> None:
        """Count a failure of the writer (engine.observer)."""
        self._failures.labels(ledger, _known(code)).inc()

    def recovered(self, ledger: str) -> None:
        """Let it pass: readiness shows it."""


class _Ledgers:
    """Asks every ledger when Prometheus asks."""

    def __init__(self, host: Host, stale_seconds: float) -> None:
        self._host = host
        self._stale_seconds = stale_seconds

    def collect(self) -> Iterable[Metric]:
        waiting = _gauge("statements_waiting", "Statements taken in and not answered yet")
        oldest = _gauge("oldest_statement_waiting_seconds", "How long the first of them waits")
        size = _gauge("checkpoint_size_entries", "Entries under the published checkpoint")
        age = _gauge("checkpoint_age_seconds", "Time since the newest seal")
        ready = _gauge("ledger_ready", "1 where /readyz has nothing to say of the ledger, else 0")
        for name, ledger in list(self._host.ledgers.items()):
            backlog = ledger.waiting()
            waiting.add_metric([name], backlog.count)
            oldest.add_metric([name], backlog.oldest)
            try:
                check_readiness(ledger, stale_seconds=self._stale_seconds)
                entries, sealed = ledger.head()
            except NguonError:
                ready.add_metric([name], 0)  # and what cannot be read now has no value
            else:
                ready.add_metric([name], 1)
                size.add_metric([name], entries)
                age.add_metric([name], time.time() - sealed / 1e6)
        for name in list(self._host.broken):
            ready.add_metric([name], 0)
        return waiting, oldest, size, age, ready

    def describe(self) -> Iterable[Metric]:
        return ()  # asking the ledgers at registration would be too early


def _gauge(name: str, text: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"nguon_{name}", text, labels=["ledger"])


def _known(code: str) -> str:
    return code if code in PROBLEMS else _OTHER
