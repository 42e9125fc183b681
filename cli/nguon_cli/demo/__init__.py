"""`nguon demo`: stories in two ledgers, told through the real signer over real HTTP.

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

from nguon_cli.data_folder import DataFolder
from nguon_cli.demo.files import BEGUN, LABELS, PASSPHRASE, READY
from nguon_cli.demo.player import Stage, acts
from nguon_cli.demo.secrets import People, make_passphrase
from nguon_cli.demo.sheets import write_labels
from nguon_cli.demo.stories import BA_KHIA, GIO_AN, PEPPER, RACH_GOC, TAMPERED, TEA, Story
from nguon_cli.demo.tamper import tamper
from nguon_cli.demo.welcome import welcome
from nguon_cli.founding import Founding, Operator, found_ledger
from nguon_cli.passphrases import Passphrase
from nguon_cli.serving import bind, serve_app, serving
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.engine.host import system_time
from nguon_ledger.engine.ledger import Ledger
from nguon_ledger.errors import NguonError
from nguon_signer.client import Client

MAIN, SECOND = "demo", "altered"
LEDGERS: Mapping[str, tuple[Story, ...]] = {
    MAIN: (BA_KHIA, TEA, PEPPER, GIO_AN, RACH_GOC),
    SECOND: (TAMPERED,),
}
_ADDRESS = "127.0.0.1"


def run(data: Path, *, port: int, console: Console) -> None:
    """Make the demo in ``data`` if it is not there, serve it, and tell what to try.

    Returns when the server is stopped. Raises NguonError ``port_in_use`` or ``folder_in_use``.
    """
    listener = bind(_ADDRESS, port)
    host_name = f"localhost:{port}"
    if _made_for(data) != host_name:
        _clear(data)
        _make(data, host_name, listener, console)
        listener = bind(_ADDRESS, port)
    host = DataFolder(data).open_ledgers(Passphrase(data / PASSPHRASE))
    try:
        serve_app(host, listener, on_ready=lambda: welcome(console, data, host_name))
    finally:
        host.close()


def _made_for(data: Path) -> str | None:
    marker = data / READY
    return marker.read_text("utf-8").strip() if marker.exists() else None


def _clear(data: Path) -> None:
    """Remove a demo that was cut off while it was made, and nothing else."""
    if (finished := _made_for(data)) is not None:
        port = finished.rpartition(":")[2]
        what = f"{data} is a demo for --port {port}; use that port, or another --data"
        raise NguonError("folder_in_use", what, field="--data")
    if (data / BEGUN).exists():
        shutil.rmtree(data)
    elif data.exists() and any(data.iterdir()):
        what = f"{data} holds something else; name another folder with --data"
        raise NguonError("folder_in_use", what, field="--data")


def _make(data: Path, host_name: str, listener: socket.socket, console: Console) -> None:
    data.mkdir(parents=True, exist_ok=True)
    (data / BEGUN).touch()
    console.print("Making two ledgers and everybody's keys ...")
    passphrase = make_passphrase(data)
    folder = DataFolder(data)
    for name in LEDGERS:
        _found(folder, name, host_name, passphrase)
    people = People(data, passphrase)
    host = folder.open_ledgers(Passphrase(data / PASSPHRASE))
    try:
        with serving(host, listener):
            for name, stories in LEDGERS.items():
                _play(host.ledgers[name], stories, host_name, people, console)
    finally:
        host.close()
    today = datetime.now(UTC).date()
    for story in (*LEDGERS[MAIN], *LEDGERS[SECOND]):
        write_labels(data / LABELS, f"http://{host_name}", host_name, story, today)
    tamper(folder.database, SECOND, step="salting", old='"quantity":31.6', new='"quantity":61.6')
    (data / READY).write_text(f"{host_name}\n", "utf-8")


def _found(folder: DataFolder, name: str, host_name: str, passphrase: bytes) -> None:
    operator = Operator(
        participant=f"https://{host_name}/participants/operator",
        name="Liên minh hợp tác xã (ví dụ)",
        province="Cà Mau",
        contact="mailto:bao-loi@nguon.example",
    )
    found_ledger(
        folder,
        Founding(ledger=name, url=f"http://{host_name}", operator=operator),
        now=format_time(system_time()),
        server_passphrase=passphrase,
        operator_passphrase=passphrase,
    )


def _play(
    ledger: Ledger, stories: tuple[Story, ...], host_name: str, people: People, console: Console
) -> None:
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with (
        Client(f"http://{host_name}", ledger.name, ledger.log.vkey) as client,
        Progress(*columns, console=console) as progress,
    ):
        stage = Stage(host_name, ledger.name, ledger.origin, client, people, datetime.now(UTC))
        told = list(acts(stage, stories))
        task = progress.add_task("", total=len(told))
        for description, act in told:
            progress.update(task, description=f"{ledger.name}: {description}"[:60])
            act()
            progress.advance(task)
        progress.update(task, description=f"{ledger.name}: recorded, every receipt checked")
