"""A fresh ledger in a folder of its own, and the real server process that serves it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from bench.names import HOST, LEDGER
from bench.people import registrations
from nguon_cli.data_folder import DataFolder, log_key_name, registrar_key_name, seal_key_name
from nguon_ledger.engine.host import Host
from nguon_ledger.engine.ledger import LedgerKeys
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_signer.keystore import Keystore

OPERATOR = f"https://{HOST}/participants/operator"
NGUON = (sys.executable, "-m", "nguon_cli")
_PASSPHRASE = b"measured, not guarded\n"


@dataclass(frozen=True)
class Serving:
    """A server process that answers; ``since`` is when it was started (time.perf_counter).

    ``metrics`` is where it was told to let them be read.
    """

    process: subprocess.Popen[bytes]
    address: tuple[str, int]
    since: float
    metrics: tuple[str, int] | None

    @property
    def pid(self) -> int:
        """The process's number."""
        return self.process.pid


class LedgerUnderTest:
    """A data folder as ``nguon init`` makes it, with the newest rules in force."""

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self.folder = DataFolder(folder / "data")
        self._passphrase = folder / "passphrase"

    @classmethod
    def create(cls, folder: Path, *, database: str | None = None) -> LedgerUnderTest:
        """Make the ledger, in the folder or in a database elsewhere."""
        folder.mkdir(parents=True, exist_ok=True)
        ledger = cls(folder)
        ledger._passphrase.write_bytes(_PASSPHRASE)
        ledger._passphrase.chmod(0o600)
        elsewhere = [] if database is None else ["--database", database]
        ledger.run("init", "--ledger", LEDGER, "--url", f"https://{HOST}", *_UNION, *elsewhere)
        return ledger

    def run(self, command: str, *options: str, passphrase: bool = True) -> str:
        """Run a command of nguon on the folder; return what it printed."""
        done = subprocess.run(
            self._command(command, *options, passphrase=passphrase),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"nguon {command} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    @contextmanager
    def serving(self) -> Iterator[Serving]:
        """Serve in a process of its own while the block runs, on any free port."""
        serving = self.start()
        with serving.process as process:
            try:
                yield serving
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait()
        if process.returncode:
            raise RuntimeError(f"the server ended with {process.returncode}")

    def start(self, *options: str) -> Serving:
        """Start a server on any free port; whoever calls ends it. Raises RuntimeError."""
        since = time.perf_counter()
        command = self._command("serve", "--port", "0", "--quota", "0", *options)
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        try:
            return _await_ready(process, since)
        except BaseException:
            with process:
                process.kill()
            raise

    @contextmanager
    def opened(self) -> Iterator[Host]:
        """Open the ledger inside this process while the block runs."""
        host = self.folder.open_store()
        try:
            host.open({LEDGER: self.keys})
            yield host
        finally:
            host.close()

    def register_everybody(self) -> None:
        """Admit the people of the workload, through the opened ledger."""
        with self.opened() as host:
            for statement in registrations(self.registrar):
                host.ledgers[LEDGER].submit(statement).result()

    @cached_property
    def registrar(self) -> Ed25519SigningKey:
        """The operator's key."""
        store = Keystore.open(self.folder.operator_keys, passphrase=_PASSPHRASE.strip())
        return store.key(registrar_key_name(LEDGER))

    @cached_property
    def keys(self) -> LedgerKeys:
        """What the server signs with."""
        store = Keystore.open(self.folder.server_keys, passphrase=_PASSPHRASE.strip())
        return LedgerKeys(
            log=store.key(log_key_name(LEDGER)), seal=store.key(seal_key_name(LEDGER))
        )

    def _command(
        self,
        command: str,
        *options: str,
        passphrase: bool = True,
    ) -> list[str]:
        secret = ["--passphrase-file", str(self._passphrase)] if passphrase else []
        data = ["--data", str(self.folder.path)]
        return [*NGUON, command, *data, *secret, "--json", *options]


_UNION = (
    *("--operator", "Liên minh thử nghiệm", "--operator-id", OPERATOR),
    *("--province", "Cà Mau", "--contact", f"mailto:report@{HOST}"),
)


def _await_ready(process: subprocess.Popen[bytes], since: float) -> Serving:
    assert process.stdout is not None  # noqa: S101 (it was asked for)
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"the server did not start; it ended with {process.wait()}")
    said = json.loads(line)
    if "url" not in said:
        raise RuntimeError(f"the server did not start: {said}")
    metrics = _address(said["metrics"]) if "metrics" in said else None
    return Serving(process, _address(said["url"]), since, metrics)


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return str(parts.hostname), int(parts.port or 0)
