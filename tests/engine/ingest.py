"""Processes to be killed: each sends harvests, and prints each receipt when it has one.

Usage: ingest.py DATABASE. For each line "ROUND TIME" on its input it forks a process, which says
its id, then a line a receipt: index, statement and proof, the latter two in hex, and a dot. When
that process is dead, it says "end". (Forks, so that twenty rounds load Python once.)
"""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import Future
from itertools import count
from pathlib import Path

from engine.workbench import Workbench
from nguon_ledger.engine.ledger import Recorded
from support.story import CRAB

IN_FLIGHT = 40


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def ingest(path: Path, number: int, time: int) -> None:
    """Send until killed, or until a statement is refused."""
    bench = Workbench(path)
    bench.time = bench.clock.time = time
    bench._count = number * 100_000
    bench.open()
    room = threading.Semaphore(IN_FLIGHT)
    voice = threading.Lock()
    for harvest in count():
        with bench.unsent() as statements:
            bench.harvest(f"{CRAB}/10/K{number}-{harvest}", 1)
        data = statements[0]

        def tell(future: Future[Recorded], data: bytes = data) -> None:
            if error := future.exception():
                sys.stderr.write(f"{error}\n")
                os._exit(1)
            recorded = future.result()
            with voice:
                say(f"{recorded.index} {data.hex()} {recorded.proof.hex()} .")
            room.release()

        room.acquire()
        bench.ledger.submit(data).add_done_callback(tell)


def main(path: Path) -> None:
    for line in sys.stdin:
        number, time = map(int, line.split())
        child = os.fork()
        if child == 0:
            say(str(os.getpid()))
            ingest(path, number, time)
        os.waitpid(child, 0)
        say("\nend")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
