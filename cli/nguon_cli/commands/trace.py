"""``nguon trace``: where a lot or unit comes from, checked here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nguon_cli.exits import BY_VERDICT
from nguon_cli.files import write_file
from nguon_cli.identifiers import parse_thing
from nguon_cli.journey import journey_document, tell_journey
from nguon_cli.options import DEFAULT_HOME, HomeFolder, Json, Language, open_home
from nguon_cli.session import session_of
from nguon_cli.verdict import tell_verdict, verdict_document
from nguon_ledger.trace.verify import examine_bundle


def trace(
    context: typer.Context,
    *,
    identifier: Annotated[
        str, typer.Argument(help="A lot, unit, carton, or a label's URL.", metavar="ID|URL")
    ],
    save: Annotated[
        Path | None, typer.Option(help="Keep the evidence in a file.", metavar="FILE.nguon")
    ] = None,
    home: HomeFolder = DEFAULT_HOME,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Fetch the evidence about a lot or unit, and check it.

    It is checked on this machine with the key that was pinned by nguon join; the server is not
    trusted. Exit code 0: verified; 3: something is wrong; 4: it could not be checked, for
    example because the server does not answer.
    """
    session = session_of(context)
    opened = open_home(home)
    asked = parse_thing(identifier, host=opened.profile().host, field="ID")
    with opened.client(session.language) as client:
        data = client.trace(asked)
    if save is not None:
        write_file(save, data, field="--save")
    report = examine_bundle(data, pins=opened.pins(), asked=asked)
    document = verdict_document(report, asked=asked, language=session.language)
    if report.trace is not None:
        document |= journey_document(report.trace)

    def tell() -> None:
        tell_verdict(session, report, asked=asked)
        if report.trace is not None:
            session.say()
            tell_journey(session, report.trace)
        if save is not None:
            session.say(f"The evidence is in {save}.")

    session.show(document, tell)
    return BY_VERDICT[report.verdict]
