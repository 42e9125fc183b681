"""``nguon shipments``: what was sent and not yet received."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.table import Table

from nguon_cli.identifiers import complete, short
from nguon_cli.options import DEFAULT_HOME, HomeFolder, Json, Language, open_home
from nguon_cli.session import Session, clean, session_of
from nguon_cli.times import show_moment
from nguon_cli.units import show_base
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_signer.scope import Shipment


def shipments(
    context: typer.Context,
    *,
    participant: Annotated[
        str | None, typer.Option(help="Only from or to this one.", metavar="ID")
    ] = None,
    older_than: Annotated[
        int | None,
        typer.Option(help="Only what was shipped so many hours ago.", min=0, metavar="HOURS"),
    ] = None,
    home: HomeFolder = DEFAULT_HOME,
    _language: Language = None,
    _json: Json = False,
) -> None:
    """List what was sent and nobody has received yet."""
    session = session_of(context)
    opened = open_home(home)
    who = complete(participant, host=opened.profile().host) if participant is not None else None
    with opened.client(session.language) as client:
        found = client.shipments(participant=who, older_than_hours=older_than)
    session.show(
        {"shipments": [_document(shipment) for shipment in found]}, lambda: _tell(session, found)
    )


def _document(shipment: Shipment) -> dict[str, Any]:
    return {
        "id": shipment.id,
        "holder": vars(shipment.holder),
        "receiver": vars(shipment.receiver),
        "shipped_at": format_time(shipment.shipped_at),
        "shipped": shipment.shipped,
        "dimension": shipment.dimension,
    }


def _tell(session: Session, found: Sequence[Shipment]) -> None:
    if not found:
        session.say("Nothing is under way.")
        return
    table = Table(title="Under way", title_justify="left", show_lines=False)
    for heading in ("What", "How much", "From", "To", "Since"):
        table.add_column(heading, overflow="fold")
    for shipment in found:
        table.add_row(
            clean(short(shipment.id)),
            _amount(shipment),
            clean(shipment.holder.name),
            clean(shipment.receiver.name),
            show_moment(shipment.shipped_at),
        )
    session.draw(table)


def _amount(shipment: Shipment) -> str:
    if shipment.shipped is None or shipment.dimension is None:
        return "-"
    return show_base(shipment.shipped, shipment.dimension)
