"""``nguon record``: one step of a process."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nguon_cli.files import read_file
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
from nguon_cli.step_answers import Typed
from nguon_cli.times import parse_moment
from nguon_ledger.events.event import MAX_ATTACHMENT
from nguon_signer.event_builder import build_event
from nguon_signer.event_ids import new_event_id
from nguon_signer.sealing import sign_event
from nguon_signer.template import open_template

# \b keeps the lines as they are.
EXAMPLES = """\b
Example:
  nguon record salting --template ba-khia --place /places/workshop \\
      --in /p/sorted/10/S1=110kg --out /p/salted/10/A1=95kg --field days=3"""


def record(  # noqa: PLR0913 (the command's options)
    context: typer.Context,
    *,
    step: Annotated[
        str, typer.Argument(help="The step, such as harvest or salting.", metavar="STEP")
    ],
    template: Annotated[
        str,
        typer.Option(help="The process; nguon templates lists them.", metavar="NAME"),
    ],
    came_in: Annotated[
        list[str] | None,
        typer.Option("--in", help="What goes in; repeat it.", metavar="LOT=QUANTITY"),
    ] = None,
    came_out: Annotated[
        list[str] | None,
        typer.Option("--out", help="What comes out; repeat it.", metavar="LOT=QUANTITY"),
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="Where it happened: a place, or geo:lat,lon.", metavar="ID")
    ] = None,
    time: Annotated[
        str, typer.Option(help="When it happened: RFC 3339 with offset, or now.", metavar="TIME")
    ] = "now",
    field: Annotated[
        list[str] | None,
        typer.Option(help="Answer to a question of the step; repeat it.", metavar="NAME=VALUE"),
    ] = None,
    result: Annotated[
        list[str] | None,
        typer.Option(
            help="A test with its limit, such as 'histamin=38.5 max 100'; repeat it.",
            metavar="TEST=VALUE max|min LIMIT",
        ),
    ] = None,
    lot: Annotated[
        str | None, typer.Option(help="Lot of the units that get serials.", metavar="LOT")
    ] = None,
    serials: Annotated[
        str | None, typer.Option(help="Serials of --lot, such as 1-232.", metavar="RANGE")
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option(help="A unit, a carton, or a serial of --lot; repeat it.", metavar="ID"),
    ] = None,
    container: Annotated[
        str | None, typer.Option(help="Carton or pallet: /00/SSCC.", metavar="ID")
    ] = None,
    grown_from: Annotated[
        list[str] | None,
        typer.Option(help="Crop, pond or flock of a harvest; repeat it.", metavar="LOT"),
    ] = None,
    receiver: Annotated[
        str | None, typer.Option("--to", help="Who receives it.", metavar="PARTICIPANT")
    ] = None,
    to_place: Annotated[str | None, typer.Option(help="Where to.", metavar="ID")] = None,
    sender: Annotated[
        str | None, typer.Option("--from", help="Who sent it.", metavar="PARTICIPANT")
    ] = None,
    from_place: Annotated[str | None, typer.Option(help="Where from.", metavar="ID")] = None,
    then_at: Annotated[
        str | None, typer.Option(help="Where it is afterwards, if elsewhere.", metavar="ID")
    ] = None,
    reason: Annotated[
        str | None, typer.Option(help="Why; short for --field reason=TEXT.", metavar="TEXT")
    ] = None,
    adding: Annotated[
        bool, typer.Option("--add", help="What comes out is added to lots that exist.")
    ] = False,
    process: Annotated[
        str | None, typer.Option(help="Ties the events of one process together.", metavar="URI")
    ] = None,
    certificate: Annotated[
        list[str] | None,
        typer.Option(help="Certificate that it was done under; repeat it.", metavar="ID"),
    ] = None,
    photo: Annotated[
        list[Path] | None,
        typer.Option(help="Photo or paper, at most 2 MiB; repeat it.", metavar="FILE"),
    ] = None,
    home: HomeFolder = DEFAULT_HOME,
    key: KeyName = None,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Record one step: harvest, salting, packing.

    The step is checked, signed and kept on disk before it is sent, so that nothing is lost
    without a network; what could not be sent goes with nguon submit. Exit code 0: recorded;
    1: refused; 4: kept.

    Lots, places and participants that begin with / are completed with the ledger's host. Where
    it is unclear which of its things a step gets, write the role first: salt:/p/salt/10/M1=30kg.
    """
    signer = open_signer(
        session_of(context), home, key=key, passphrase_file=passphrase_file, dry_run=dry_run
    )
    opened = open_template(template)
    typed = Typed(
        inputs=came_in or (),
        outputs=came_out or (),
        units=unit or (),
        serials=serials,
        lot=lot,
        grown_from=grown_from or (),
        container=container,
        place=place,
        then_at=then_at,
        source=(sender, from_place),
        destination=(receiver, to_place),
        fields=field or (),
        results=result or (),
        reason=reason,
        adding=adding,
        process=process,
        certificates=certificate or (),
        photos=photo or (),
    )
    event = build_event(
        template=opened,
        step=step,
        answers=typed.answers(opened.step(step), host=signer.profile.host),
        time=parse_moment(time, field="--time"),
        new_id=new_event_id,
    )
    photos = [read_file(path, max_bytes=MAX_ATTACHMENT, field="--photo") for path in photo or ()]
    about = {"eventID": event["eventID"], "step": step}
    return signer.record(event, sign_event, about, photos=photos)
