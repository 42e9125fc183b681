"""A program that puts statements into an outbox and delivers it; the tests kill it midway.

Usage: send_outbox.py OUTBOX URL VKEY COUNT. It says ``put`` when everything is on disk.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from nguon_signer.backoff import Backoff
from nguon_signer.client import Client
from nguon_signer.delivery import deliver
from nguon_signer.outbox import Outbox

LEDGER = "cm"


def main(path: str, url: str, vkey: str, count: int) -> None:
    with Outbox(Path(path)) as outbox, Client(url, LEDGER, vkey) as client:
        for i in range(count):
            outbox.put(f"statement {i}".encode(), ledger=LEDGER)
        print("put", flush=True)  # noqa: T201 (the test waits for this)
        wait: float | None = 0.0
        while wait is not None:
            time.sleep(wait)
            wait = deliver(
                outbox,
                client,
                ledger=LEDGER,
                now=time.time,
                jitter=lambda: 0.0,
                backoff=Backoff(first=0.01, longest=0.05),
            )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
