"""Forks server processes from one that has loaded everything, so that a round takes no second.

Reads orders, a JSON document a line, and answers each with one:

- ``{"fork": ORDER}`` (see servers.Order): ``{"pid", "port", "holder"}`` when the server answers,
  ``{"error"}`` when it does not start;
- ``{"wait": PID}``: ``{"exit"}`` when the process has ended, negative for a signal.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from chaos.traps import set_trap
from engine.workbench import KEYS
from nguon_cli.serving import bind, serve_app
from nguon_ledger.engine.host import Host, Options, system_time
from nguon_ledger.engine.shared import leader
from nguon_ledger.engine.shared.lease import SECONDS, Lease
from nguon_ledger.engine.shared.writer import SharedWriter
from nguon_ledger.errors import NguonError
from nguon_ledger.store.database import transactions
from nguon_ledger.store.head.file import FileHead
from nguon_ledger.store.sequence import database as sequence

_log = logging.getLogger(__name__)


def serve(order: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> None:
    """Serve the ledgers of a database, as ``nguon serve`` does, until told to stop."""
    if order["lease"] is not None:
        _shorten_lease(order["lease"])
    if order["trap"] is not None:
        set_trap(order["trap"], Path(order["trigger"]))
    where = order["where"] if "://" in order["where"] else Path(order["where"])
    heads, late = order["heads"], order["late"]
    options = Options(
        shared=isinstance(where, str),
        second_head=(lambda name: FileHead(Path(heads) / f"{name}.checkpoint")) if heads else None,
        examiners=order["examiners"],
    )
    listener = bind("127.0.0.1", 0)
    host = Host(where, now=lambda: system_time() - late, options=options)
    try:
        host.open(dict.fromkeys(host.stored(), KEYS))
        ready = {"pid": os.getpid(), "port": listener.getsockname()[1], "holder": _holder(host)}
        serve_app(host, listener, on_ready=partial(tell, ready))
    finally:
        host.close()


def _shorten_lease(seconds: float) -> None:
    """So that many leaders fit into a test: all that bounds a takeover, by the same measure."""
    sequence.SHARED_SECONDS = seconds / SECONDS * sequence.SHARED_SECONDS
    transactions.IDLE_SECONDS = seconds / SECONDS * transactions.IDLE_SECONDS
    defaults: dict[str, Any] = vars(transactions.writing)["__wrapped__"].__kwdefaults__
    defaults["idle_seconds"] = transactions.IDLE_SECONDS
    named: dict[str, Any] = vars(leader)
    named.update(Lease=partial(Lease, seconds=seconds), SECONDS=seconds, STANDBY=seconds / 10)


def _holder(host: Host) -> str | None:
    writer = next(iter(host.ledgers.values()))._writer
    return writer._leader._lease._holder if isinstance(writer, SharedWriter) else None


def fork(order: dict[str, Any]) -> dict[str, Any]:
    """Start a server; return what it said when it was ready, or why it is not."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child:
        os.close(theirs)
        with os.fdopen(ours) as said:
            line = said.readline()
        return json.loads(line) if line else {"error": "killed", "exit": _ended(child)}
    os.close(ours)
    os._exit(_live(order, theirs))


def _live(order: dict[str, Any], said: int) -> int:
    def tell(what: dict[str, Any]) -> None:
        os.write(said, json.dumps(what).encode() + b"\n")

    try:
        if order["group"]:
            os.setsid()
        errors = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(errors, 2)
        logging.basicConfig(format="%(process)d %(levelname)s %(message)s")
        serve(order, tell)
    except NguonError as e:
        tell({"error": e.code, "detail": str(e)})
        return 1
    except BaseException:  # noqa: BLE001 (logged; the exit code tells)
        _log.exception("the server failed")
        return 2
    return 0


def _ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests; children take it back
    for line in sys.stdin:
        order = json.loads(line)
        answer = fork(order["fork"]) if "fork" in order else {"exit": _ended(order["wait"])}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
