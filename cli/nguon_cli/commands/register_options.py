"""Options that several ``nguon register`` commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ParticipantId = Annotated[str, typer.Argument(help="The participant's identifier.", metavar="ID")]
Owner = Annotated[str | None, typer.Option(help="Whose it is; else yours.", metavar="PARTICIPANT")]
Names = Annotated[
    list[str],
    typer.Option("--name", help="Its name in a language; repeat it.", metavar="LANG=TEXT"),
]
PublicKeyFiles = Annotated[
    list[Path],
    typer.Option(
        "--public-key",
        help="File with the public key, as nguon key show --json prints it; - for stdin.",
        metavar="FILE",
    ),
]
PublicKeyFile = Annotated[
    Path,
    typer.Option(
        "--public-key",
        help="File with the public key, as nguon key show --json prints it; - for stdin.",
        metavar="FILE",
    ),
]
