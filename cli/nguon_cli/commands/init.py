"""``nguon init``: a new ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nguon_cli.data_folder import DataFolder
from nguon_cli.founding import Founded, Founding, Operator, found_ledger, url_host
from nguon_cli.identifiers import complete
from nguon_cli.options import DataFolderPath, Json, PassphraseFile
from nguon_cli.passphrases import Passphrase
from nguon_cli.session import Session, session_of
from nguon_cli.stores import Database
from nguon_cli.times import parse_moment


def init(  # noqa: PLR0913 (the command's options)
    context: typer.Context,
    *,
    data: DataFolderPath,
    ledger: Annotated[
        str, typer.Option(help="Its name: small letters, digits, hyphens.", metavar="NAME")
    ],
    url: Annotated[
        str, typer.Option(help="Address of the server, as QR codes will carry it.", metavar="URL")
    ],
    operator: Annotated[
        str, typer.Option(help="Name of the union or office that runs it.", metavar="NAME")
    ],
    province: Annotated[str, typer.Option(help="The operator's province.", metavar="NAME")],
    contact: Annotated[
        str,
        typer.Option(
            help="Where a buyer reports a problem: mailto:, tel: or https:.", metavar="URI"
        ),
    ],
    operator_id: Annotated[
        str, typer.Option(help="The operator's identifier as a participant.", metavar="ID")
    ] = "/participants/operator",
    database: Database = None,
    passphrase_file: PassphraseFile = None,
    operator_passphrase_file: Annotated[
        Path | None,
        typer.Option(
            help="A passphrase of its own for the operator's keys.",
            metavar="FILE",
        ),
    ] = None,
    _json: Json = False,
) -> None:
    """Create a ledger with its keys.

    Everything goes into the data folder, which may hold many ledgers: nguon.db, keys/server.keys
    for the server, keys/operator.keys and operator/NAME for whoever registers participants. With
    --database the ledgers are in PostgreSQL; the folder has the keys, and remembers the URL.
    If anything fails, nothing is left behind.
    """
    session = session_of(context)
    founding = Founding(
        ledger=ledger,
        url=url,
        operator=Operator(
            participant=complete(operator_id, host=url_host(url)),
            name=operator,
            province=province,
            contact=contact,
        ),
    )
    server_passphrase = Passphrase(passphrase_file, "the server's and operator's keys").choose()
    operator_passphrase = (
        Passphrase(operator_passphrase_file, "the operator's keys").choose()
        if operator_passphrase_file
        else server_passphrase
    )
    founded = found_ledger(
        DataFolder(data, database),
        founding,
        now=parse_moment("now", field="time"),
        server_passphrase=server_passphrase,
        operator_passphrase=operator_passphrase,
    )
    result = {
        "ledger": ledger,
        "origin": founded.origin,
        "vkey": founded.vkey,
        "operator": founding.operator.participant,
        "home": str(founded.home.path),
    }
    session.show(result, lambda: _tell(session, founding, founded, data))


def _tell(session: Session, founding: Founding, founded: Founded, data: Path) -> None:
    session.say(f"The ledger {founding.ledger} is there. Its verifier key, to publish and to pin:")
    session.say()
    session.say(f"    {founded.vkey}")
    session.say()
    session.say("Next:")
    session.say(f"    nguon serve --data {data}")
    session.say(f"    nguon register participant --home {founded.home.path} --help")
    session.say()
    session.say(f"Keep a copy of {data}/keys elsewhere. Without it the ledger cannot go on.")
