"""Figures by name, as the JSON line and the table give them."""

from __future__ import annotations

from typing import Any

from bench.arithmetic import milliseconds
from bench.bulk import Bulk
from bench.single import Rate, Single
from bench.traces import Traces

Figures = dict[str, Any]


def bulk_figures(bulk: Bulk) -> Figures:
    """Return the ratio of bulk ingest and what it was computed from."""
    ingest = bulk.ingest
    return {
        "bulk_ratio": round(bulk.ratio, 3),
        "bulk_cpu_ratio": round(bulk.cpu_ratio, 3),
        "bulk_events": ingest.events,
        "bulk_events_per_s": round(ingest.rate),
        "bulk_bytes_an_event": round(ingest.bytes / ingest.events),
        "bulk_seconds": round(ingest.seconds, 2),
        "bulk_server_cpu_s": round(ingest.server_cpu, 2),
        "bulk_generator_cpu_s": round(ingest.generator_cpu, 2),
        "bulk_rss_mb": round(ingest.most_resident / 1e6),
        "sodium_per_s": round(bulk.sodium),
        "sodium_drift": round(bulk.sodium_drift, 3),
        "sodium_message_bytes": bulk.message_bytes,
    }


def single_figures(single: Single) -> Figures:
    """Return the ratio of single statements and what it was computed from."""
    return {
        "single_ratio": round(single.ratio, 3),
        "single_cpu_ratio": round(single.cpu_ratio, 3),
        "single_p50_ms": milliseconds(single.statements.p50),
        "single_p99_ms": milliseconds(single.statements.p99),
        **_rate_figures("single", single.statements),
        "empty_per_s": round(single.empty),
        "empty_drift": round(single.empty_drift, 3),
        "empty_p99_ms": milliseconds(single.empty_after.p99),
        "empty_server_cpu_s": round(single.empty_after.server_cpu, 2),
        "generator_ceiling_per_s": round(single.generator.rate),
        "generator_us_a_request": round(
            single.generator.generator_cpu / single.generator.requests * 1e6, 1
        ),
    }


def trace_figures(traces: Traces) -> Figures:
    """Return times and sizes of proofs and evidence."""
    return {
        "trace_ms": milliseconds(traces.trace_p50),
        "trace_kb": round(traces.trace_http / 1000, 1),
        "trace_cpu_ms": milliseconds(traces.trace_cpu),
        "trace_p99_ms": milliseconds(traces.trace_p99),
        "trace_bytes": traces.trace_bytes,
        "trace_gzip_bytes": traces.trace_gzip,
        "trace_http_bytes": traces.trace_http,
        "trace_entries": traces.size,
        "proof_ms": milliseconds(traces.proof_p50),
        "proof_cpu_ms": milliseconds(traces.proof_cpu),
        "proof_p99_ms": milliseconds(traces.proof_p99),
        "proof_bytes": traces.proof_bytes,
    }


def _rate_figures(name: str, rate: Rate) -> Figures:
    return {
        f"{name}_requests": rate.requests,
        f"{name}_per_s": round(rate.rate),
        f"{name}_server_cpu_s": round(rate.server_cpu, 2),
        f"{name}_generator_cpu_s": round(rate.generator_cpu, 2),
    }
