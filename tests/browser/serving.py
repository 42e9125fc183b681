"""Real HTTP servers on this machine, which can go away and come back at the same address."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

PATIENCE = 60.0  # seconds that a server may take to start or to stop


@dataclass(frozen=True)
class Certificate:
    """Files of a key and its certificate, for https."""

    key: Path
    chain: Path


class Serving:
    """An application behind uvicorn, in a thread of its own."""

    def __init__(self, app: ASGIApp, *, certificate: Certificate | None = None) -> None:
        self._app = app
        self._certificate = certificate
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        """The server's address, without a slash at its end."""
        return f"{'https' if self._certificate else 'http'}://localhost:{self.port}"

    def start(self) -> None:
        """Serve, at the same address as before if there was one."""
        listening = socket.create_server(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        files = self._certificate
        config = uvicorn.Config(
            self._app,
            log_level="warning",
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
            ssl_keyfile=files.key if files else None,
            ssl_certfile=files.chain if files else None,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([listening],), daemon=True)
        self._thread.start()
        deadline = time.monotonic() + PATIENCE
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise TimeoutError("the server did not start")
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop serving: the address refuses connections."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        if self._thread.is_alive():
            raise TimeoutError("the server did not stop")
        self._server = self._thread = None


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base's name)
        pass


@contextmanager
def static_folder(folder: Path) -> Iterator[str]:
    """Serve files as any plain host would, with Python's own http.server; yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(PATIENCE)
        server.server_close()
