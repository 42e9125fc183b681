"""The verifier of the buyer's browser, in a node process that answers questions."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any, Self

from nguon_ledger.trace.verify import Report
from support.forge import Payload

NODE_SIDE = Path(__file__).parents[1] / "js" / "verify_stdin.mjs"


class Browser:
    """One node process; a context manager."""

    def __init__(self) -> None:
        self._node = subprocess.Popen(
            ["node", str(NODE_SIDE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.close()
        self._node.stdout.close()
        assert self._node.wait(60) == 0

    def examine(self, bundle: bytes, *, pins: Payload, asked: str) -> Payload:
        """Return what JavaScript says of a bundle."""
        job = {"bundle": base64.b64encode(bundle).decode(), "pins": pins, "asked": asked}
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps(job) + "\n")
        self._node.stdin.flush()
        answer: Payload = json.loads(self._node.stdout.readline())
        return answer


def as_browser_says(report: Report) -> dict[str, Any]:
    """Write Python's report in the words of the node process."""
    failure = report.failure
    return {
        "verdict": report.verdict,
        "step": failure.step if failure else 0,
        "code": failure.code if failure else "",
        "index": failure.index if failure else None,
        "subject": failure.subject if failure else None,
        "flags": [
            {"rule": f.rule, "index": f.index, "subject": f.subject, "values": f.values}
            for f in report.flags
        ],
    }
