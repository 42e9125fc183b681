"""``nguon serve``: the HTTP service."""

from __future__ import annotations

from typing import Annotated

import typer

from nguon_cli.data_folder import DataFolder
from nguon_cli.options import DataFolderPath, Json, PassphraseFile
from nguon_cli.passphrases import Passphrase
from nguon_cli.serving import bind, serve_app
from nguon_cli.session import Session, session_of
from nguon_ledger.engine.host import Host


def serve(
    context: typer.Context,
    *,
    data: DataFolderPath,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 for all.", metavar="ADDRESS")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="Port to listen on.", min=0, max=65535, metavar="PORT")
    ] = 8000,
    passphrase_file: PassphraseFile = None,
    _json: Json = False,
) -> None:
    """Serve the ledgers of a data folder.

    The page that buyers see comes with it. Ctrl-C or SIGTERM stops it: requests in flight are
    answered, the last batch is finished, and the exit code is 0. With --json, a line on stdout
    tells when it is ready.
    """
    session = session_of(context)
    folder = DataFolder(data)
    folder.open_store().close()
    listener = bind(host, port)
    with listener:
        ledgers = folder.open_ledgers(Passphrase(passphrase_file, "the server's keys"))
        try:
            address = _address(host, listener.getsockname()[1])
            serve_app(ledgers, listener, on_ready=lambda: _tell(session, ledgers, address))
        finally:
            ledgers.close()


def _tell(session: Session, host: Host, address: str) -> None:
    names = list(host.ledgers)
    session.show(
        {"url": address, "ledgers": names},
        lambda: session.say(f"Serving {', '.join(names)} on {address}. Ctrl-C stops."),
    )
    session.flush()


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
