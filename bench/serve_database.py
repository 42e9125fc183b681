"""``nguon serve`` for a ledger in a database elsewhere, with the keys of a data folder.

Run as ``python -m bench.serve_database URL serve ...`` with the options of ``nguon serve``; those
for quotas and addresses are taken as the harness gives them: none, and any free port.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bench.ledger_under_test import LedgerUnderTest
from bench.names import LEDGER
from nguon_cli.serving import bind, serve_app
from nguon_ledger.engine.host import Host


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("command", choices=["serve"])
    parser.add_argument("--data", type=Path, required=True)
    chosen, _ = parser.parse_known_args()
    listener = bind("127.0.0.1", 0)
    host = Host(chosen.url)
    host.open({LEDGER: LedgerUnderTest(chosen.data.parent).keys})
    said = json.dumps({"url": f"http://127.0.0.1:{listener.getsockname()[1]}"})
    try:
        serve_app(host, listener, on_ready=lambda: print(said, flush=True))
    finally:
        host.close()


if __name__ == "__main__":
    main()
