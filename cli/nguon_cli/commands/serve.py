"""``nguon serve``: the HTTP service."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from nguon_api.limits import Limits
from nguon_api.logs import LEVELS, configure_logging
from nguon_api.metrics import Metrics
from nguon_cli.data_folder import HEADS, DataFolder
from nguon_cli.options import DataFolderPath, Json, PassphraseFile
from nguon_cli.passphrases import Passphrase
from nguon_cli.serving import bind, serve_app, serving_metrics
from nguon_cli.session import Session, session_of
from nguon_cli.stores import AttachmentsAt, Database, SecondHead, check_mounted
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.engine.intake.quota import Rate
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.head.contract import Head
from nguon_ledger.store.places import open_blobs, open_head

_LIMITS = Limits()
_CORES = os.cpu_count() or 1
_EXAMINERS = _CORES if _CORES > 1 else 0


def _check_level(value: str) -> str:
    if value not in LEVELS:
        raise typer.BadParameter(f"one of {', '.join(LEVELS)}")
    return value


def serve(  # noqa: PLR0913 (its options)
    context: typer.Context,
    *,
    data: DataFolderPath,
    database: Database = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 for all.", metavar="ADDRESS")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="Port to listen on.", min=0, max=65535, metavar="PORT")
    ] = 8000,
    metrics_host: Annotated[
        str, typer.Option(help="Address for the metrics.", metavar="ADDRESS")
    ] = "127.0.0.1",
    metrics_port: Annotated[
        int | None,
        typer.Option(
            help="Port for Prometheus, at /metrics; none without it.",
            min=0,
            max=65535,
            metavar="PORT",
        ),
    ] = None,
    log_level: Annotated[
        str,
        typer.Option(
            help="debug, info (a line a request), warning or error; to stderr.",
            callback=_check_level,
            metavar="LEVEL",
        ),
    ] = "warning",
    quota: Annotated[
        float,
        typer.Option(
            help="Statements a second that each key may send in the long run; 0 for no quota.",
            min=0,
            metavar="NUMBER",
        ),
    ] = 200,
    quota_burst: Annotated[
        int,
        typer.Option(help="Statements that a key may send at once.", min=1, metavar="NUMBER"),
    ] = 20_000,
    max_requests: Annotated[
        int,
        typer.Option(help="Requests served at once; others get 503.", min=1, metavar="NUMBER"),
    ] = _LIMITS.requests_in_flight,
    second_head: SecondHead = None,
    attachments: AttachmentsAt = None,
    examiners: Annotated[
        int,
        typer.Option(
            help="Processes that check statements which come many at a time; 0 for none.",
            min=0,
            metavar="NUMBER",
        ),
    ] = _EXAMINERS,
    passphrase_file: PassphraseFile = None,
    _json: Json = False,
) -> None:
    """Serve the ledgers of a data folder.

    The page that buyers see comes with it. Ctrl-C or SIGTERM stops it: requests in flight are
    answered, the last batch is finished, and the exit code is 0. With --json, a line on stdout
    tells when it is ready.
    """
    configure_logging(log_level, sys.stderr)
    session = session_of(context)
    folder = DataFolder(data, database)
    folder.open_store().close()
    metrics = Metrics()
    with bind(host, port) as listener, _scraped(metrics, metrics_host, metrics_port) as scraped:
        ledgers = folder.open_ledgers(
            Passphrase(passphrase_file, "the server's keys"),
            Options(
                observer=metrics,
                quota=Rate(quota, quota_burst) if quota else None,
                second_head=_heads_at(second_head),
                attachments=_blobs_at(attachments),
                examiners=examiners,
            ),
        )
        try:
            address = _address(host, listener.getsockname()[1])
            serve_app(
                ledgers,
                listener,
                on_ready=lambda: _tell(session, ledgers, address, scraped),
                limits=Limits(requests_in_flight=max_requests),
                metrics=metrics,
            )
        finally:
            ledgers.close()


def _heads_at(place: str | None) -> Callable[[str], Head] | None:
    if place is None:
        return None
    check_mounted(place, "--second-head")
    return lambda ledger: open_head(place, HEADS, f"{ledger}.checkpoint")


def _blobs_at(place: str | None) -> Callable[[str], Blobs] | None:
    return None if place is None else lambda ledger: open_blobs(place, ledger)


@contextmanager
def _scraped(metrics: Metrics, host: str, port: int | None) -> Iterator[str | None]:
    """Let the metrics be read while the block runs; give their address."""
    if port is None:
        yield None
        return
    with bind(host, port, option="--metrics-port") as listener:
        address = _address(host, listener.getsockname()[1])
        with serving_metrics(metrics, listener):
            yield f"{address}/metrics"


def _tell(session: Session, host: Host, address: str, metrics: str | None) -> None:
    names = list(host.ledgers)
    scraped = {} if metrics is None else {"metrics": metrics}
    session.show(
        {"url": address, "ledgers": names, **scraped},
        lambda: session.say(f"Serving {', '.join(names)} on {address}. Ctrl-C stops."),
    )
    session.flush()


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
