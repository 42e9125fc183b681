"""``nguon verify``: evidence in a file, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from nguon_cli.exits import BY_VERDICT
from nguon_cli.files import read_file
from nguon_cli.identifiers import parse_thing
from nguon_cli.options import DEFAULT_HOME, HomeFolder, Json, Language, open_home
from nguon_cli.session import session_of
from nguon_cli.verdict import tell_verdict, verdict_document
from nguon_ledger.errors import NguonError
from nguon_ledger.log.note import ED25519, Verifier
from nguon_ledger.trace.bundle import MAX_BUNDLE, parse_bundle
from nguon_ledger.trace.pins import Pin, parse_pins
from nguon_ledger.trace.verify import examine_bundle

_MAX_PINS = 1 << 20


def verify(
    context: typer.Context,
    *,
    bundle: Annotated[
        Path, typer.Argument(help="A trace bundle (.nguon), or - for stdin.", metavar="BUNDLE")
    ],
    pins: Annotated[
        Path | None, typer.Option(help="File with the ledgers that you trust.", metavar="FILE")
    ] = None,
    vkey: Annotated[
        str | None, typer.Option(help="Verifier key of the one ledger you trust.", metavar="VKEY")
    ] = None,
    identifier: Annotated[
        str | None,
        typer.Option(
            "--id",
            help="Lot, unit or label's URL that it must be about; else what it says itself.",
            metavar="ID|URL",
        ),
    ] = None,
    home: HomeFolder = DEFAULT_HOME,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Check evidence offline, step by step.

    What is trusted comes from --pins, from --vkey, or else from the pins of your home. No
    network is used. Exit code 0: verified; 3: something is wrong; 4: it could not be checked.
    """
    session = session_of(context)
    trusted = _trusted(pins, vkey, home)
    data = read_file(bundle, max_bytes=MAX_BUNDLE, field="BUNDLE")
    asked = _own_id(data)
    if identifier is not None:
        asked = parse_thing(identifier, host=None, field="--id")
    report = examine_bundle(data, pins=trusted, asked=asked)
    session.show(
        verdict_document(report, asked=asked, language=session.language),
        lambda: tell_verdict(session, report, asked=asked),
    )
    return BY_VERDICT[report.verdict]


def _trusted(pins: Path | None, vkey: str | None, home: Path) -> Sequence[Pin]:
    if pins is not None and vkey is not None:
        raise typer.BadParameter("give --pins or --vkey, not both", param_hint="--vkey")
    if pins is not None:
        return parse_pins(read_file(pins, max_bytes=_MAX_PINS, field="--pins"))
    if vkey is None:
        return open_home(home).pins()
    verifier = Verifier.from_vkey(vkey)
    if verifier.kind != ED25519:
        raise NguonError("vkey_malformed", "that is a witness's key, not a log's", field="--vkey")
    return (Pin(verifier),)


def _own_id(data: bytes) -> str:
    """Return what the evidence says that it is about; step 1 judges what cannot be read."""
    try:
        return parse_bundle(data).id
    except NguonError:
        return "(unreadable)"
