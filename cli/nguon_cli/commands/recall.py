"""``nguon recall``: take back what was sold, let it go again, or see whom it would reach."""

from __future__ import annotations

from typing import Annotated

import typer

from nguon_cli.drill import run_drill
from nguon_cli.options import (
    DEFAULT_HOME,
    DryRun,
    HomeFolder,
    Json,
    KeyName,
    Language,
    PassphraseFile,
    open_home,
)
from nguon_cli.recalling import recalled_things
from nguon_cli.session import session_of
from nguon_cli.signing import open_signer
from nguon_cli.times import parse_moment
from nguon_signer.answers import Answers
from nguon_signer.event_builder import build_event
from nguon_signer.event_ids import new_event_id
from nguon_signer.sealing import sign_event
from nguon_signer.template import open_template

# Recall and release are the same steps in every template.
_TEMPLATE = "ba-khia"
# \b keeps the lines as they are.
EXAMPLES = """\b
Examples:
  nguon recall /p/jar/10/J1 --drill
  nguon recall /p/jar/10/J1 --reason "Vi sinh vượt mức" --instructions "Mang lại nơi mua."
  nguon recall /p/jar/10/J1 --release --reason "Xét nghiệm lại đạt"
  nguon recall /p/jar --reason "Nắp hở" --serials 0001-0100"""


def recall(  # noqa: PLR0913 (the command's options)
    context: typer.Context,
    *,
    identifiers: Annotated[
        list[str],
        typer.Argument(
            help="Lots, units or cartons; with --serials a product or lot.", metavar="ID"
        ),
    ],
    reason: Annotated[str | None, typer.Option(help="Why, for buyers.", metavar="TEXT")] = None,
    instructions: Annotated[
        str | None, typer.Option(help="What a buyer should do.", metavar="TEXT")
    ] = None,
    serials: Annotated[
        str | None, typer.Option(help="Only these units, such as 0001-0100.", metavar="RANGE")
    ] = None,
    release: Annotated[
        bool, typer.Option("--release", help="Let go again what was recalled.")
    ] = False,
    drill: Annotated[
        bool, typer.Option("--drill", help="Show what it would reach; sign nothing.")
    ] = False,
    time: Annotated[
        str, typer.Option(help="When: RFC 3339 with offset, or now.", metavar="TIME")
    ] = "now",
    home: HomeFolder = DEFAULT_HOME,
    key: KeyName = None,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Recall lots or units, and all that was made from them.

    For whoever made them, and the operator. A lot is recalled as a whole; the ledger is asked
    how much of it was made, unless LOT=QUANTITY says so. As with nguon record, what cannot be
    sent is kept.
    """
    session = session_of(context)
    if drill:
        if len(identifiers) != 1 or reason or instructions or serials or release:
            raise typer.BadParameter("takes one ID and nothing else", param_hint="--drill")
        return run_drill(session, open_home(home), identifiers[0])
    if reason is None:
        raise typer.BadParameter("needed, unless it is a --drill", param_hint="--reason")
    if release and instructions is not None:
        raise typer.BadParameter("buyers need none for a --release", param_hint="--instructions")
    signer = open_signer(session, home, key=key, passphrase_file=passphrase_file, dry_run=dry_run)
    step = "release" if release else "recall"
    lots, units = recalled_things(
        signer.home, identifiers, serials=serials, language=session.language
    )
    event = build_event(
        template=open_template(_TEMPLATE),
        step=step,
        answers=Answers(
            inputs=lots,
            units=units,
            fields={"reason": reason}
            | ({"instructions": instructions} if instructions is not None else {}),
        ),
        time=parse_moment(time, field="--time"),
        new_id=new_event_id,
    )
    return signer.record(event, sign_event, {"eventID": event["eventID"], "step": step})
