"""``nguon demo``: everything at work, on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nguon_cli.demo import run
from nguon_cli.session import session_of


def demo(
    context: typer.Context,
    *,
    data: Annotated[
        Path, typer.Option(help="Folder for the demo's ledgers and labels.", metavar="DIR")
    ] = Path("demo-data"),
    port: Annotated[
        int, typer.Option(help="Port to serve on.", min=1, max=65535, metavar="PORT")
    ] = 8000,
) -> None:
    """Record five stories, print labels, and serve them.

    Started again, it serves what is there.
    """
    run(data, port=port, console=session_of(context).console)
