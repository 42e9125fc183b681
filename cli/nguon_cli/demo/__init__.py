"""`nguon demo`: three stories in two ledgers, told through the real signer over real HTTP.

Started again, it serves what is there. A demo that was cut off while it was made is made anew.
"""

from __future__ import annotations

import shutil
import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from nguon_api.app import create_app
from nguon_cli.demo.background import BackgroundServer
from nguon_cli.demo.files import DATABASE, LABELS, PASSPHRASE, READY
from nguon_cli.demo.player import Stage, acts
from nguon_cli.demo.secrets import OPERATOR, DemoKeys, ledger_keys
from nguon_cli.demo.sheets import write_labels
from nguon_cli.demo.stories import BA_KHIA, PEPPER, TAMPERED, TEA, Story
from nguon_cli.demo.tamper import tamper
from nguon_cli.demo.welcome import welcome
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.engine.host import Host
from nguon_ledger.engine.ledger import Ledger, system_time
from nguon_ledger.errors import NguonError
from nguon_ledger.log.note import ED25519, Verifier
from nguon_signer.client import Client
from nguon_signer.registry_builder import genesis
from nguon_signer.sealing import sign_registry

MAIN, SECOND = "demo", "altered"
LEDGERS: Mapping[str, tuple[Story, ...]] = {MAIN: (BA_KHIA, TEA, PEPPER), SECOND: (TAMPERED,)}


def run(data: Path, *, port: int, console: Console) -> None:
    """Make the demo in ``data`` if it is not there, serve it, and tell what to try.

    Returns when the server is stopped. Raises NguonError ``port_in_use`` or ``folder_in_use``.
    """
    bound = _bind(port)
    host_name = f"localhost:{port}"
    if _made(data) != host_name:
        _remove_unfinished(data)
        _make(data, host_name, bound, console)
        bound = _bind(port)
    host = _open(data)
    with BackgroundServer(create_app(host), bound) as server:
        welcome(console, data, host_name)
        try:
            server.wait()
        except KeyboardInterrupt:
            console.print("\nStopping.")
    host.close()


def _made(data: Path) -> str | None:
    marker = data / READY
    return marker.read_text("utf-8").strip() if marker.exists() else None


def _remove_unfinished(data: Path) -> None:
    """Remove only what an earlier demo began."""
    if not data.exists():
        return
    names = {path.name for path in data.iterdir()}
    if names and not names & {PASSPHRASE, DATABASE}:
        raise NguonError("folder_in_use", f"{data} holds something else; name another folder")
    shutil.rmtree(data)


def _make(data: Path, host_name: str, bound: socket.socket, console: Console) -> None:
    data.mkdir(parents=True)
    console.print("Making keys for two ledgers and six participants ...")
    keys = DemoKeys.create(data, tuple(LEDGERS))
    host = Host(data / DATABASE)
    for name in LEDGERS:
        _create_ledger(host, name, host_name, keys)
    with BackgroundServer(create_app(host), bound):
        for name, stories in LEDGERS.items():
            _play(host.ledgers[name], stories, host_name, keys, console)
    host.close()
    today = datetime.now(UTC).date()
    for story in (*LEDGERS[MAIN], *LEDGERS[SECOND]):
        write_labels(data / LABELS, f"http://{host_name}", host_name, story, today)
    tamper(data, SECOND, step="salting", old='"quantity":31.6', new='"quantity":61.6')
    (data / READY).write_text(f"{host_name}\n", "utf-8")


def _create_ledger(host: Host, name: str, host_name: str, keys: DemoKeys) -> None:
    origin = f"{host_name}/log/{name}"
    own = keys.ledger(name)
    payload = genesis(
        origin=origin,
        time=format_time(system_time()),
        log_vkeys=[Verifier(origin, ED25519, own.log.public.raw).vkey],
        seal_key=own.seal.public,
        participant=f"https://{host_name}/participants/operator",
        name="Liên minh hợp tác xã (ví dụ)",
        contact="mailto:bao-loi@nguon.example",
        province="Cà Mau",
        keys=[keys.person(OPERATOR).public],
    )
    statement = sign_registry(payload, log=origin, key=keys.person(OPERATOR))
    host.create(name=name, origin=origin, keys=own, genesis=statement)


def _play(
    ledger: Ledger, stories: tuple[Story, ...], host_name: str, keys: DemoKeys, console: Console
) -> None:
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with (
        Client(f"http://{host_name}", ledger.name, ledger.log.vkey) as client,
        Progress(*columns, console=console) as progress,
    ):
        stage = Stage(host_name, ledger.origin, client, keys, datetime.now(UTC))
        told = list(acts(stage, stories))
        task = progress.add_task("", total=len(told))
        for description, act in told:
            progress.update(task, description=f"{ledger.name}: {description}"[:60])
            act()
            progress.advance(task)
        progress.update(task, description=f"{ledger.name}: recorded, every receipt checked")


def _open(data: Path) -> Host:
    host = Host(data / DATABASE)
    server = DemoKeys.open_server(data)
    host.open({name: ledger_keys(server, name) for name in LEDGERS})
    return host


def _bind(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(("127.0.0.1", port))
    except OSError:
        bound.close()
        raise NguonError("port_in_use", f"port {port} is in use; try --port {port + 1}") from None
    return bound
