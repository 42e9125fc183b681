"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nguon_cli.home import Home
from nguon_cli.languages import LANGUAGES
from nguon_cli.session import session_of


def _set_json(context: typer.Context, value: bool) -> bool:  # noqa: FBT001 (typer's callback)
    session_of(context).json = value
    return value


Json = Annotated[
    bool,
    typer.Option(
        "--json",
        help="Print one JSON object, for scripts.",
        callback=_set_json,
        is_eager=True,
    ),
]


def _set_language(context: typer.Context, value: str | None) -> str | None:
    if value is not None:
        if value not in LANGUAGES:
            raise typer.BadParameter(f"one of {', '.join(LANGUAGES)}")
        session_of(context).language = value
    return value


Language = Annotated[
    str | None,
    typer.Option(
        "--lang",
        help="Language of reasons and flags: vi, en, th or bn. Else your system's.",
        callback=_set_language,
        metavar="LANG",
    ),
]
HomeFolder = Annotated[
    Path,
    typer.Option(
        "--home",
        help="Folder with your profile, pins, keys and outbox.",
        envvar="NGUON_HOME",
        metavar="DIR",
    ),
]
DataFolderPath = Annotated[
    Path,
    typer.Option(
        "--data", help="Folder with the ledgers' database and the server's keys.", metavar="DIR"
    ),
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        help="File (mode 0600) with the passphrase. Else NGUON_PASSPHRASE, else a prompt.",
        metavar="FILE",
    ),
]
KeyName = Annotated[
    str | None,
    typer.Option("--key", help="Key to sign with, if there are several.", metavar="NAME"),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Print what would be signed, and do nothing.")
]
DEFAULT_HOME = Path("~/.nguon")


def open_home(path: Path) -> Home:
    """Return the home at a path that may begin with ``~``."""
    return Home(path.expanduser())
