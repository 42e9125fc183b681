"""``nguon register``: the version of the rules."""

from __future__ import annotations

from typing import Annotated

import typer

from nguon_cli.options import (
    DEFAULT_HOME,
    DryRun,
    HomeFolder,
    Json,
    KeyName,
    Language,
    PassphraseFile,
)
from nguon_cli.session import session_of
from nguon_cli.signing import open_signer
from nguon_ledger.rules.version import LATEST
from nguon_signer.registry_builder import rules_raised
from nguon_signer.sealing import sign_registry


def rules(
    context: typer.Context,
    *,
    version: Annotated[
        int,
        typer.Option(
            help=f"The version; this program knows up to {LATEST}.",
            min=2,
            max=LATEST,
            metavar="NUMBER",
        ),
    ],
    home: HomeFolder = DEFAULT_HOME,
    key: KeyName = None,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Raise the version of the rules. For the operator.

    What is recorded from then on is judged by it; what is recorded stays as it was judged. It
    cannot be lowered again.
    """
    signer = open_signer(
        session_of(context), home, key=key, passphrase_file=passphrase_file, dry_run=dry_run
    )
    return signer.record(rules_raised(version=version), sign_registry, {"rules": version})
