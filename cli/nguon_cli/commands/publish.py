"""``nguon publish``: the static log, for a CDN or any web server."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from nguon_cli.data_folder import DataFolder
from nguon_cli.options import DataFolderPath, Json
from nguon_cli.session import Session, session_of
from nguon_cli.stores import Database, chosen, opened
from nguon_ledger.engine.publish.loop import publish_until
from nguon_ledger.engine.publish.names import CHECKPOINT
from nguon_ledger.engine.publish.publisher import Published, Publisher
from nguon_ledger.engine.publish.source import StoredLog
from nguon_ledger.errors import NguonError
from nguon_ledger.store.places import open_blobs, open_head

EXAMPLES = "Example: nguon publish --data data --to s3://my-bucket/log --once --collect"


def publish(
    context: typer.Context,
    *,
    data: DataFolderPath,
    to: Annotated[
        str,
        typer.Option(
            help="Folder, or file://, s3://, gs:// or az:// URL; each ledger under its name.",
            metavar="URL",
        ),
    ],
    ledger: Annotated[
        str | None, typer.Option(help="One ledger; else all of the folder.", metavar="NAME")
    ] = None,
    database: Database = None,
    once: Annotated[
        bool, typer.Option("--once", help="Publish what there is now, and end.")
    ] = False,
    collect: Annotated[
        bool, typer.Option("--collect", help="Delete partial tiles that full ones replaced.")
    ] = False,
    _json: Json = False,
) -> None:
    """Copy the log to where others can read it without this server.

    Checkpoint, tiles and entries, as C2SP tlog-tiles names them. May run beside the server, once
    or until Ctrl-C; then it looks for something new each second. Only what leads to the signed
    root is published, and nothing that is published is ever replaced but the checkpoint: if that
    is not of this log's past, the exit code is 3.
    """
    session = session_of(context)
    folder = DataFolder(data, database)
    with opened(folder) as engine:
        publishers = {
            name: _publisher(engine, name, origin, to)
            for name, origin in chosen(_stored(folder), ledger, data).items()
        }
        if once:
            _publish_once(session, publishers, collect=collect)
            return
        with _told_to_stop() as stop:
            publish_until(stop, publishers, lambda n, p: _tell(session, n, p), collect=collect)


def _stored(folder: DataFolder) -> dict[str, str]:
    host = folder.open_store()
    try:
        return host.stored()
    finally:
        host.close()


def _publisher(engine: Engine, name: str, origin: str, to: str) -> Publisher:
    source = StoredLog(engine, name, origin)
    return Publisher(
        source,
        log=source.verifier(),
        blobs=open_blobs(to, name),
        head=open_head(to, name, CHECKPOINT),
    )


def _publish_once(session: Session, publishers: dict[str, Publisher], *, collect: bool) -> None:
    done: list[dict[str, Any]] = []
    for name, publisher in publishers.items():
        published = publisher.publish()
        deleted = publisher.collect() if collect else 0
        told = {"name": name, "entries": published.size, "files": published.files}
        done.append({**told, "deleted": deleted})

    def tell() -> None:
        for one in done:
            new = f"{one['files']} new files, {one['deleted']} deleted"
            session.say(f"{one['name']}: {one['entries']} entries are published; {new}")

    session.show({"ledgers": done}, tell)


def _tell(session: Session, name: str, found: Published | NguonError) -> None:
    if isinstance(found, NguonError):
        session.warn(f"{name}: {found}")
        return
    session.show(
        {"name": name, "entries": found.size, "files": found.files},
        lambda: session.say(f"{name}: {found.size} entries are published"),
    )
    session.flush()


@contextmanager
def _told_to_stop() -> Iterator[Event]:
    """Give an event that Ctrl-C and SIGTERM set; what is under way is finished first."""
    stop = Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
