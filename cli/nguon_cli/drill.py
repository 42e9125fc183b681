"""A recall drill: what a recall would reach, and whom to call. Nothing is signed."""

from __future__ import annotations

import time
from collections import Counter
from decimal import Decimal
from typing import Any

from rich.table import Table

from nguon_cli.exits import OK
from nguon_cli.home import Home
from nguon_cli.identifiers import parse_thing, short
from nguon_cli.session import Session, clean
from nguon_cli.units import show_base
from nguon_signer.scope import KINDS, Affected, Named, RecallScope


def run_drill(session: Session, home: Home, identifier: str) -> int:
    """Ask the ledger what a recall would reach, and tell it. Raises as Client.recall_scope."""
    asked = parse_thing(identifier, host=home.profile().host, field="ID")
    begin = time.monotonic()
    with home.client(session.language) as client:
        scope = client.recall_scope(asked)
    waited = round((time.monotonic() - begin) * 1000)
    session.show(_document(scope, waited), lambda: _tell(session, scope, waited))
    return OK


def _document(scope: RecallScope, waited: int) -> dict[str, Any]:
    return {
        "id": scope.id,
        "milliseconds": scope.milliseconds,
        "waited_milliseconds": waited,
        "lots": [_lot_document(thing) for thing in scope.of_kind("lot")],
        "units": sum(holder.units for holder in scope.holders),
        "logistic_units": sum(holder.logistic_units for holder in scope.holders),
        "holders": [
            vars(holder.who)
            | {
                "lots": holder.lots,
                "units": holder.units,
                "logistic_units": holder.logistic_units,
                "gone": holder.gone,
            }
            for holder in scope.holders
        ],
        "under_way": [
            {"id": thing.id, "holder": vars(thing.holder), "receiver": _named(thing.receiver)}
            for thing in scope.under_way
        ],
    }


def _lot_document(lot: Affected) -> dict[str, Any]:
    return {
        "id": lot.id,
        "maker": vars(lot.maker),
        "holder": vars(lot.holder),
        "dimension": lot.dimension,
        "made": lot.made,
        "left": lot.left,
        "units": lot.units,
    }


def _named(who: Named | None) -> dict[str, str] | None:
    return None if who is None else {"id": who.id, "name": who.name}


def _tell(session: Session, scope: RecallScope, waited: int) -> None:
    units = sum(holder.units for holder in scope.holders)
    cartons = sum(holder.logistic_units for holder in scope.holders)
    session.say(f"Recall drill for {scope.id}: nothing was signed.")
    session.say(
        f"Found in {scope.milliseconds:f} ms by the ledger, {waited} ms with the way there: "
        f"{len(scope.of_kind('lot'))} lot(s), {units} unit(s), {cartons} carton(s)."
    )
    lots = _table("Lots", "Lot", "Made", "Left", "Units", "Maker", "Holder")
    for lot in scope.of_kind("lot"):
        lots.add_row(
            clean(short(lot.id)),
            _amount(lot.made, lot.dimension),
            _amount(lot.left, lot.dimension),
            "-" if lot.units is None else str(lot.units),
            clean(lot.maker.name),
            clean(lot.holder.name),
        )
    session.draw(lots)
    holders = _table("Who has it now", "Holder", "Lots", "Units", "Cartons", "Of these gone")
    for holder in scope.holders:
        counts = (holder.lots, holder.units, holder.logistic_units, holder.gone)
        holders.add_row(clean(holder.who.name), *map(str, counts))
    session.draw(holders)
    if not scope.under_way:
        session.say("Nothing of it is under way.")
        return
    under_way = _table("Under way", "From", "To", "Lots", "Units", "Cartons", "Such as")
    for (sender, receiver), things in _by_parties(scope).items():
        kinds = Counter(thing.kind for thing in things)
        each = (str(kinds[kind]) for kind in KINDS)
        under_way.add_row(clean(sender), clean(receiver), *each, clean(short(things[0].id)))
    session.draw(under_way)


def _by_parties(scope: RecallScope) -> dict[tuple[str, str], list[Affected]]:
    found: dict[tuple[str, str], list[Affected]] = {}
    for thing in scope.under_way:
        to = thing.receiver.name if thing.receiver is not None else "-"
        found.setdefault((thing.holder.name, to), []).append(thing)
    return found


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", show_lines=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _amount(amount: Decimal | None, dimension: str | None) -> str:
    return "-" if amount is None or dimension is None else show_base(amount, dimension)
