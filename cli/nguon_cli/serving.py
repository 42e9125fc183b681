"""Serving open ledgers over HTTP until a signal asks to stop."""

from __future__ import annotations

import errno
import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from nguon_api.app import create_app
from nguon_api.connections import SEND_BUFFER, GuardedProtocol
from nguon_api.limits import Limits
from nguon_api.metrics import Metrics
from nguon_api.metrics_app import create_metrics_app
from nguon_ledger.engine.host import Host
from nguon_ledger.errors import NguonError

BACKLOG = 2048
GRACE_SECONDS = 30  # for answers that are owed when the server is told to stop
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def bind(address: str, port: int, *, option: str = "--port") -> socket.socket:
    """Take a port (0: any that is free) before anything else is done.

    ``option`` is what chose the port. Raises NguonError ``port_in_use`` or ``address_unusable``.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)  # of its connections too
    try:
        found.bind((address, port))
        found.listen(BACKLOG)
    except (OSError, OverflowError) as e:
        found.close()
        if isinstance(e, OSError) and e.errno == errno.EADDRINUSE:
            what = f"something else listens on {address}:{port}; choose another {option}"
            raise NguonError("port_in_use", what, field=option) from None
        what = f"cannot listen on {address}:{port}: {getattr(e, 'strerror', None) or e}"
        raise NguonError("address_unusable", what, field=option.replace("port", "host")) from None
    return found


def serve_app(
    host: Host,
    listener: socket.socket,
    *,
    on_ready: Callable[[], None] | None = None,
    limits: Limits | None = None,
    metrics: Metrics | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; return when every answer that was owed is given.

    Closes the listener, not the host: closing that finishes the batch in flight. Call it from the
    main thread, where signals arrive; elsewhere use ``serving``.
    """
    with listener:
        app = create_app(host, limits=limits, metrics=metrics)
        _spare_what_stays()
        _make_server(app, on_ready).run(sockets=[listener])


@contextmanager
def serving(host: Host, listener: socket.socket) -> Iterator[None]:
    """Serve in a thread of its own while the block runs."""
    with _in_thread(create_app(host), listener):
        yield


@contextmanager
def serving_metrics(metrics: Metrics, listener: socket.socket) -> Iterator[None]:
    """Let ``metrics`` be scraped, by a thread of its own, while the block runs.

    It answers also while the service's own event loop is too busy to.
    """
    with _in_thread(create_metrics_app(metrics), listener):
        yield


@contextmanager
def _in_thread(app: ASGIApp, listener: socket.socket) -> Iterator[None]:
    ready = threading.Event()
    server = _make_server(app, ready.set)

    def run() -> None:
        try:
            server.run(sockets=[listener])
        finally:
            ready.set()  # whoever waits must hear of a failure too

    thread = threading.Thread(target=run, name="nguon-serve")
    thread.start()
    try:
        ready.wait()
        if not server.started:
            raise NguonError("server_failed", "the server did not start; its log says why")
        yield
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def _spare_what_stays() -> None:
    """Let the garbage collector look at requests and batches, not at all that was loaded.

    A batch makes some hundred thousand objects and no cycles: with Python's own thresholds the
    collector would go through everything again and again, and every answer would wait for it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


class _Server(uvicorn.Server):
    """Stops at a signal and returns; uvicorn's own would raise the signal once more."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell."""
        await super().startup(sockets=sockets)
        if self.started and self._on_ready is not None:
            self._on_ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals while serving, and give them back afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _make_server(app: ASGIApp, on_ready: Callable[[], None] | None) -> _Server:
    config = uvicorn.Config(
        app,
        http=GuardedProtocol,
        ws="none",
        log_config=None,  # whoever runs this process decides where its logs go
        access_log=False,  # the application writes its own
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return _Server(config, on_ready)
