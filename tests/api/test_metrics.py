"""What Prometheus reads: real counts, few labels, a registry for each application."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from api.client import Client, open_client
from api.conftest import WEB_ROOT
from api.held import held
from api.test_health import locked
from api.test_readiness import until
from api.world import World, harvest, open_world, salting
from nguon_api.app import create_app
from nguon_api.metrics import Metrics
from nguon_api.metrics_app import create_metrics_app
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.errors import NguonError
from nguon_ledger.store.database import sqlite

STATEMENTS = "/log/ca-mau/statements"
JOSE = {"Content-Type": "application/jose"}
Labels = frozenset[tuple[str, str]]


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def world(tmp_path: Path, metrics: Metrics) -> Iterator[World]:
    path = tmp_path / "ledger.sqlite"
    host = Host(path, options=Options(observer=metrics))
    yield open_world(path, host=host)
    host.close()


@pytest.fixture
def client(world: World, metrics: Metrics) -> Iterator[Client]:
    with open_client(create_app(world.host, web_root=WEB_ROOT, metrics=metrics)) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)


@pytest.fixture
def scraper(metrics: Metrics) -> Iterator[Client]:
    with open_client(create_metrics_app(metrics)) as opened:
        yield opened


def samples(scraper: Client) -> dict[tuple[str, Labels], float]:
    answer = scraper.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def read(scraper: Client, metric: str, **labels: str) -> float | None:
    return samples(scraper).get((metric, frozenset(labels.items())))


def test_requests_are_counted_by_template_and_status(scraper: Client, client: Client) -> None:
    for path in ("/log/ca-mau/checkpoint", "/log/ca-mau/checkpoint", "/log/x/checkpoint"):
        client.get(path)
    route = {"method": "GET", "route": "/log/{ledger}/checkpoint"}
    assert read(scraper, "nguon_http_requests_total", **route, status="200") == 2
    assert read(scraper, "nguon_http_requests_total", **route, status="404") == 1
    count = "nguon_http_request_duration_seconds_count"
    assert read(scraper, count, route="/log/{ledger}/checkpoint") == 3
    assert read(scraper, "nguon_http_problems_total", code="unknown_ledger") == 1


def test_the_engine_is_counted(scraper: Client, client: Client, world: World) -> None:
    ledger = {"ledger": "ca-mau"}
    before = samples(scraper)
    good, bad = world.sign(harvest("A")), world.sign(salting("A", "C", taken=500))
    assert client.post(STATEMENTS, content=good, headers=JOSE).status_code == 201
    assert client.post(STATEMENTS, content=bad, headers=JOSE).status_code == 409
    assert client.post(STATEMENTS, content=b"junk", headers=JOSE).status_code == 400
    after, labels = samples(scraper), frozenset(ledger.items())

    def grown(name: str) -> float:
        return after[name, labels] - before[name, labels]

    assert grown("nguon_batch_statements_count") == 2
    assert grown("nguon_batch_statements_sum") == 2
    assert grown("nguon_commit_duration_seconds_count") == 2
    assert grown("nguon_batch_longest_wait_seconds_sum") >= grown(
        "nguon_commit_duration_seconds_sum"
    )
    assert grown("nguon_entries_total") == 2  # the statement and its seal
    assert grown("nguon_checkpoint_size_entries") == 2
    refused = "nguon_statements_refused_total"
    assert read(scraper, refused, **ledger, code="overdrawn") == 1
    assert read(scraper, refused, **ledger, code="jws_malformed") == 1
    assert (read(scraper, "nguon_checkpoint_age_seconds", **ledger) or -1) < 60
    sent = len(good) + len(bad) + len(b"junk")
    assert read(scraper, "nguon_http_request_body_bytes_total") == sent


def test_what_waits_is_seen_while_it_waits(scraper: Client, client: Client, world: World) -> None:
    ledger = {"ledger": "ca-mau"}
    with ThreadPoolExecutor() as threads:
        with held(world.ledger):
            sent = threads.submit(
                client.post, STATEMENTS, content=world.sign(harvest("A")), headers=JOSE
            )
            until(lambda: world.ledger.waiting().count == 1)
            assert read(scraper, "nguon_statements_waiting", **ledger) == 1
            oldest = "nguon_oldest_statement_waiting_seconds"
            until(lambda: (read(scraper, oldest, **ledger) or 0) > 0.05)
            assert read(scraper, "nguon_http_requests_in_flight") == 1
        assert sent.result(timeout=60).status_code == 201
    assert read(scraper, "nguon_statements_waiting", **ledger) == 0
    assert read(scraper, "nguon_http_requests_in_flight") == 0


def test_a_store_that_fails_is_seen_and_the_scrape_goes_on(
    scraper: Client, client: Client, world: World, tmp_path: Path
) -> None:
    ledger = {"ledger": "ca-mau"}
    assert read(scraper, "nguon_ledger_ready", **ledger) == 1
    with locked(tmp_path / "ledger.sqlite"):
        answer = client.post(STATEMENTS, content=world.sign(harvest("A")), headers=JOSE)
        assert answer.status_code == 503
        assert read(scraper, "nguon_ledger_ready", **ledger) == 0
        failures = {**ledger, "code": "storage_unavailable"}
        assert (read(scraper, "nguon_writer_failures_total", **failures) or 0) >= 1
    until(lambda: read(scraper, "nguon_ledger_ready", **ledger) == 1)
    world.host.broken["old"] = NguonError("store_inconsistent", "altered")
    assert read(scraper, "nguon_ledger_ready", ledger="old") == 0


def test_labels_stay_few_whatever_is_asked(scraper: Client, client: Client, world: World) -> None:
    for number in range(30):
        client.get(f"/path{number}")
        client.get(f"/log/ledger{number}/checkpoint?x{number}=1")
        client.request(f"METHOD{number}", "/healthz")
        client.post(
            f"/log/l{number}/statements", content=b"x", headers={"Content-Type": f"a/{number}"}
        )
        world.ledger._door._refused(f"code{number}")
    found = {labels for _, labels in samples(scraper)}
    values = {value for labels in found for _, value in labels}
    assert not [
        v for v in values if any(v.startswith(p) for p in ("path", "ledger", "METHOD", "code"))
    ]
    assert {"unmatched", "other"} <= values
    assert len(found) < 200


def test_each_application_counts_for_itself(quiet_world: World) -> None:
    one, two = Metrics(), Metrics()
    with (
        open_client(create_app(quiet_world.host, web_root=WEB_ROOT, metrics=one)) as asked,
        open_client(create_app(quiet_world.host, web_root=WEB_ROOT, metrics=two)),
    ):
        asked.get("/healthz")
        with (
            open_client(create_metrics_app(one)) as first,
            open_client(create_metrics_app(two)) as second,
        ):
            labels = {"method": "GET", "route": "/healthz", "status": "200"}
            assert read(first, "nguon_http_requests_total", **labels) == 1
            assert read(second, "nguon_http_requests_total", **labels) is None


def test_the_public_port_does_not_tell(quiet_client: Client) -> None:
    assert quiet_client.get("/metrics").status_code == 404


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/plain; version=0.0.4; charset=utf-8"),
        (
            "application/openmetrics-text;version=1.0.0",
            "application/openmetrics-text; version=1.0.0",
        ),
        ("application/openmetrics-text;version=nonsense,*/*;q=0.1", ""),
        ("application/openmetrics-text;version=9999999999.1", ""),
        (";;;,,,=", "text/plain; version=0.0.4; charset=utf-8"),
    ],
)
def test_the_format_that_is_asked_for(scraper: Client, accept: str, media_type: str) -> None:
    answer = scraper.get("/metrics", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(media_type)
    is_open = answer.headers["Content-Type"].startswith("application/openmetrics-text")
    parse = (
        openmetrics.text_string_to_metric_families if is_open else text_string_to_metric_families
    )
    assert "nguon_http_problems" in {family.name for family in parse(answer.text)}
    assert scraper.get("/").status_code == 404


def test_names_follow_the_conventions(scraper: Client, client: Client) -> None:
    client.get("/nothing")
    text = scraper.get("/metrics").text
    own = [f for f in text_string_to_metric_families(text) if f.name.startswith("nguon_")]
    assert len(own) > 12
    for family in own:
        assert family.documentation
        if family.type == "counter":
            assert all(s.name.endswith(("_total", "_created")) for s in family.samples)
        assert "milli" not in family.name
        assert not family.name.endswith(("_ms", "_minutes"))
