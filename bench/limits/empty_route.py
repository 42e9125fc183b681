"""A FastAPI route that reads a body and says ok, served exactly as ``nguon serve`` serves.

The program takes the options of ``nguon serve`` and ignores the ledger.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import Mock, patch

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse

from nguon_cli import serving

PATH = "/empty"


def create_empty_app(*_: Any, **__: Any) -> FastAPI:  # noqa: ANN401 (what create_app is given)
    """Return an application with one POST route."""
    app = FastAPI()

    @app.post(PATH)
    async def accept(request: Request) -> JSONResponse:
        body = await request.body()
        return JSONResponse({"bytes": len(body)})

    return app


@contextmanager
def serving_empty_route() -> Iterator[tuple[int, tuple[str, int]]]:
    """Serve in a process of its own; give its pid and its address."""
    command = [sys.executable, "-m", "bench.limits.empty_route"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None  # noqa: S101 (it was asked for)
            line = process.stdout.readline()
            if not line:
                raise RuntimeError("the empty route did not start")
            yield process.pid, ("127.0.0.1", json.loads(line))
        finally:
            process.terminate()
            process.wait()


def main() -> None:
    """Serve until SIGTERM, through the same code as ``nguon serve``, without a ledger."""
    listener = serving.bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    with patch.object(serving, "create_app", create_empty_app):
        serving.serve_app(Mock(), listener, on_ready=lambda: print(port, flush=True))


if __name__ == "__main__":
    main()
