"""``nguon submit``: send what the outbox holds."""

from __future__ import annotations

from typing import Annotated

import typer

from nguon_cli.options import DEFAULT_HOME, HomeFolder, Json, Language, open_home
from nguon_cli.sending import Outcome, send_waiting, worst
from nguon_cli.session import Session, session_of
from nguon_signer.outbox import RECORDED


def submit(
    context: typer.Context,
    *,
    retry_refused: Annotated[
        bool,
        typer.Option("--retry-refused", help="Send again what was refused before, in its place."),
    ] = False,
    home: HomeFolder = DEFAULT_HOME,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Send the steps that were kept while offline.

    They go in the order in which they were signed; the same step is never recorded twice. Exit
    code 0: all are recorded; 3: a receipt does not hold; 4: some are kept; 1: some were refused.
    """
    session = session_of(context)
    outcomes = send_waiting(open_home(home), retry_refused=retry_refused, language=session.language)
    session.show(
        {"outcomes": [outcome.document() for outcome in outcomes]},
        lambda: _tell(session, outcomes),
    )
    return worst(outcomes)


def _tell(session: Session, outcomes: list[Outcome]) -> None:
    if not outcomes:
        session.say("Nothing is waiting.")
    for outcome in outcomes:
        line = f"Number {outcome.entry.number}: {outcome.line()}"
        if outcome.entry.state == RECORDED:
            session.say(line)
        else:
            session.warn(line)
