"""A ledger in which everybody is registered, servers for it, and clients."""

from __future__ import annotations

import os
import random
import secrets
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from chaos.author import SEEDS, Author
from chaos.checker import Checker
from chaos.load import Load
from chaos.servers import Nursery, Order, Server
from engine.workbench import KEYS, NAME
from nguon_ledger.engine.host import Host, Options, system_time
from nguon_ledger.log.note import ED25519, Verifier
from nguon_ledger.store.head.file import FileHead
from support.forge import HOUR, ORIGIN, START
from support.stores import Where

BEGUN = START + HOUR
LOG = Verifier(ORIGIN, ED25519, KEYS.log.public.raw)


def drawn_seed() -> int:
    """Return another seed each time; ``NGUON_CHAOS_SEED`` names one that is run again."""
    return int(os.environ.get("NGUON_CHAOS_SEED", secrets.choice(SEEDS[1:])))


def found(where: Where, heads: Path, *, name: str = NAME, origin: str = ORIGIN) -> None:
    """Make a ledger with its second head, and register everybody."""
    author = Author(0, origin=origin)
    genesis, *others = author.founding()
    options = Options(second_head=lambda name: FileHead(heads / f"{name}.checkpoint"))
    host = Host(where, now=lambda: START, options=options)
    try:
        ledger = host.create(name=name, origin=origin, keys=KEYS, genesis=genesis)
        for statement in others:
            ledger.submit(statement).result(60)
    finally:
        host.close()


class Scene:
    """One test's ledger at ``where``, with its second head in ``heads``."""

    def __init__(self, nursery: Nursery, where: Where, folder: Path, *, seed: int) -> None:
        self.nursery = nursery
        self.where = where
        self.folder = folder
        self.heads = folder / "heads"
        self.random = random.Random(seed)
        self.servers: list[Server] = []
        self.load = Load(seed=seed, begun=BEGUN, ports=self.port, heads=self.heads)
        self.memory = self.load.memory
        self.checker = Checker(where, LOG, self.memory)
        self.order = Order(
            where=str(where),
            heads=str(self.heads),
            log=str(folder / "servers.log"),
            late=system_time() - BEGUN,
        )
        print(f"seed {seed}")  # noqa: T201 (pytest shows it where a test fails)

    def port(self) -> int | None:
        """Return the port of some server."""
        servers = list(self.servers)
        return random.choice(servers).port if servers else None

    def start(self, **changes: Any) -> Server:
        """Start one more server."""
        server = self.nursery.start(replace(self.order, **changes))
        self.servers.append(server)
        return server

    def kill(self, server: Server) -> None:
        """End a server as a power cut would."""
        self.servers.remove(server)
        server.kill()

    def stop(self, server: Server) -> int:
        """End a server in good order; return its exit code."""
        self.servers.remove(server)
        return server.stop()

    def stop_all(self) -> None:
        """End all servers in good order."""
        for server in list(self.servers):
            assert self.stop(server) == 0, self.log

    def settle_and_check(self) -> int:
        """Let every client get its answer, stop, and check everything; return the log's size."""
        self.load.settle()
        self.stop_all()
        assert len(self.memory) > 0
        size = self.checker.check_whole(self.heads)
        assert "Traceback" not in self.log, self.log
        return size

    @property
    def log(self) -> str:
        """What all servers wrote to stderr."""
        path = Path(self.order.log)
        return path.read_text() if path.exists() else ""

    def copy_store(self, to: Path) -> None:
        """Copy a file's database as a file system's snapshot would."""
        to.mkdir()
        assert isinstance(self.where, Path)
        for file in self.where.parent.glob(f"{self.where.name}*"):
            shutil.copy(file, to / file.name)
